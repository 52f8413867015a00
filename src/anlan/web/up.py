"""`anlan up`: every process of Anlan on one machine, with nothing to install beside it."""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator

from anlan.bus import config_store, server
from anlan.bus.client import Bus
from anlan.kit import systemd
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.kit.supervisor import Child, Supervisor, end_with_us
from anlan.web.push.health import SILENT_AFTER_MS
from anlan.web.watch import Watch, get

log = get_logger(__name__)

#: Started in this order once the bus answers; stopped in reverse.
PROCESSES = ("history", "alarms", "worker", "web", "gateway")

#: Inserts and merges of history come in bursts on all cores, and cameras take whatever there is; the alarm path, which
#: neither is part of, goes first.
NICENESS = {"history": 5, "cameras": 10}
#: How long a start waits for complaints to end before it goes on with them.
COMPLAINTS_WAIT_S = 20.0


class System:
    """The whole of Anlan under one supervisor."""

    def __init__(self, config: Settings) -> None:
        self.config = config
        # The children beat to us; only this process speaks to systemd.
        self.environment = {**config.as_environment(), "NOTIFY_SOCKET": ""}
        self.nats = Child("nats", server.command(config)) if not config.nats_url else None
        self.children = {
            name: Child(name, [sys.executable, "-m", "anlan.cli", "run", name], self.environment, NICENESS.get(name, 0))
            for name in PROCESSES
        }
        command = [sys.executable, "-m", "anlan.cli", "run", "cameras"]
        self.cameras = Child("cameras", command, self.environment, NICENESS["cameras"])
        everything = ([self.nats] if self.nats else []) + [*self.children.values(), self.cameras]
        self.supervisor = Supervisor(everything)
        self.watch = Watch(config, self.supervisor, self.nats, list(self.children.values()))
        self._watching: asyncio.Task[None] | None = None
        self._cameras: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start everything; returns when ``/healthz`` answers 200, or when all processes work and one has a complaint.

        Raises:
            server.PortTaken: a port is in use.
            TimeoutError: a process did not come up within two minutes; the message says what is missing.
        """
        self._require_ports()
        async with _more_time():
            await self._start_all()

    async def _start_all(self) -> None:
        if self.nats:
            await self.supervisor.start(self.nats)
        bus = await Bus.connect("up", self.config)
        await bus.ensure_streams()
        await bus.close()
        await self._migrate()
        for child in self.children.values():
            await self.supervisor.start(child)
        self._cameras = asyncio.create_task(self._start_cameras_when_there_are_any())
        self._watching = asyncio.create_task(self.watch.run())
        await self._until_up()

    async def stop(self) -> None:
        """Stop everything."""
        helpers = [task for task in (self._watching, self._cameras) if task is not None]
        for task in helpers:
            task.cancel()
        await asyncio.gather(*helpers, return_exceptions=True)
        await self.supervisor.stop()

    async def run_until_stopped(self) -> None:
        """Return when the supervisor is told to stop; systemd hears meanwhile that we turn."""
        systemd.notify("READY=1")
        patting = asyncio.create_task(_pat_the_watchdog())
        await self.supervisor.stopping.wait()
        patting.cancel()

    async def _until_up(self, wait_s: float = 120.0) -> None:
        """Wait for 200. A complaint (a full disk, an old database) is no reason not to run: it is said and shown."""
        began = time.monotonic()
        while True:
            status, body = await asyncio.to_thread(get, f"http://127.0.0.1:{self.config.http_port}/healthz")
            waited_s = time.monotonic() - began
            if status == 200:
                return
            if waited_s > COMPLAINTS_WAIT_S and _all_heard(body):
                log.error("Anlan is up and not well", says=body[:1000])
                return
            if waited_s > wait_s:
                raise TimeoutError(f"not up within {wait_s:.0f} s: {body[:500]}")
            await asyncio.sleep(0.25)

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

    async def _start_cameras_when_there_are_any(self) -> None:
        """The cameras process holds models in memory; a county without cameras is spared it.

        Devices of GB/T 28181 come before any camera: they register there.
        """
        if self.config.gb28181_id:
            await self.supervisor.start(self.cameras)
            return
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
            (config.mqtt_tls_port, "mqtt_tls"),
            (config.hj212_port, "hj212"),
            (config.hj212_tls_port, "hj212_tls"),
            (config.http_ingest_port, "http_ingest"),
            (config.http_ingest_tls_port, "http_ingest_tls"),
            (config.gb28181_port if config.gb28181_id else 0, "gb28181"),
        ):
            if port:  # 0 = that listener is off
                server.require_free_port(port, what, config.bind)
        if self.nats:
            server.require_free_port(config.nats_port, "nats")

    async def _migrate(self) -> None:
        log.info("bringing the database up to date; a new version may take minutes")
        # Django's checks would assemble the whole API at every start; the web process does so anyway, and fails aloud.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "anlan.web.manage", "migrate", "--no-input", "--skip-checks", "-v", "0"),
            env={**os.environ, **self.environment},
        )
        if await end_with_us(process):
            raise RuntimeError("the database could not be brought up to date; see the lines above")


def _all_heard(body: str) -> bool:
    """True when every process has beaten lately, well or not."""
    with contextlib.suppress(ValueError, AttributeError, TypeError):
        beats = json.loads(body).get("processes", {})
        return all(name in beats and beats[name]["age_ms"] < SILENT_AFTER_MS for name in PROCESSES)
    return False


@contextlib.asynccontextmanager
async def _more_time() -> AsyncIterator[None]:
    """Hold systemd's limit of a start off: a migration that it killed half-way would begin anew for ever."""
    asking = asyncio.create_task(_ask_for_time())
    try:
        yield
    finally:
        asking.cancel()


async def _ask_for_time() -> None:
    while True:
        systemd.notify("EXTEND_TIMEOUT_USEC=60000000")
        await asyncio.sleep(20)


async def _pat_the_watchdog() -> None:
    while True:
        systemd.notify("WATCHDOG=1")
        await asyncio.sleep(3)
