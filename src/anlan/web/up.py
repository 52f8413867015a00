"""`anlan up`: every process of Anlan on one machine, with nothing to install beside it."""

import asyncio
import contextlib
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request

from anlan.bus import config_store, server
from anlan.bus.client import Bus
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.kit.supervisor import Child, Supervisor

log = get_logger(__name__)

#: Started in this order once the bus answers; stopped in reverse.
PROCESSES = ("history", "alarms", "worker", "web", "gateway")

#: Free space below which a latched store is not worth a restart.
ROOM_BYTES = 200 * 2**20


class System:
    """The whole of Anlan under one supervisor."""

    def __init__(self, config: Settings) -> None:
        self.config = config
        self.environment = config.as_environment()
        self.nats = Child("nats", server.command(config)) if not config.nats_url else None
        self.children = {
            name: Child(name, [sys.executable, "-m", "anlan.cli", "run", name], self.environment) for name in PROCESSES
        }
        self.cameras = Child("cameras", [sys.executable, "-m", "anlan.cli", "run", "cameras"], self.environment)
        everything = ([self.nats] if self.nats else []) + [*self.children.values(), self.cameras]
        self.supervisor = Supervisor(everything)
        self._cameras: asyncio.Task[None] | None = None

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
        self._cameras = asyncio.create_task(self._start_cameras_when_there_are_any())
        await self.until_well()

    async def stop(self) -> None:
        """Stop everything."""
        if self._cameras is not None:
            self._cameras.cancel()
        await self.supervisor.stop()

    async def run_until_stopped(self) -> None:
        """Watch over the bus until the supervisor is told to stop."""
        watching = asyncio.create_task(self._watch_nats())
        await self.supervisor.stopping.wait()
        watching.cancel()

    async def until_well(self, wait_s: float = 120.0) -> None:
        """Wait for ``/healthz`` to say 200."""
        deadline = time.monotonic() + wait_s
        while True:
            status, body = await asyncio.to_thread(_get, f"http://127.0.0.1:{self.config.http_port}/healthz")
            if status == 200:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"not well within {wait_s:.0f} s: {body[:500]}")
            await asyncio.sleep(0.25)

    async def _start_cameras_when_there_are_any(self) -> None:
        """The cameras process holds models in memory; a county without cameras is spared it."""
        bus = await Bus.connect("up", self.config)
        try:
            async for snapshot in config_store.watch(bus):
                if snapshot.cameras:
                    await self.supervisor.start(self.cameras)
                    return
        finally:
            await bus.close()

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

    async def _watch_nats(self) -> None:
        """Restart a latched server: after a full disk it refuses for ever, even when there is room again."""
        url = f"http://127.0.0.1:{server.monitor_port(self.config)}/healthz"
        ill_since = 0.0
        while self.nats:
            await asyncio.sleep(2)
            status, body = await asyncio.to_thread(_get, url)
            if status == 200:
                ill_since = 0.0
                continue
            ill_since = ill_since or time.monotonic()
            free = shutil.disk_usage(self.config.data).free
            log.error("the stream store is ill", status=status, says=body[:300], free_mb=free // 2**20)
            if time.monotonic() - ill_since > 5 and free > ROOM_BYTES:
                self.supervisor.restart(self.nats)
                ill_since = 0.0


def _get(url: str) -> tuple[int, str]:
    """Status and body of a loopback page; status 0 when nobody answers."""
    with contextlib.suppress(OSError):
        try:
            with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 - our own loopback address
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
    return 0, json.dumps({"reason": "no answer"})
