"""The alarm path as single processes that nobody restarts, and a watcher beside them."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from anlan.kit.canary_secret import canary_secret
from anlan.kit.settings import Settings
from anlan.web.deadman.plan import Plan, Tell
from anlan.web.deadman.watcher import Watcher
from tests.conftest import start_nats
from tests.integration.support import migrate, start_process, until
from tests.servers.providers import Provider

PATH = ("gateway", "alarms", "worker", "web")


@dataclass
class Place:
    """``processes`` of the path by name, ``told`` what people were told, in order."""

    config: Settings
    phone: Provider
    watcher: Watcher
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def told(self) -> list[str]:
        return [request.json()["content"] for request in self.phone.taken]

    def strike(self, name: str, blow: signal.Signals) -> None:
        """Kill or freeze one process."""
        os.kill(self.processes[name].pid, blow)

    def mend(self, name: str) -> None:
        """Thaw it, or start another in its place."""
        if self.processes[name].poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.processes[name].pid, signal.SIGCONT)
            time.sleep(0.2)
        if self.processes[name].poll() is not None:
            self.processes[name] = start_nats(self.config) if name == "nats" else start_process(self.config, name)

    async def until_told(self, word: str, seconds: float, after: int) -> None:
        """Wait until people are told something with ``word``, beyond the first ``after`` messages."""
        await until(lambda: any(word in text for text in self.told[after:]), seconds, f"told {word}: {self.told}")


@contextlib.asynccontextmanager
async def place(config: Settings, phone: Provider, **times: float) -> AsyncIterator[Place]:
    """Everything running and one whole pass of the canary seen."""
    body = '{"mobile": "{phone}", "content": "{text}", "msgid": "{key}"}'
    tell = Tell("sms", ("13800000001",), {"url": phone.url, "body": body, "ok_field": "code", "ok_value": "0"})
    plan = Plan(
        console=f"http://127.0.0.1:{config.http_port}", ingest=f"http://127.0.0.1:{config.http_ingest_port}",
        listen_port=config.watch_port, secret=canary_secret(config), private_hosts=("127.0.0.1",), tell=(tell,),
        **times,  # type: ignore[arg-type]
    )  # fmt: skip
    await asyncio.to_thread(migrate, config)
    nats = await asyncio.to_thread(start_nats, config)
    await asyncio.to_thread(_streams, config)
    here = Place(config, phone, Watcher(plan), {"nats": nats})
    here.processes |= {name: start_process(config, name) for name in PATH}
    watching = asyncio.create_task(here.watcher.run())
    try:
        await until(lambda: here.watcher.judge.is_proven(), 90, "a whole pass of the canary")
        await until(lambda: not here.watcher.problems, 30, "well")
        phone.taken.clear()  # what was said while everything was still starting
        yield here
    finally:
        here.watcher.stop()
        await watching
        for process in reversed(here.processes.values()):
            process.kill()
            process.wait()


def _streams(config: Settings) -> None:
    from anlan.bus.client import Bus

    async def make() -> None:
        bus = await Bus.connect("test", config)
        await bus.ensure_streams()
        await bus.close()

    asyncio.run(make())


def sql(config: Settings, question: str) -> list[tuple[object, ...]]:
    """One question to the records' own file."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(next(config.data.glob("*.sqlite3")))) as connection:
        return list(connection.execute(question))
