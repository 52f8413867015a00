"""A host in memory: submissions wait until the test says what became of them."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig
from anlan.bus.readings import Readings
from anlan.domain.clock import ManualClock
from anlan.gateway.certificate import Certificate
from anlan.gateway.driver import Done
from anlan.gateway.registry import PublishedRegistry
from anlan.kit.settings import Settings

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


def secret_hash(secret: str, salt: str = "pepper") -> str:
    """A stored device secret."""
    import hashlib

    return salt + "$" + hashlib.sha256((salt + secret).encode()).hexdigest()


def gateway(identity: int, code: str, secret: str = "s3cret", driver: str = "mqtt", **options: str) -> GatewayConfig:
    """A registered gateway."""
    return GatewayConfig(id=identity, code=code, driver=driver, secret_hash=secret_hash(secret), options=options)


def points(gateway_id: int, *addresses: str, first: int = 1) -> list[PointConfig]:
    """Registered points with consecutive ids."""
    return [
        PointConfig(id=first + n, gateway_id=gateway_id, address=address, kind="nh3_concentration", unit="ppm")
        for n, address in enumerate(addresses)
    ]


class FakeHost:
    """Implements ``driver.Host``; ``auto`` answers submissions at once (on the next turn of the loop)."""

    def __init__(self, settings: Settings, gateways: list[GatewayConfig], points: list[PointConfig]) -> None:
        self.clock = ManualClock(NOW)
        self.settings = settings
        self.certificate = Certificate(settings.tls_cert, settings.tls_key)
        self.publish(gateways, points)
        self.problems: list[tuple[str, str]] = []
        self.is_full = False
        self.auto = False
        self.waiting: list[tuple[Readings, Done]] = []
        self.stored: list[Readings] = []
        self.unknowns: list[tuple[str, str, str]] = []
        self.refusals: list[tuple[str, str]] = []
        self.events: list[tuple[str, str, str]] = []
        self.counters: Counter[str] = Counter()
        self._room = asyncio.Event()
        self.leases: list[MemoryLease] = []
        self.may_lead = asyncio.Event()
        self.may_lead.set()

    def publish(self, gateways: list[GatewayConfig], points: list[PointConfig], version: int = 1) -> None:
        """Publish a configuration."""
        snapshot = ConfigSnapshot(version=version, published_at_ms=NOW_MS, gateways=gateways, points=points)
        self.registry = PublishedRegistry(snapshot)

    async def room(self) -> None:
        """Return when there is room."""
        await self._room.wait()

    def make_room(self) -> None:
        """Room again."""
        self.is_full = False
        self._room.set()

    def submit(self, readings: Readings, done: Done) -> None:
        """Keep it for the test to decide."""
        if self.auto:
            self.stored.append(readings)
            asyncio.get_running_loop().call_soon(done, None)
        else:
            self.waiting.append((readings, done))

    def settle(self, index: int = 0, error: str | None = None) -> None:
        """Say what became of one submission."""
        readings, done = self.waiting.pop(index)
        if error is None:
            self.stored.append(readings)
        done(error)  # type: ignore[arg-type]

    @property
    def rows(self) -> list[tuple[int, int, float, int]]:
        """All stored readings."""
        return [row for batch in self.stored for row in rows_of(batch)]

    def unknown(
        self,
        driver: str,
        gateway_code: str,
        address: str,
        sample: str,
        *,
        unit: str = "",
        peer: str = "",
        problem: str = "",
    ) -> None:
        """Note it."""
        self.unknowns.append((gateway_code, address, sample))
        if problem:
            self.problems.append((address, problem))

    def lease(self, work: str) -> "MemoryLease":
        """Ours as long as ``may_lead`` is set."""
        self.leases.append(MemoryLease(self.may_lead))
        return self.leases[-1]

    def seen(self, gateway: GatewayConfig, *, peer: str = "") -> None:
        """Note it."""
        self.events.append(("seen", gateway.code, ""))

    def gone(self, gateway: GatewayConfig, reason: str) -> None:
        """Note it."""
        self.events.append(("gone", gateway.code, reason))

    def refused(self, driver: str, gateway_code: str, reason: str, *, peer: str = "") -> None:
        """Note it."""
        self.refusals.append((gateway_code, reason))

    def count(self, name: str, amount: int = 1, **labels: str) -> None:
        """Note it."""
        self.counters[name] += amount


class MemoryLease:
    """A lease that the test gives and takes."""

    def __init__(self, is_free: asyncio.Event) -> None:
        self.lost = asyncio.Event()
        self._is_free = is_free

    async def acquire(self, stop: asyncio.Event) -> bool:
        """Wait until the test says that it is free."""
        while not (self._is_free.is_set() or stop.is_set()):
            await asyncio.sleep(0.01)
        return not stop.is_set()

    async def keep(self) -> None:
        """Like the real one: returns when it is lost."""
        await self.lost.wait()

    async def release(self) -> None:
        """Nobody waits for it."""


def rows_of(batch: Readings) -> list[tuple[int, int, float, int]]:
    """(point, ts_ms, value, quality) rows."""
    columns = (batch.point, batch.ts_ms, batch.value, batch.quality)
    return list(zip(*(column.tolist() for column in columns), strict=True))
