"""Hostile bytes: no exception, no growth, and never a changed value without a counter."""

import asyncio
import csv
import gc
import logging
import random
import sys
from pathlib import Path

import pytest
import structlog
from structlog import make_filtering_bound_logger as logging_level

from anlan.gateway.drivers.hj212 import driver as module
from anlan.gateway.drivers.hj212.codec import MAX_SEGMENT, StreamParser, build_frame
from tests.unit.gateway_hj212.test_driver import MN, STAMP, Station, driver_with, host_of

TABLE = Path(__file__).parents[2] / "recordings" / "drivers" / "hj212" / "frames.csv"
SEEDS = [row["frame"].encode() + b"\r\n" for row in csv.DictReader(TABLE.open(encoding="utf-8", newline=""))]
OWN = [
    f"QN=20261123180000001;ST=22;CN={cn};PW=k9P2x7;MN={MN};Flag={flag};{split}CP=&&DataTime={STAMP};{cp}&&"
    for cn, flag, split, cp in [
        ("2011", 5, "", "a21001-Rtd=12.6,a21001-Flag=N"),
        ("2051", 7, "PNUM=3;PNO=2;", "a21001-Avg=1"),
        ("1013", 5, "", ""),
        ("2021", 5, "", "SB1-RS=1"),
    ]
]
ALPHABET = b"##&&=;,-0123456789QNCPWMFlag\r\n\x00\xff"


def mutated(rng: random.Random) -> bytes:
    """A frame with a few bytes changed, cut, doubled, or with a right CRC over a wrong segment."""
    if rng.random() < 0.4:
        segment = bytearray(rng.choice(OWN).encode())
        for _ in range(rng.randrange(4)):
            segment[rng.randrange(len(segment))] = rng.choice(ALPHABET)
        return build_frame(bytes(segment))
    data = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(data) or 1)
        how = rng.randrange(4)
        if how == 0:
            data[at : at + 1] = bytes([rng.choice(ALPHABET)])
        elif how == 1:
            del data[at : at + rng.randrange(1, 40)]
        elif how == 2:
            data[at:at] = data[at : at + rng.randrange(1, 40)]
        else:
            data[at:at] = rng.randbytes(rng.randrange(1, 20))
    return bytes(data)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "log", structlog.wrap_logger(None, wrapper_class=logging_level(logging.CRITICAL)))


async def torture(count: int, seed: int) -> int:
    """Feed ``count`` mutated inputs through whole drivers; returns the growth in allocated blocks of memory."""
    rng = random.Random(seed)
    driver = driver_with()
    host = host_of(driver)
    host.is_durable_at_once = True
    logger = Station(driver)
    logger.connection._pace = lambda frames: None  # type: ignore[method-assign]  # the clock stands still
    before = 0
    for number in range(count):
        logger.send(mutated(rng))
        assert len(logger.connection.parser._rest) <= MAX_SEGMENT + 9
        if logger.wire.is_closed:
            logger.connection.connection_lost(None)
            logger = Station(driver)
            logger.connection._pace = lambda frames: None  # type: ignore[method-assign]
        logger.wire.out = b""
        host.stored.clear()
        host.unknowns.clear()
        host.refusals.clear()
        host.gone_codes.clear()
        host.seen_codes.clear()
        if number % 1000 == 0:
            host.clock.advance(5)
            logger.connection.expire()
            await asyncio.sleep(0)  # lets the event loop forget cancelled timers
        if number == count // 5:
            gc.collect()
            before = sys.getallocatedblocks()
    gc.collect()
    growth = sys.getallocatedblocks() - before
    assert len(driver.connections) <= 1
    assert set(driver.owners) <= {MN}
    return growth


async def test_a_hundred_thousand_hostile_inputs_do_no_harm() -> None:
    assert await torture(100_000, seed=212) < 5_000


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_a_million_hostile_inputs_do_no_harm() -> None:
    assert await torture(1_000_000, seed=2017) < 5_000


def test_corrupted_frames_pass_about_as_often_as_eight_bits_allow() -> None:
    """The checksum has eight bits of state: one in 256 corruptions gets through, so no value is trusted for its CRC."""
    rng = random.Random(8)
    frame = build_frame(OWN[0])
    passed = 0
    for _ in range(20_000):
        data = bytearray(frame)
        for at in rng.sample(range(6, len(data) - 6), 2):
            data[at] = rng.choice(b"0123456789abcdefghijk")
        passed += any(isinstance(e, bytes) for e in StreamParser().feed(bytes(data))) and bytes(data) != frame
    assert 20 <= passed <= 200
