"""A second machine beside a running system: a gateway and a worker of its own on the same bus and database."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bench.ports import free_ports
from bench.rig import Rig

from anlan.bus import server, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import Heartbeat, from_json
from anlan.kit.settings import Settings

KEYS = {"secret_key": "test-secret-of-both-machines", "audit_key": "ab" * 32}


@contextlib.asynccontextmanager
async def second_machine(place: Rig, folder: Path) -> AsyncIterator[int]:
    """Start it and wait until both processes beat; yields the port of its MQTT listener."""
    ports = dict(zip(("mqtt_port", "hj212_port", "http_ingest_port"), free_ports(3), strict=True))
    url = f"nats://{server.read_token(place.config)}@127.0.0.1:{place.config.nats_port}"
    shared = {"database_url": place.config.database_url, "lease_s": place.config.lease_s, **KEYS}
    config = Settings(
        data=folder, nats_url=url, partitions=place.config.partitions, log_level="WARNING", **ports, **shared
    )
    running = [_start(config, name) for name in ("gateway", "worker")]
    try:
        await _until_heard(place, {process.pid for process in running})
        yield config.mqtt_port
        assert [process.poll() for process in running] == [None, None], "the second machine did not survive"
    finally:
        for process in running:
            process.kill()
            process.wait()


def _start(config: Settings, name: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **config.as_environment()}
    return subprocess.Popen([sys.executable, "-m", "anlan.cli", "run", name], env=environment)


async def _until_heard(place: Rig, pids: set[int]) -> None:
    """Both beat, and the gateway runs on the published configuration."""
    bus = await Bus.connect("second-machine", place.config)
    ready: set[int] = set()

    async def hear(message: object) -> None:
        beat = from_json(message.data, Heartbeat)  # type: ignore[attr-defined]
        if beat.process == "worker" or beat.facts.get("config_version") == 1:
            ready.add(int(beat.instance.rsplit("-", 1)[1]))

    await bus.nc.subscribe(subjects.HEALTH + ".>", cb=hear)
    async with asyncio.timeout(60):
        while not pids <= ready:
            await asyncio.sleep(0.1)
    await bus.close()
