"""Compile the loop, or load it from its cache, before the first reading waits for it."""

import time

from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.kernel import Kernel, best_kernel
from anlan.alarms.table import build
from anlan.bus.messages import ConfigSnapshot, PointConfig, RuleConfig
from anlan.bus.readings import Readings, decode, encode
from anlan.domain.grades import Grade
from anlan.kit.logs import get_logger

log = get_logger(__name__)


def ready_kernel() -> Kernel:
    """A loop that has already run once on a tiny example."""
    began = time.perf_counter()
    kernel = best_kernel()
    points = [PointConfig(id=n, gateway_id=1, address=f"{n}", kind="warm-up", unit="1") for n in (1, 2)]
    pair = RuleConfig(
        id="warm-up", rule="deviation", points=[1, 2], label="X", grade=Grade.BLUE, settings={"allowed": 1.0}
    )
    config = ConfigSnapshot(version=0, published_at_ms=0, points=points, rules=[pair])
    readings = decode(encode(Readings.of([(1, 1000, 1.0, 0)])))
    Engine(0, build(config), kernel=kernel).apply([LogEntry(1, 1000, readings)])
    log.info("rules compiled", kernel=kernel.name, seconds=round(time.perf_counter() - began, 2))
    return kernel
