"""Fairness between cameras, the newest picture, tracks, and what happens when the stream is full."""

import asyncio
import threading
import time

import numpy as np
import pytest

from anlan.bus.client import StoreFull
from anlan.bus.messages import CameraConfig, ConfigSnapshot, PointConfig, SceneConfig
from anlan.bus.readings import Readings, concat, decode
from anlan.cameras import publishing as publishing_module
from anlan.cameras.analysts import Analysts, Turns
from anlan.cameras.camera import Camera
from anlan.cameras.pace import Pace
from anlan.cameras.publishing import Publishing
from anlan.cameras.scene import SceneReading
from anlan.cameras.slot import NewestFrame
from anlan.cameras.tracks import Tracker
from anlan.domain.clock import SystemClock
from anlan.domain.quality import Quality
from tests.unit.cameras.pictures import Told, person, room


def test_the_slot_keeps_the_newest_and_counts_what_it_dropped() -> None:
    slot = NewestFrame()
    for k in range(5):
        slot.put(k, lambda k=k: room(at=k))  # type: ignore[misc]
    frame = slot.take()
    assert frame is not None
    assert frame.at_ms == 4
    assert slot.dropped == 4
    assert slot.take() is None


class Slow:
    """A camera whose pictures always wait and take long."""

    def __init__(self, name: str) -> None:
        self.name, self.pace, self.looks = name, Pace(10, 0.0), 0
        self.pace.interval_s = 0.001
        self.is_ready, self.is_attentive, self.is_still = True, False, False

    def analyse(self) -> None:
        self.looks += 1
        time.sleep(0.004)


def test_an_overloaded_machine_gives_every_camera_the_same() -> None:
    cameras = [Slow(str(k)) for k in range(8)]
    analysts = Analysts(lambda: cameras, 2)
    analysts.start()
    deadline = time.monotonic() + 20
    while sum(c.looks for c in cameras) < 80 and time.monotonic() < deadline:
        time.sleep(0.01)
    analysts.stop()
    looks = [c.looks for c in cameras]
    assert max(looks) - min(looks) <= 2


def test_what_is_suspicious_gets_at_most_half_of_an_overloaded_machine() -> None:
    cameras = [Slow(str(k)) for k in range(9)]
    cameras[4].is_attentive = True
    analysts = Analysts(lambda: cameras, 1)
    analysts.start()
    deadline = time.monotonic() + 20
    while sum(c.looks for c in cameras) < 100 and time.monotonic() < deadline:
        time.sleep(0.01)
    analysts.stop()
    others = [c.looks for c in cameras if not c.is_attentive]
    assert cameras[4].looks >= 3 * max(others)
    assert sum(others) >= cameras[4].looks - 1
    assert max(others) - min(others) <= 2


def test_a_still_camera_waits_longer_and_then_goes_first() -> None:
    still, moving = Slow("still"), Slow("moving")
    still.is_still = True
    still.pace.due_at, moving.pace.due_at = 10.0, 10.5
    assert Turns().next_of([still, moving], 11.0) is moving
    still.pace.due_at, moving.pace.due_at = 10.0, 9.0
    assert Turns().next_of([still, moving], 11.5) is still


def test_many_still_cameras_do_not_keep_the_others_out() -> None:
    still, moving, turns = [Slow(str(k)) for k in range(40)], Slow("moving"), Turns()
    for camera in still:
        camera.is_still = True
    chosen = [turns.next_of([*still, moving], 100.0 + k) for k in range(70)]
    assert chosen.count(moving) == 10


def test_a_pace_says_what_to_expect() -> None:
    pace = Pace(2.0, 0.0)
    assert (pace.expected_s, pace.gap_s, pace.stretch) == (0.5, 10.0, 1.0)
    for k in range(20):
        pace.looked(6.0 * k)
    assert (pace.expected_s, pace.gap_s, pace.stretch) == (6.0, 18.0, 4.0)
    assert pace.rate(114.0) == pytest.approx(1 / 6, abs=0.01)


def test_a_camera_is_never_looked_at_by_two_at_once() -> None:
    inside, worst = [0], [0]
    lock = threading.Lock()

    class Alone(Slow):
        def analyse(self) -> None:
            with lock:
                inside[0] += 1
                worst[0] = max(worst[0], inside[0])
            super().analyse()
            with lock:
                inside[0] -= 1

    camera = Alone("one")
    analysts = Analysts(lambda: [camera], 3)
    analysts.start()
    while camera.looks < 20:
        time.sleep(0.01)
    analysts.stop()
    assert worst[0] == 1


