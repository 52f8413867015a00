"""Group commit: nobody is answered before the write, and every answer is right."""

import asyncio
from datetime import UTC, datetime

import numpy as np
import pytest

from anlan.bus import committer as module
from anlan.bus.client import NotDurable, StoreFull
from anlan.bus.committer import Committer
from anlan.bus.messages import ConfigSnapshot, PointConfig
from anlan.bus.readings import Readings, decode
from anlan.domain.clock import to_ms
from anlan.gateway.normalise import judged
from anlan.gateway.registry import PublishedRegistry

NOW = datetime(2026, 11, 23, 3, 10, tzinfo=UTC)
NOW_MS = to_ms(NOW)


class Log:
    """A stream that can be held back, full or deaf."""

    def __init__(self) -> None:
        self.written: list[tuple[str, Readings, str]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None

    async def publish(self, subject: str, payload: bytes, message_id: str) -> object:
        await self.gate.wait()
        if self.error:
            raise self.error
        self.written.append((subject, decode(payload), message_id))
        return None


def point(identity: int, partition: int = 0) -> PointConfig:
    return PointConfig(id=identity, gateway_id=1, address=f"a{identity}", kind="k", unit="ppm", partition=partition)


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def registry() -> PublishedRegistry:
    return PublishedRegistry(
        ConfigSnapshot(version=1, published_at_ms=0, points=[point(1), point(2, partition=1), point(3)])
    )


@pytest.fixture
async def committer(log: Log, registry: PublishedRegistry):  # type: ignore[no-untyped-def]
    made = Committer(
        log.publish,
        lambda raw: judged(raw, registry.columns, NOW_MS),
        lambda: registry.columns.partition,
        instance="t",
        window_s=0.005,
    )
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()


def reading(identity: int, value: float = 1.0) -> Readings:
    return Readings.of([(identity, NOW_MS, value, 0)])


async def answer(committer: Committer, readings: Readings) -> str | None:
    future: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
    committer.submit(readings, future.set_result)
    return await asyncio.wait_for(future, 5)


async def test_nobody_is_answered_before_the_write(committer: Committer, log: Log) -> None:
    log.gate.clear()
    answers: list[str | None] = []
    committer.submit(reading(1), answers.append)
    await asyncio.sleep(0.05)
    assert answers == []
    log.gate.set()
    await asyncio.sleep(0.05)
    assert answers == [None]


async def test_one_window_is_one_message(committer: Committer, log: Log) -> None:
    await asyncio.gather(*(answer(committer, reading(1, float(n))) for n in range(50)))
    assert len(log.written) == 1
    assert log.written[0][1].value.tolist() == [float(n) for n in range(50)]


async def test_partitions_are_separate_messages_with_separate_ids(committer: Committer, log: Log) -> None:
    both = Readings.of([(1, NOW_MS, 1.0, 0), (2, NOW_MS, 2.0, 0), (3, NOW_MS, 3.0, 0)])
    assert await answer(committer, both) is None
    assert [(s, b.point.tolist()) for s, b, _ in log.written] == [
        ("anlan.readings.0", [1, 3]),
        ("anlan.readings.1", [2]),
    ]
    assert len({message_id for _, _, message_id in log.written}) == 2


@pytest.mark.parametrize(("readings", "waits_s"), [(99, [0.005]), (100, [0.005, 0.045])])
async def test_a_busy_window_waits_on(
    log: Log, monkeypatch: pytest.MonkeyPatch, readings: int, waits_s: list[float]
) -> None:
    """20,000 readings a second are 100 in 5 ms; a quiet window is never lengthened."""
    waited: list[float] = []
    sleep = asyncio.sleep

    async def counted(delay_s: float) -> None:
        waited.append(round(delay_s, 6))
        await sleep(0)

    committer = Committer(
        log.publish, lambda raw: raw, lambda: np.zeros(2, np.int16), instance="t", window_s=0.005, busy_window_s=0.05
    )
    committer.submit(Readings.of([(1, NOW_MS + n, 1.0, 0) for n in range(readings)]), lambda _: None)
    monkeypatch.setattr("anlan.bus.committer.asyncio.sleep", counted)
    running = asyncio.create_task(committer.run())
    while not log.written:
        await sleep(0.001)
    running.cancel()
    assert waited == waits_s


@pytest.mark.parametrize(("error", "word"), [(StoreFull("x"), "full"), (NotDurable("x"), "lost")])
async def test_refusal_is_told_and_the_next_window_works(
    committer: Committer, log: Log, error: Exception, word: str
) -> None:
    log.error = error
    assert await answer(committer, reading(1)) == word
    assert "not acknowledged" in committer.refusal
    log.error = None
    assert await answer(committer, reading(1)) is None
    assert committer.refusal == ""


async def test_point_that_left_the_configuration_does_not_stop_the_others(committer: Committer, log: Log) -> None:
    assert await answer(committer, Readings.of([(99, NOW_MS, 1.0, 0), (1, NOW_MS, 2.0, 0)])) is None
    assert log.written[0][1].point.tolist() == [1]


async def test_empty_submission_is_answered_without_a_write(committer: Committer, log: Log) -> None:
    assert await answer(committer, Readings.empty()) is None
    assert log.written == []


async def test_answer_that_raises_does_not_stop_the_others(committer: Committer) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("connection went away")

    committer.submit(reading(1), broken)
    assert await answer(committer, reading(1)) is None


async def test_full_memory_asks_drivers_to_wait(
    committer: Committer, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    log.gate.clear()
    committer.submit(reading(1), lambda _: None)
    await asyncio.sleep(0.05)  # this window is now in flight
    for _ in range(3):
        committer.submit(reading(1), lambda _: None)
    assert committer.is_full
    log.gate.set()
    await asyncio.wait_for(committer.room(), 5)
    assert not committer.is_full


async def test_large_window_is_cut_to_message_size(
    committer: Committer, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_PER_MESSAGE", 2)
    await answer(committer, Readings.of([(1, NOW_MS + n, float(n), 0) for n in range(5)]))
    assert [len(b) for _, b, _ in log.written] == [2, 2, 1]
    assert [v for _, b, _ in log.written for v in b.value.tolist()] == [0.0, 1.0, 2.0, 3.0, 4.0]
