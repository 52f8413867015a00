"""Feeds inputs to a target and judges: no exception, no growth of memory, nothing slow."""

import asyncio
import gc
import logging
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Protocol

import psutil
import structlog

#: Slower than this on one input holds up every other device.
SLOW_S = 0.050
#: Allowed difference between two moments at which no peer is connected.
MOST_GROWTH_BLOCKS = 20_000
MOST_GROWTH_MB = 16.0
#: The event loop gets a turn, and the target a look at its clock, after so many inputs.
TURN = 200


class Target(Protocol):
    """A driver over a host in memory."""

    def make(self, dice: Random) -> bytes:
        """One fuzzed input."""
        ...

    def take(self, data: bytes) -> None:
        """Give one input to the driver. Raises what the driver raises."""
        ...

    def turn(self) -> None:
        """Time passes."""
        ...

    def forget(self) -> None:
        """Every peer goes away; what is left is what the driver keeps for ever."""
        ...

    def outcomes(self) -> Counter[str]:
        """What the driver counted."""
        ...


@dataclass
class Report:
    """Figures of a run."""

    target: str
    seed: int
    inputs: int = 0
    seconds: float = 0.0
    inputs_per_s: float = 0.0
    slowest_ms: float = 0.0
    slow: list[str] = field(default_factory=list)  # above 50 ms of CPU time
    growth_blocks: int = 0
    growth_mb: float = 0.0
    errors: list[str] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """No exception, no growth, nothing slow."""
        has_grown = self.growth_blocks > MOST_GROWTH_BLOCKS or self.growth_mb > MOST_GROWTH_MB
        return not (self.errors or self.slow or has_grown)

    def as_dict(self) -> dict[str, object]:
        """For printing."""
        return {"is_clean": self.is_clean, **asdict(self)}


async def run(name: str, target: Target, seed: int, count: int) -> Report:
    """Feed ``count`` inputs and judge. Errors and slow inputs are named by number and bytes.

    The first half warms every cache; growth is what the second half adds. Time is this thread's CPU time, so that a
    busy machine does not accuse an innocent input.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    gc.freeze()  # as the gateway process does: else the test runner's own objects are searched in the driver's time
    report, dice, begun = Report(name, seed), Random(seed), time.perf_counter()
    before = (0, 0.0)
    for number in range(count):
        if number == count // 2:
            before = await _held(target)
        data = target.make(dice)
        _feed(target, data, number, report)
        if number % TURN == 0:
            target.turn()
            await asyncio.sleep(0)
        if len(report.errors) + len(report.slow) >= 10:
            break
    after = await _held(target)
    report.growth_blocks, report.growth_mb = after[0] - before[0], round(after[1] - before[1], 2)
    report.seconds = round(time.perf_counter() - begun, 1)
    report.inputs_per_s = round(report.inputs / max(report.seconds, 0.1))
    report.outcomes = dict(target.outcomes().most_common())
    return report


def _feed(target: Target, data: bytes, number: int, report: Report) -> None:
    begun = time.thread_time()
    try:
        target.take(data)
    except Exception as error:
        report.errors.append(f"input {number}: {error!r}: {data[:200].hex()}")
    took_s = time.thread_time() - begun
    report.inputs += 1
    report.slowest_ms = round(max(report.slowest_ms, took_s * 1000), 2)
    if took_s > SLOW_S:
        report.slow.append(f"input {number}: {took_s * 1000:.0f} ms: {data[:200].hex()}")


async def _held(target: Target) -> tuple[int, float]:
    """(allocated blocks, resident MB) while nobody is connected."""
    target.forget()
    for _ in range(3):
        await asyncio.sleep(0)
    gc.collect()
    return sys.getallocatedblocks(), psutil.Process().memory_info().rss / 2**20
