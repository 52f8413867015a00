"""From pictures to readings: zones, duty, blindness, gate, faults."""

from dataclasses import replace
from datetime import datetime

import cv2
import numpy as np
import pytest

from anlan.bus.messages import DutyWindow, SceneConfig
from anlan.cameras.catalogue import behaviours
from anlan.cameras.condition import Condition
from anlan.cameras.models.card import ModelRefused
from anlan.cameras.pace import Pace
from anlan.cameras.pipeline import Pipeline
from anlan.cameras.schedule import is_on_duty
from anlan.cameras.views import Frame
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import LOCAL, to_ms
from anlan.domain.quality import Quality
from tests.unit.cameras.pictures import HIGH, WIDE, Told, frames, person, room, with_block

LEFT_HALF = [(0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)]


def scene(behaviour: str = "headcount", **more) -> SceneConfig:  # type: ignore[no-untyped-def]
    return SceneConfig(point_id=7, behaviour=behaviour, **more)


def last(pipeline: Pipeline, pictures) -> tuple[float, Quality]:  # type: ignore[no-untyped-def]
    reading = [pipeline.observe(frame).readings[0] for frame in pictures][-1]
    return reading.value, reading.quality


def moving(k: int):  # type: ignore[no-untyped-def]
    return with_block(room(at=k), 20 + 9 * (k % 25), 40)


def test_only_those_whose_feet_are_in_the_zone_count() -> None:
    finder = Told(person(40, 150), person(60, 120), person(WIDE - 30, 150))
    pipeline = Pipeline([scene(zone=LEFT_HALF)], finder, condition=None)
    assert last(pipeline, frames(5, moving)) == (2.0, Quality.GOOD)


def test_a_mask_takes_people_out() -> None:
    poster = [(0.05, 0.5), (0.2, 0.5), (0.2, 0.95), (0.05, 0.95)]
    pipeline = Pipeline([scene(masks=[poster])], Told(person(40, 150), person(200, 150)), condition=None)
    assert last(pipeline, frames(5, moving)) == (1.0, Quality.GOOD)


def test_nothing_moves_and_still_somebody_looks_every_five_seconds() -> None:
    finder = Told(person(40, 150))
    pipeline = Pipeline([scene()], finder, condition=None)
    last(pipeline, frames(60, lambda k: room(at=k)))
    assert 14 <= finder.looks <= 16  # the first ones while everything is new


def test_movement_opens_the_gate_at_once() -> None:
    finder = Told(person(40, 150))
    pipeline = Pipeline([scene()], finder, condition=None)
    last(pipeline, frames(20, moving))
    assert finder.looks == 40


def searches(pipeline: Pipeline, finder: Told, seconds: int, begin_ms: int) -> int:
    """How often bodies were searched while something moved for so long."""
    before = len(finder.asked)
    for k in range(2 * seconds):
        pipeline.observe(Frame(begin_ms + 500 * k, moving(k)))
    return sum("lying" in needs for needs in finder.asked[before:])


def test_bodies_are_searched_more_often_after_somebody_vanished() -> None:
    finder = Told(person(40, 150))
    pipeline = Pipeline([scene("fallen")], finder, condition=None)
    searches(pipeline, finder, 10, 0)
    upright = searches(pipeline, finder, 5, 10_000)
    finder.persons = ()
    vanished = searches(pipeline, finder, 5, 15_000)
    assert (upright, vanished) == (1, 2)


def test_a_picture_that_was_searched_and_does_not_change_is_searched_seldom() -> None:
    finder = Told()
    pipeline = Pipeline([scene("fallen")], finder, condition=None)
    last(pipeline, frames(100, lambda k: room(noise=0)))
    searched = sum("lying" in needs for needs in finder.asked)
    assert 3 <= searched <= 5  # once at first, once after everything was new, then every half minute