def test_a_camera_whose_analysis_fails_claims_nothing_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What its scenes said before would otherwise stand as live until they count as silent."""
    told: list[SceneReading] = []
    known = CameraConfig(
        id=1, source="virtual:x", state_point_id=1, scenes=[SceneConfig(point_id=2, behaviour="headcount")]
    )
    camera = Camera(known, lambda config: pytest.fail("not read"), Told(), told.extend, SystemClock())

    def look(at_ms: int) -> SceneReading:
        told.clear()
        camera.slot.put(at_ms, lambda: room(at=at_ms))
        camera.analyse()
        return next(reading for reading in told if reading.point_id == 2)

    assert look(0).quality is Quality.GOOD
    with monkeypatch.context() as broken:
        broken.setattr(camera._pipeline, "_state", lambda *_: 1 / 0)
        assert look(500).quality is Quality.FAULT
        assert camera.problems() == ["camera 1: analysis failed: ZeroDivisionError"]
    assert look(1_000).quality is Quality.GOOD
    assert camera.problems() == []


def test_somebody_who_walks_a_body_length_keeps_the_number() -> None:
    tracker = Tracker()
    (first,) = tracker.follow(0, (person(40, 150),))
    (second,) = tracker.follow(500, (person(80, 150),))
    both = tracker.follow(1000, (person(300, 150), person(110, 150)))
    assert first.track_id == second.track_id == both[1].track_id
    assert both[0].track_id != first.track_id


SNAPSHOT = ConfigSnapshot(
    version=1,
    published_at_ms=0,
    points=[
        PointConfig(id=5, gateway_id=1, address="a", kind="scene_headcount", unit="person", partition=3),
        PointConfig(id=6, gateway_id=1, address="b", kind="camera_state", unit="state", partition=3),
        PointConfig(id=9, gateway_id=2, address="c", kind="nh3_concentration", unit="ppm"),
    ],
    cameras=[
        CameraConfig(
            id=1, source="virtual:x", state_point_id=6, scenes=[SceneConfig(point_id=5, behaviour="headcount")]
        )
    ],
)


def reading(point: int, at_ms: int) -> SceneReading:
    return SceneReading(point, at_ms, 1.0, Quality.GOOD)


class Stream:
    """A stream that may be full."""

    def __init__(self) -> None:
        self.written: list[Readings] = []
        self.subjects: list[str] = []
        self.is_full = False

    async def publish(self, subject: str, payload: bytes, message_id: str) -> object:
        if self.is_full:
            raise StoreFull("full")
        self.subjects.append(subject)
        self.written.append(decode(payload))
        return None


@pytest.fixture
async def wired():  # type: ignore[no-untyped-def]
    stream = Stream()
    publishing = Publishing(stream.publish, asyncio.get_running_loop(), instance="t", window_s=0.001)
    publishing.adopt(SNAPSHOT)
    running = asyncio.create_task(publishing.committer.run())
    yield stream, publishing
    running.cancel()


async def test_readings_go_to_the_partition_of_their_point_and_strangers_nowhere(wired) -> None:  # type: ignore[no-untyped-def]
    stream, publishing = wired
    await asyncio.to_thread(publishing.deliver, [reading(5, 1), reading(6, 1), reading(9, 1), reading(77, 1)])
    await asyncio.sleep(0.05)
    assert stream.subjects == ["anlan.readings.3"]
    assert sorted(concat(stream.written).point.tolist()) == [5, 6]
    assert publishing.unknown == 2


async def test_what_a_full_stream_refuses_is_kept_in_order_and_written_later(wired) -> None:  # type: ignore[no-untyped-def]
    stream, publishing = wired
    stream.is_full = True
    for at_ms in range(10):
        publishing.deliver([reading(5, at_ms)])
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)
    assert publishing.kept == 10
    stream.is_full = False
    publishing.offer_again()
    await asyncio.sleep(0.05)
    assert concat(stream.written).ts_ms.tolist() == list(range(10))
    assert publishing.kept == 0


async def test_a_stream_full_for_too_long_costs_the_oldest(wired, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    stream, publishing = wired
    monkeypatch.setattr(publishing_module, "MOST_KEPT", 4)
    stream.is_full = True
    for at_ms in range(10):
        publishing.deliver([reading(5, at_ms)])
    await asyncio.sleep(0.1)
    stream.is_full = False
    publishing.offer_again()
    await asyncio.sleep(0.05)
    assert np.array_equal(concat(stream.written).ts_ms, [6, 7, 8, 9])
    assert publishing.dropped == 6
