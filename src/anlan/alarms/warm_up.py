"""Compile the loop, or load it from its cache, before the first reading waits for it."""

import time

from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.kernel import Kernel, best_kernel
from anlan.alarms.table import build
from anlan.bus.messages import ConfigSnapshot, PointConfig
from anlan.bus.readings import Readings, decode, encode
from anlan.kit.logs import get_logger

log = get_logger(__name__)


def ready_kernel() -> Kernel:
    """A loop that has already run once on a tiny example."""
    began = time.perf_counter()
    kernel = best_kernel()
    config = ConfigSnapshot(
        version=0,
        published_at_ms=0,
        points=[PointConfig(id=1, gateway_id=1, address="warm-up", kind="warm-up", unit="1")],
    )
    readings = decode(encode(Readings.of([(1, 1000, 1.0, 0)])))
    Engine(0, build(config), kernel=kernel).apply([LogEntry(1, 1000, readings)])
    log.info("rules compiled", kernel=kernel.name, seconds=round(time.perf_counter() - began, 2))
    return kernel
