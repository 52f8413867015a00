"""`anlan demo`: start the platform, put the county into it, run it, score it."""

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from anlan.bus.server import PortTaken
from anlan.demo.handover import Handover
from anlan.demo.handover import load as load_handover
from anlan.demo.horns import HOST, Horns
from anlan.demo.pictures.programme import FULL_S
from anlan.demo.runner import run_demo
from anlan.kit.settings import Settings
from anlan.kit.supervisor import Stopped, end_with_us, stop_on_signals, unless_stopped
from anlan.web.up import System
from anlan.web.watch import get

SHOWN_ROLES = ("duty_officer", "admin", "leader", "town_officer", "enterprise_manager")


async def run_county(
    config: Settings, duration_s: float | None, report: Path | None, as_json: bool, cameras: bool | None = None
) -> int:
    """``cameras`` None: shown to visitors, and in scored runs that are long enough for all that they have to show.

    Exit code: 0 = clean score (or ended by the user), 1 = not clean or could not run."""
    if cameras is None:
        cameras = duration_s is None or duration_s >= FULL_S
    if duration_s is not None and "ANLAN_DATA" not in os.environ:
        with tempfile.TemporaryDirectory(prefix="anlan-demo-") as folder:
            config = config.model_copy(update={"data": Path(folder)})
            return await _run(config, duration_s, report, as_json, cameras)
    return await _run(config, duration_s, report, as_json, cameras)


async def _run(config: Settings, duration_s: float | None, report: Path | None, as_json: bool, cameras: bool) -> int:
    horns = await _horns()
    config = config.model_copy(update={"field_hosts": ",".join(filter(None, (config.field_hosts, HOST)))})
    system, stop = System(config), asyncio.Event()
    ledgers: asyncio.subprocess.Process | None = None
    stop_on_signals(stop.set)
    try:
        handover = await unless_stopped(_ready(system, config, duration_s, cameras, horns), stop)
        _welcome(config, handover, duration_s)
        if duration_s is None:
            ledgers = await _own_process(config, "anlan.web.demo_ledgers", in_background=True)
        return await run_demo(
            config=config, handover=handover, duration_s=duration_s, report=report, stop=stop, as_json=as_json
        )
    except Stopped:
        return 0
    except (PortTaken, TimeoutError, RuntimeError) as error:
        print(f"anlan demo: {error}", file=sys.stderr, flush=True)  # noqa: T201
        return 1
    finally:
        if ledgers is not None and ledgers.returncode is None:
            ledgers.terminate()
        await system.stop()
        if horns is not None:
            horns.close()


async def _horns() -> Horns | None:
    """The county's loudspeakers, before anybody calls them; without them the county has none."""
    horns = Horns()
    try:
        await horns.open()
    except OSError as error:
        print(f"anlan demo: no loudspeakers, {HOST} is not to be had here: {error}", file=sys.stderr, flush=True)  # noqa: T201
        return None
    return horns


async def _ready(
    system: System, config: Settings, duration_s: float | None, cameras: bool, horns: Horns | None
) -> Handover:
    """Everything started, the county in it and known to the field processes."""
    await system.start()
    handover = await _seeded(config, duration_s, cameras, horns.port if horns is not None else 0)
    await _adopted(config, handover.config_version)
    return handover


async def _own_process(
    config: Settings, module: str, *asked: str, in_background: bool = False
) -> asyncio.subprocess.Process:
    """``module`` in a process of its own: Django's settings are those of ``config``, not of this one's environment."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *asked),
        env={**os.environ, **config.as_environment()},
        # Not lower: it holds the database's one write lock now and then, and whoever waits for that waits for its turn.
        preexec_fn=(lambda: os.nice(5)) if in_background else None,
    )


async def _seeded(config: Settings, duration_s: float | None, cameras: bool, horns_port: int) -> Handover:
    asked = [*([] if duration_s is None else ["--duration", str(duration_s)]), *(["--cameras"] if cameras else [])]
    asked += ["--horns", str(horns_port)] if horns_port else []
    process = await _own_process(config, "anlan.web.demo_seed_process", *asked)
    if await end_with_us(process):
        raise RuntimeError("the county could not be put into the records; see the lines above")
    handover = load_handover(config)
    if handover is None:
        raise RuntimeError("the seeding left no handover file")
    return handover


async def _adopted(config: Settings, version: int, wait_s: float = 60.0) -> None:
    """Wait until gateway and alarms run on the seeded configuration."""
    deadline = asyncio.get_running_loop().time() + wait_s
    while asyncio.get_running_loop().time() < deadline:
        processes = await asyncio.to_thread(_processes, config)
        gateway = processes.get("gateway", {}).get("config_version", 0)
        alarms = processes.get("alarms", {}).get("p0_config_version", 0)
        if min(int(str(gateway)), int(str(alarms))) >= version:
            return
        await asyncio.sleep(0.3)
    raise TimeoutError(f"gateway and alarms did not adopt configuration {version} within {wait_s:.0f} s")


def _processes(config: Settings) -> dict[str, dict[str, object]]:
    status, body = get(f"http://127.0.0.1:{config.http_port}/healthz")
    found: dict[str, dict[str, object]] = json.loads(body)["processes"] if status == 200 else {}
    return found


def _welcome(config: Settings, handover: Handover, duration_s: float | None) -> None:
    lines = [f"安澜演示已就绪 / the county is ready:  http://{config.bind}:{config.http_port}/", ""]
    for role in SHOWN_ROLES:
        account = handover.of_role(role)[0]
        lines.append(f"  {account.role_name:<12}{account.username:<14}{account.password}")
    if duration_s is None:
        lines += [
            "",
            "约 20 秒后演示甲厂机房开始氨泄漏。 An ammonia leak begins in about 20 s. Ctrl-C ends.",
            "各类台账正在后台填充，需要几分钟。 The ledgers fill in the background, for some minutes.",
        ]
    print("\n".join(lines), flush=True)  # noqa: T201
