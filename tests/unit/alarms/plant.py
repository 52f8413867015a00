"""One point on one gateway, and readings spoken in seconds: for tests that tell a story."""

from collections.abc import Iterable
from typing import Any

from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.kernel import CompiledKernel, Kernel
from anlan.alarms.table import build
from anlan.alarms.waves import WaveKernel
from anlan.bus.messages import AlarmTransition, ConfigSnapshot, GatewayConfig, LimitConfig, PointConfig
from anlan.bus.readings import Readings
from anlan.domain.grades import Grade

T0 = 1_790_000_000_000
KERNELS: list[type[Kernel]] = [CompiledKernel, WaveKernel]


def limit(label: str = "H", set_point: float = 28.0, direction: int = 1, **more: Any) -> LimitConfig:
    """One limit, yellow unless told otherwise."""
    more.setdefault("grade", Grade.YELLOW)
    return LimitConfig(label=label, direction=1 if direction > 0 else -1, set_point=set_point, **more)


def point(*limits: LimitConfig, number: int = 5, gateway: int = 1, **more: Any) -> PointConfig:
    """One ammonia point."""
    kind = more.pop("kind", "nh3_concentration")
    return PointConfig(
        id=number, gateway_id=gateway, address=f"a{number}", kind=kind, unit="ppm", limits=list(limits), **more
    )


def config(*points: PointConfig, version: int = 1, offline_after_s: float = 90.0) -> ConfigSnapshot:
    """A configuration with every gateway the points name."""
    gateways = sorted({p.gateway_id for p in points})
    return ConfigSnapshot(
        version=version,
        published_at_ms=0,
        gateways=[GatewayConfig(id=g, code=f"G{g}", driver="mqtt", offline_after_s=offline_after_s) for g in gateways],
        points=list(points),
    )


class Line:
    """An engine and its log; times in seconds after T0."""

    def __init__(self, snapshot: ConfigSnapshot, kernel: Kernel | None = None) -> None:
        self.engine = Engine(0, build(snapshot), kernel=kernel or CompiledKernel())
        self.found: list[AlarmTransition] = []
        self._seq = 0

    def log(
        self, at_s: float, *rows: tuple[float, float] | tuple[float, float, int] | tuple[float, float, int, int]
    ) -> list[AlarmTransition]:
        """One message at log time ``at_s`` with rows (stamp_s, value[, quality[, point]])."""
        full = [(*row, *((0, 5)[len(row) - 2 :])) for row in rows]
        readings = Readings.of([(p, T0 + round(t * 1000), v, q) for t, v, q, p in full])
        return self._apply(LogEntry(self._next(), T0 + round(at_s * 1000), readings))

    def live(self, at_s: float, value: float, quality: int = 0, number: int = 5) -> list[AlarmTransition]:
        """A reading that arrives at once."""
        return self.log(at_s, (at_s, value, quality, number))

    def adopt(self, at_s: float, snapshot: ConfigSnapshot) -> list[AlarmTransition]:
        """A configuration marker."""
        return self._apply(LogEntry(self._next(), T0 + round(at_s * 1000), Readings.empty(), build(snapshot)))

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _apply(self, entry: LogEntry) -> list[AlarmTransition]:
        new = [t for batch in self.engine.apply([entry]) for t in batch.transitions]
        self.found += new
        return new


def short(transitions: Iterable[AlarmTransition]) -> list[tuple[str, str, float]]:
    """(label, kind, event time in seconds after T0)."""
    return [(t.label, t.kind, (t.at_ms - T0) / 1000) for t in transitions]
