"""An in-memory host: keeps what drivers submit and lets the test say when, and how, it became durable."""

import asyncio
import hashlib
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig
from anlan.bus.readings import Readings
from anlan.domain.clock import ManualClock
from anlan.gateway.certificate import Certificate
from anlan.gateway.driver import Done
from anlan.kit.settings import Settings

NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)  # 18:00 in China


def hashed(secret: str) -> str:
    """A stored device secret."""
    return "salt$" + hashlib.sha256(("salt" + secret).encode()).hexdigest()


class FakeRegistry:
    """Look-ups over a snapshot."""

    def __init__(self, snapshot: ConfigSnapshot) -> None:
        self.version = snapshot.version
        self._gateways = {(g.driver, g.code): g for g in snapshot.gateways}
        self._points = {(p.gateway_id, p.address): p for p in snapshot.points}

    def gateway(self, driver: str, code: str) -> GatewayConfig | None:
        return self._gateways.get((driver, code))

    def point_id(self, gateway_id: int, address: str) -> int | None:
        point = self._points.get((gateway_id, address))
        return point.id if point else None

    def point_count(self, gateway_id: int) -> int:
        return sum(gateway == gateway_id for gateway, _ in self._points)

    def point(self, point_id: int) -> PointConfig | None:
        return next((p for p in self._points.values() if p.id == point_id), None)


def registry(gateways: list[GatewayConfig], addresses: dict[int, list[str]]) -> FakeRegistry:
    """A registry whose points are numbered from 1 in the order of ``addresses`` (by gateway id)."""
    points, number = [], 0
    for gateway_id, names in addresses.items():
        for name in names:
            number += 1
            points.append(PointConfig(id=number, gateway_id=gateway_id, address=name, kind="any", unit=""))
    return FakeRegistry(ConfigSnapshot(version=1, published_at_ms=0, gateways=gateways, points=points))


class FakeHost:
    """Implements ``driver.Host``; ``done`` callbacks wait in ``pending`` unless ``is_durable_at_once``."""

    def __init__(self, known: FakeRegistry, **settings: Any) -> None:
        self.clock = ManualClock(NOW)
        self.settings = Settings(bind="127.0.0.1", **settings)
        self.certificate = Certificate(self.settings.tls_cert, self.settings.tls_key)
        self.registry: Any = known
        self.is_full = False
        self.is_durable_at_once = False
        self.pending: list[tuple[Readings, Done]] = []
        self.stored: list[Readings] = []
        self.unknowns: list[tuple[str, str, str, str, str]] = []
        self.seen_codes: list[str] = []
        self.gone_codes: list[tuple[str, str]] = []
        self.refusals: list[tuple[str, str]] = []
        self.counters: Counter[str] = Counter()
        self.room_came = asyncio.Event()

    async def room(self) -> None:
        await self.room_came.wait()

    def submit(self, readings: Readings, done: Done) -> None:
        self.pending.append((readings, done))
        if self.is_durable_at_once:
            self.settle()

    def settle(self, error: Any = None) -> None:
        """All that waits is decided: durable, "full" or "lost"."""
        waiting, self.pending = self.pending, []
        for readings, done in waiting:
            if error is None:
                self.stored.append(readings)
            done(error)

    def unknown(
        self, driver: str, gateway_code: str, address: str, sample: str, *, unit: str = "", peer: str = ""
    ) -> None:
        self.unknowns.append((driver, gateway_code, address, sample, unit))

    def seen(self, gateway: GatewayConfig, *, peer: str = "") -> None:
        self.seen_codes.append(gateway.code)

    def gone(self, gateway: GatewayConfig, reason: str) -> None:
        self.gone_codes.append((gateway.code, reason))

    def refused(self, driver: str, gateway_code: str, reason: str, *, peer: str = "") -> None:
        self.refusals.append((gateway_code, reason))

    def count(self, name: str, amount: int = 1, **labels: str) -> None:
        self.counters[":".join([name, *[v for k, v in sorted(labels.items()) if k != "driver"]])] += amount

    def rows(self) -> list[tuple[int, int, float, int]]:
        """Everything that waits or is stored, as (point, ts_ms, value, quality)."""
        batches = [*self.stored, *[readings for readings, _ in self.pending]]
        return [
            (int(p), int(t), float(v), int(q))
            for b in batches
            for p, t, v, q in zip(b.point, b.ts_ms, b.value, b.quality, strict=True)
        ]