def test_a_blind_camera_reads_source_lost_never_a_value() -> None:
    pipeline = Pipeline([scene()], Told(person(40, 150)), condition=Condition())
    assert last(pipeline, frames(10, moving))[1] is Quality.GOOD
    value, quality = last(pipeline, frames(10, lambda k: room(at=k) // 20, from_ms=10_000))
    assert quality is Quality.SOURCE_LOST
    assert value != value


def test_time_the_camera_was_blind_is_not_absence() -> None:
    pipeline = Pipeline([scene("absence")], Told(), condition=Condition())
    last(pipeline, frames(30, moving))
    last(pipeline, frames(300, lambda k: room(at=k) // 20, from_ms=30_000))
    value, quality = last(pipeline, frames(10, moving, from_ms=330_000))
    assert quality is Quality.GOOD
    assert value < 60  # 30 s before, a few after, and what passed until dark was believed


def test_a_gap_without_pictures_is_not_absence_either() -> None:
    pipeline = Pipeline([scene("absence")], Told(), condition=None)
    last(pipeline, frames(30, moving))
    assert last(pipeline, frames(2, moving, from_ms=600_000))[0] == pytest.approx(31, abs=1)


def slow(every_s: float) -> Pace:
    """The pace of a camera that wishes two looks a second and gets one in ``every_s``."""
    pace = Pace(2.0, 0.0)
    for k in range(10):
        pace.looked(k * every_s)
    return pace


def dark(k: int):  # type: ignore[no-untyped-def]
    return moving(k) // 20


def frozen(k: int):  # type: ignore[no-untyped-def]
    return room(noise=0)


def test_counts_of_a_clock_that_was_set_back_do_not_stand() -> None:
    finder = Told(*(person(40 + 60 * k, 150) for k in range(3)))
    pipeline = Pipeline([scene()], finder, condition=None)
    assert last(pipeline, frames(20, moving, from_ms=3_600_000)) == (3.0, Quality.GOOD)
    finder.persons = ()
    assert last(pipeline, frames(2, moving, from_ms=1_800_000)) == (0.0, Quality.GOOD)


@pytest.mark.parametrize(("draw", "state"), [(dark, CameraState.DARK), (frozen, CameraState.FROZEN)])
def test_blindness_over_a_clock_that_was_set_back_is_told(draw, state: CameraState) -> None:  # type: ignore[no-untyped-def]
    pipeline = Pipeline([scene()], Told(), condition=Condition())
    for from_ms, seconds, what in ((3_600_000, 10, moving), (3_610_000, 3, draw), (1_800_000, 25, draw)):
        for frame in frames(seconds, what, from_ms=from_ms):
            outcome = pipeline.observe(frame)
    assert outcome.state is state


def test_slow_looks_are_slow_and_not_blind() -> None:
    """One look in twelve seconds: the absence clock runs on, and a person who comes stops it."""
    finder = Told()
    pipeline, pace = Pipeline([scene("absence")], finder, condition=None), slow(12.0)
    values = [pipeline.observe(Frame(k * 12_000, moving(k)), pace).readings[0].value for k in range(6)]
    assert values == [0, 12, 24, 36, 48, 60]
    finder.persons = (person(40, 150),)
    assert pipeline.observe(Frame(72_000, moving(6)), pace).readings[0].value == 0


def test_a_pause_much_longer_than_the_pace_is_a_gap() -> None:
    pipeline, pace = Pipeline([scene("absence")], Told(), condition=None), slow(12.0)
    pipeline.observe(Frame(0, moving(0)), pace)
    pipeline.observe(Frame(12_000, moving(1)), pace)
    assert pipeline.observe(Frame(60_000, moving(2)), pace).readings[0].value == 12


def test_heartbeat_looks_of_a_late_camera_come_later() -> None:
    finder, pace = Told(person(40, 150)), slow(1.0)
    pipeline = Pipeline([scene()], finder, condition=None)
    for frame in frames(60, lambda k: room(at=k)):
        pipeline.observe(frame, pace)
    assert 6 <= finder.looks <= 9
    assert pipeline.is_still


def test_a_missing_model_is_a_fault_of_the_scene_and_ends_when_it_is_back() -> None:
    finder = Told(person(40, 150))
    pipeline = Pipeline([scene()], finder, condition=None)
    finder.error = ModelRefused("gone")
    assert last(pipeline, frames(3, moving))[1] is Quality.FAULT
    assert pipeline.problem == "gone"
    finder.error = None
    assert last(pipeline, frames(3, moving, from_ms=3000)) == (1.0, Quality.GOOD)


def still(k: int):  # type: ignore[no-untyped-def]
    return room(at=k)


def test_a_missing_model_is_a_fault_in_every_picture_of_a_still_room_too() -> None:
    """Between two heartbeat looks nothing was seen either: nobody there is a claim that nobody made."""
    finder = Told(person(40, 150))
    pipeline = Pipeline([scene()], finder, condition=None)
    last(pipeline, frames(10, still))
    finder.error = ModelRefused("gone")
    readings = [pipeline.observe(frame).readings[0] for frame in frames(20, still, from_ms=10_000)]
    told = [reading.quality for reading in readings]
    assert set(told[told.index(Quality.FAULT) :]) == {Quality.FAULT}


def test_after_blindness_the_first_picture_is_looked_at_and_for_everything() -> None:
    """On a late machine the next look of a still room is far off: until then it would be empty for certain."""
    finder = Told(person(40, 150))
    pipeline = Pipeline([scene()], finder, condition=None)
    late = Pace(0.1, 0.0)
    for frame in frames(12, still):
        pipeline.observe(frame, late)
    pipeline.unseen(12_000, Quality.SOURCE_LOST)
    reading = pipeline.observe(frames(1, still, from_ms=12_500)[0], late).readings[0]
    assert (reading.value, reading.quality) == (1.0, Quality.GOOD)
    assert finder.asked[-1] == {"persons", "tiles"}


def test_what_burnt_on_the_last_duty_does_not_burn_when_the_next_begins() -> None:
    """Another scene keeps the looks going meanwhile."""
    duty = [DutyWindow(from_minute=8 * 60, to_minute=17 * 60), DutyWindow(from_minute=17 * 60 + 1, to_minute=18 * 60)]
    finder = Told()
    pipeline = Pipeline(
        [scene(), SceneConfig(point_id=8, behaviour="fire_smoke", schedule=duty)], finder, condition=None
    )
    end_ms = to_ms(datetime(2026, 3, 2, 17, tzinfo=LOCAL))

    def burns(seconds: float, from_ms: int) -> list[float]:
        return [pipeline.observe(frame).readings[1].value for frame in frames(seconds, still, from_ms=from_ms)]

    finder.fire_smoke = np.ones((2, 6, 10), np.float32)
    assert burns(22, end_ms - 22_000)[-1] > 0.9
    finder.fire_smoke = np.zeros((2, 6, 10), np.float32)
    burns(60, end_ms)
    assert max(burns(10, end_ms + 60_000)) < 0.1


def test_a_camera_whose_pictures_change_their_shape_goes_on() -> None:
    """A stream that was set to 4:3 is another picture, not the end of watching."""
    scenes = [SceneConfig(point_id=k, behaviour=name) for k, name in enumerate(sorted(behaviours()))]
    pipeline = Pipeline(scenes, Told(person(40, 150)), condition=Condition())
    for frame in frames(20, moving):
        pipeline.observe(frame)
    tall = [Frame(f.at_ms, cv2.resize(f.picture, (WIDE, WIDE * 3 // 4))) for f in frames(20, moving, from_ms=20_000)]
    for frame in tall:
        outcome = pipeline.observe(frame)
    assert outcome.state is CameraState.OK  # the same view, squeezed
    assert {reading.quality for reading in outcome.readings} == {Quality.GOOD}


@pytest.mark.parametrize("config", [scene("knitting"), scene(parameters={"window_s": -1}), scene(parameters={"x": 1})])
def test_a_scene_that_cannot_work_says_why_and_reads_fault(config: SceneConfig) -> None:
    pipeline = Pipeline([config], Told(), condition=None)
    assert last(pipeline, frames(2, moving))[1] is Quality.FAULT
    assert pipeline.scenes[0].problem


def test_a_recogniser_that_fails_costs_its_own_scene_only(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = Pipeline([scene(), SceneConfig(point_id=8, behaviour="absence")], Told(person(40, 150)), condition=None)

    def fail(view: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline.scenes[0]._recogniser, "observe", fail)
    readings = pipeline.observe(frames(1, moving)[0]).readings
    assert [r.quality for r in readings] == [Quality.FAULT, Quality.GOOD]


def test_when_duty_ends_what_was_raised_can_end_and_then_nothing_is_claimed() -> None:
    day = DutyWindow(from_minute=8 * 60, to_minute=17 * 60)
    end_ms = to_ms(datetime(2026, 11, 25, 17, 0, tzinfo=LOCAL))
    finder = Told(*(person(20 + 20 * k, 150) for k in range(12)))
    pipeline = Pipeline([scene(schedule=[day])], finder, condition=None)
    assert last(pipeline, frames(12, moving, from_ms=end_ms - 12_000)) == (12.0, Quality.GOOD)
    assert last(pipeline, frames(60, moving, from_ms=end_ms)) == (0.0, Quality.GOOD)
    assert last(pipeline, frames(60, moving, from_ms=end_ms + 60_000)) == (0.0, Quality.STOPPED)


def test_the_first_minutes_of_a_shift_are_nobodys_absence() -> None:
    night = DutyWindow(days=(3,), from_minute=20 * 60, to_minute=8 * 60)
    begin_ms = to_ms(datetime(2026, 11, 25, 20, 0, tzinfo=LOCAL))  # a Wednesday
    pipeline = Pipeline([scene("absence", schedule=[night])], Told(), condition=None)
    last(pipeline, frames(100, moving, from_ms=begin_ms - 100_000))
    assert last(pipeline, frames(5, moving, from_ms=begin_ms))[0] < 5


@pytest.mark.parametrize(
    ("day", "hour", "on"), [(25, 21, True), (26, 3, True), (26, 9, False), (25, 3, False), (26, 21, False)]
)
def test_a_night_shift_belongs_to_the_day_it_begins_on(day: int, hour: int, on: bool) -> None:
    night = [DutyWindow(days=(3,), from_minute=20 * 60, to_minute=8 * 60)]
    assert is_on_duty(night, to_ms(datetime(2026, 11, day, hour, 0, tzinfo=LOCAL))) is on


def test_other_scenes_are_adopted_and_unchanged_ones_remember() -> None:
    finder = Told()
    pipeline = Pipeline([scene("absence")], finder, condition=None)
    last(pipeline, frames(30, moving))
    pipeline.revise([scene("absence"), SceneConfig(point_id=9, behaviour="headcount")])
    readings = pipeline.observe(frames(1, moving, from_ms=30_000)[0]).readings
    assert [r.point_id for r in readings] == [7, 9]
    assert readings[0].value == pytest.approx(30, abs=1)


@pytest.mark.parametrize(("lower_edge", "counted"), [(0.98, 1.0), (0.9, 0.0)])
def test_whose_feet_are_below_the_picture_stands_in_a_zone_drawn_almost_to_its_edge(
    lower_edge: float, counted: float
) -> None:
    zone = [(0.0, 0.3), (1.0, 0.3), (1.0, lower_edge), (0.0, lower_edge)]
    pipeline = Pipeline([scene(zone=zone)], Told(person(40, HIGH)), condition=None)
    assert last(pipeline, frames(5, moving)) == (counted, Quality.GOOD)


def closer_looks(finder: Told, seconds: int) -> int:
    pipeline = Pipeline([scene("smoking")], finder, condition=None)
    last(pipeline, frames(seconds, moving))
    return sum("cigarettes" in needs for needs in finder.asked)


def test_closer_looks_at_faces_are_rare_until_a_hand_is_at_a_mouth_or_a_cigarette_was_seen() -> None:
    somebody = person(60, 160, height=100)
    assert 4 <= closer_looks(Told(somebody), 20) <= 5
    assert closer_looks(Told(replace(somebody, cigarette=0.5)), 20) == 40


def test_what_a_helping_model_says_is_wrong_is_told_and_ends() -> None:
    finder = Told(person(40, 150))
    finder.problem = "NaN"
    pipeline = Pipeline([scene()], finder, condition=None)
    assert last(pipeline, frames(3, moving)) == (1.0, Quality.GOOD)
    assert pipeline.problem == "NaN"
    finder.problem = ""
    last(pipeline, frames(3, moving, from_ms=3000))
    assert pipeline.problem == ""


def test_while_it_is_turned_away_nothing_it_sees_counts_and_afterwards_it_does() -> None:
    finder = Told(person(40, 150))
    pipeline = Pipeline([scene()], finder, condition=Condition())
    assert last(pipeline, frames(10, moving)) == (1.0, Quality.GOOD)
    looks = finder.looks
    away = [pipeline.observe(Frame(10_000 + 500 * k, room(seed=9, at=k)), is_away=True) for k in range(60)]
    assert {outcome.state for outcome in away} == {CameraState.MOVED}
    assert {outcome.readings[0].quality for outcome in away} == {Quality.SOURCE_LOST}
    assert finder.looks == looks
    back = [pipeline.observe(Frame(40_000 + 500 * k, moving(k))) for k in range(10)]
    assert back[0].state is CameraState.MOVED
    assert (back[-1].state, back[-1].readings[0].quality) == (CameraState.OK, Quality.GOOD)
