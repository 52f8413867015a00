"""Replays a recording into a driver: a socket on one side, a host in memory on the other."""

import asyncio
import contextlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.ports import free_port

from anlan.bus.messages import ConfigSnapshot, GatewayConfig
from anlan.gateway.catalogue import Found
from anlan.gateway.registry import PublishedRegistry
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import FakeHost, points, secret_hash

RECORDINGS = Path(__file__).parents[1] / "recordings" / "drivers"
Expected = tuple[str, int, float, int]  # address, ts_ms, value, quality


@dataclass(frozen=True)
class Recording:
    """One recorded conversation. ``steps``: hex of what the device sends, and how the answer begins."""

    path: Path
    gateway: dict[str, Any]
    points: list[str]
    steps: list[dict[str, str]]
    readings: list[Expected]

    @classmethod
    def read(cls, path: Path) -> "Recording":
        """Read a TOML file."""
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = [(r["address"], r["ts_ms"], float(r["value"]), r.get("quality", 0)) for r in raw["readings"]]
        return cls(path, raw["gateway"], raw["points"], raw["steps"], rows)


def recordings(folder: Path) -> list[Recording]:
    """All recordings in a folder."""
    return [Recording.read(path) for path in sorted(folder.glob("*.toml"))]


class Stage:
    """A driver that listens, over a host in memory where everything is durable at once."""

    def __init__(self, found: Found) -> None:
        manifest = found.manifest()
        self.port = free_port()
        others = dict.fromkeys(("mqtt_port", "hj212_port", "http_ingest_port"), 0)
        settings = Settings(**{**others, manifest.port_setting: self.port})
        self.name = found.name
        self.host = FakeHost(settings, [], [])
        self.host.auto = True
        self.driver = found.driver_class()(self.host)

    async def __aenter__(self) -> "Stage":
        await self.driver.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.driver.stop()

    def register(self, recording: Recording) -> None:
        """Publish the gateway and points of a recording."""
        wanted = recording.gateway
        gateway = GatewayConfig(
            id=1,
            code=wanted["code"],
            driver=self.name,
            secret_hash=secret_hash(wanted.get("secret", "none")),
            options=wanted.get("options", {}),
        )
        snapshot = ConfigSnapshot(version=1, published_at_ms=0, gateways=[gateway], points=points(1, *recording.points))
        self.host.registry = PublishedRegistry(snapshot)

    async def replay(self, recording: Recording) -> list[Expected]:
        """Speak the device's part; what the host was given, by address."""
        self.register(recording)
        self.host.stored.clear()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        async with asyncio.timeout(10):
            for step in recording.steps:
                writer.write(bytes.fromhex(step["send"]))
                expected = bytes.fromhex(step.get("answer", ""))
                assert await reader.readexactly(len(expected)) == expected, f"{recording.path.name}: other answer"
            for _ in range(200):
                if len(self.host.rows) >= len(recording.readings):
                    break
                await asyncio.sleep(0.01)
        writer.close()
        return [(recording.points[p - 1], ts, value, quality) for p, ts, value, quality in self.host.rows]

    async def hurl(self, garbage: bytes) -> None:
        """Send bytes that mean nothing and wait until the driver is done with them."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        with contextlib.suppress(ConnectionError, TimeoutError):
            writer.write(garbage)
            writer.write_eof()
            async with asyncio.timeout(5):
                await reader.read()
        writer.close()
