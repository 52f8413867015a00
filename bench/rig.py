"""A whole Anlan in a throw-away folder, its CPU accounted per process, and an ear on its screens."""

import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil

from anlan.kit.settings import Settings
from anlan.web.up import System
from bench.county import Size, publish_config, seed_sql
from bench.ports import free_ports


class Rig:
    """A running system of a given size."""

    def __init__(self, system: System, session: str) -> None:
        self.system = system
        self.config = system.config
        self.session = session

    def cpu_s(self) -> dict[str, float]:
        """CPU seconds used so far, by process."""
        used = {}
        for child in self.system.supervisor.children:
            if child.process is None:  # the cameras process, where there are no cameras
                continue
            with contextlib.suppress(psutil.Error):
                times = psutil.Process(child.process.pid).cpu_times()
                used[child.name] = times.user + times.system
        return used

    def rss_mb(self) -> dict[str, float]:
        """Memory now, by process."""
        found = {}
        for child in self.system.supervisor.children:
            if child.process is None:  # the cameras process, where there are no cameras
                continue
            with contextlib.suppress(psutil.Error):
                found[child.name] = psutil.Process(child.process.pid).memory_info().rss / 2**20
        return found

    async def alarms(self) -> AsyncIterator[tuple[float, dict[str, object]]]:
        """(when it arrived, alarm) from the same event stream that screens use."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.config.http_port, limit=2**22)
        writer.write(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={self.session}\r\n\r\n".encode())
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"event stream refused: {status!r}")
        name = ""
        try:
            while line := await reader.readline():
                if line.startswith(b"event: "):
                    name = line[7:].strip().decode()
                elif line.startswith(b"data: ") and name == "alarm":
                    yield time.time(), json.loads(line[6:])
        finally:
            writer.close()


@contextlib.asynccontextmanager
async def rig(size: Size, prepare: Callable[[System], None] | None = None, **overrides: object) -> AsyncIterator[Rig]:
    """Start, seed, publish, wait until the gateway has adopted the configuration; stop and delete at the end."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        ports = free_ports(5)
        names = ("nats_port", "http_port", "mqtt_port", "hj212_port", "http_ingest_port")
        config = Settings(
            **{**dict(zip(names, ports, strict=True)), "data": Path(folder), "log_level": "WARNING", **overrides}
        )
        system = System(config)
        if prepare is not None:
            prepare(system)
        try:
            await system.start()
            session = await asyncio.to_thread(seed_sql, config, size)
            await publish_config(config, size)
            await adopted(config, version=1)
            yield Rig(system, session)
        finally:
            await system.stop()


async def adopted(config: Settings, version: int, wait_s: float = 60.0) -> None:
    """Wait until gateway and alarms say they run on ``version``."""
    import urllib.request

    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            page = await asyncio.to_thread(
                lambda: urllib.request.urlopen(f"http://127.0.0.1:{config.http_port}/healthz", timeout=5).read()
            )
            processes = json.loads(page)["processes"]
            alarms = processes.get("alarms", {})
            versions = (processes.get("gateway", {}).get("config_version"), alarms.get("p0_config_version"))
            if versions == (version, version):
                return
        await asyncio.sleep(0.5)
    raise TimeoutError("gateway and alarms did not adopt the configuration")
