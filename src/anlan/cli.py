"""The command line: wiring, and nothing else."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from anlan.kit import logs
from anlan.kit.settings import settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Anlan 安澜: an open work-safety platform.")


@app.command()
def up() -> None:
    """Run every process on this machine until Ctrl-C."""
    logs.configure("up")
    sys.exit(asyncio.run(_up()))


async def _up() -> int:
    from anlan.bus.server import PortTaken
    from anlan.kit.supervisor import stop_on_signals
    from anlan.web.up import System

    system = System(settings())
    stop_on_signals(system.supervisor.stopping.set)
    try:
        await system.start()
        typer.echo(f"Anlan is up: http://{settings().bind}:{settings().http_port}/")
        await system.run_until_stopped()
    except (PortTaken, TimeoutError, RuntimeError) as error:
        typer.echo(f"anlan up: {error}", err=True)
        return 1
    finally:
        await system.stop()
    return 0


@app.command()
def run(process: Annotated[str, typer.Argument(help="nats, gateway, alarms, history, worker or web")]) -> None:
    """Run one process in the foreground (for systemd, compose or Kubernetes)."""
    from anlan.bus import service

    if process == "nats":
        _exec_nats()
    elif process == "web":
        from anlan.web.server import serve

        serve()
    elif process in ("gateway", "alarms", "history"):
        import importlib

        service.run(process, importlib.import_module(f"anlan.{process}.process").main)
    elif process == "worker":
        import os

        os.environ["ANLAN_PROCESS"] = "worker"
        from anlan.web.worker import main

        service.run("worker", main)
    else:
        raise typer.BadParameter(f"no process {process!r}: nats, gateway, alarms, history, worker or web")


def _exec_nats() -> None:
    import os

    from anlan.bus import server

    command = server.command(settings())
    os.execv(command[0], command)  # noqa: S606 - the server takes this process's place


@app.command(name="settings")
def show_settings() -> None:
    """Print the settings in force; secrets are not shown."""
    for name, value in settings().model_dump().items():
        typer.echo(f"ANLAN_{name.upper()}={'***' if name == 'secret_key' and value else value}")


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    from django.core.management import call_command

    _django()
    call_command("migrate", interactive=False)


audit = typer.Typer(help="The audit trail.")
app.add_typer(audit, name="audit")


@audit.command("verify")
def audit_verify(as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False) -> None:
    """Recompute the audit chain; exits 1 when an entry was changed, removed or cut off."""
    _django()
    from anlan.records.audit.commands import verify_command

    code, text = verify_command(as_json=as_json)
    typer.echo(text)
    sys.exit(code)


def _django() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    django.setup()


@app.command()
def demo(
    duration: Annotated[float | None, typer.Option(help="Seconds to run; without it until Ctrl-C.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write the score as JSON to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the score as JSON.")] = False,
) -> None:
    """Run the county in a box: a living county on this machine, and a score of how it was watched."""
    from anlan.web.demo_command import run_county

    logs.configure("demo")
    sys.exit(asyncio.run(run_county(settings(), duration, report, as_json)))


if __name__ == "__main__":
    app()
