"""`anlan up`: every process of Anlan on one machine, with nothing to install beside it."""

import asyncio
import os
import sys
import time

from anlan.bus import server
from anlan.bus.client import Bus
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.kit.supervisor import Child, Supervisor
from anlan.web.watch import Watch, get

log = get_logger(__name__)

#: Started in this order once the bus answers; stopped in reverse.
PROCESSES = ("history", "alarms", "worker", "web", "gateway")


class System:
    """The whole of Anlan under one supervisor."""

    def __init__(self, config: Settings) -> None:
        self.config = config
        self.environment = config.as_environment()
        self.nats = Child("nats", server.command(config)) if not config.nats_url else None
        self.children = {
            name: Child(name, [sys.executable, "-m", "anlan.cli", "run", name], self.environment) for name in PROCESSES
        }
        everything = ([self.nats] if self.nats else []) + list(self.children.values())
        self.supervisor = Supervisor(everything)
        self.watch = Watch(config, self.supervisor, self.nats, list(self.children.values()))
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start everything; returns when ``/healthz`` answers 200.

        Raises:
            server.PortTaken: a port is in use.
            TimeoutError: not well within two minutes; the message says what is missing.
        """
        self._require_ports()
        if self.nats:
            await self.supervisor.start(self.nats)
        bus = await Bus.connect("up", self.config)
        await bus.ensure_streams()
        await bus.close()
        await self._migrate()
        for child in self.children.values():
            await self.supervisor.start(child)
        self._watching = asyncio.create_task(self.watch.run())
        await self.until_well()

    async def stop(self) -> None:
        """Stop everything."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await self.supervisor.stop()

    async def run_until_stopped(self) -> None:
        """Return when the supervisor is told to stop."""
        await self.supervisor.stopping.wait()

    async def until_well(self, wait_s: float = 120.0) -> None:
        """Wait for ``/healthz`` to say 200."""
        deadline = time.monotonic() + wait_s
        while True:
            status, body = await asyncio.to_thread(get, f"http://127.0.0.1:{self.config.http_port}/healthz")
            if status == 200:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"not well within {wait_s:.0f} s: {body[:500]}")
            await asyncio.sleep(0.25)

    def _require_ports(self) -> None:
        config = self.config
        for port, what in (
            (config.http_port, "http"),
            (config.mqtt_port, "mqtt"),
            (config.hj212_port, "hj212"),
            (config.http_ingest_port, "http_ingest"),
        ):
            server.require_free_port(port, what, config.bind)
        if self.nats:
            server.require_free_port(config.nats_port, "nats")

    async def _migrate(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "anlan.web.manage", "migrate", "--no-input", "-v", "0"),
            env={**os.environ, **self.environment},
        )
        if await process.wait():
            raise RuntimeError("the database could not be brought up to date; see the lines above")
