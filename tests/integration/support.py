"""Processes of the platform beside a test, on its own bus and folder."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.messages import Heartbeat, from_json
from anlan.kit.settings import Settings
from tests.servers import database


def start_process(config: Settings, name: str) -> subprocess.Popen[bytes]:
    """Start one process as the supervisor would."""
    return subprocess.Popen(
        [sys.executable, "-m", "anlan.cli", "run", name], env={**os.environ, **config.as_environment()}
    )


def migrate(config: Settings) -> None:
    """Make the database."""
    database.place(config.data)


class Beats:
    """The newest heartbeat of each process."""

    def __init__(self) -> None:
        self.newest: dict[str, Heartbeat] = {}

    async def listen(self, bus: Bus) -> "Beats":
        async def hear(message) -> None:
            beat = from_json(message.data, Heartbeat)
            self.newest[beat.process] = beat

        await bus.nc.subscribe(subjects.HEALTH + ".>", cb=hear)
        return self

    def reason(self, process: str) -> str:
        return self.newest[process].reason if process in self.newest else ""

    def fact(self, process: str, name: str) -> object:
        return self.newest[process].facts.get(name) if process in self.newest else None


async def until(check: Callable[[], object] | Callable[[], Awaitable[object]], seconds: float, what: str = "") -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while True:
        found = check()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return
        assert time.monotonic() < deadline, f"did not happen within {seconds} s: {what}"
        await asyncio.sleep(0.1)
