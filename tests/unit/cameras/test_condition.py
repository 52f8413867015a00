"""A camera that cannot see says so within 30 s, and recovers by itself."""

import cv2
import numpy as np
import pytest

from anlan.cameras.condition import Condition
from anlan.cameras.pipeline import small_gray
from anlan.cameras.views import Picture
from anlan.domain.camera_states import CameraState
from tests.unit.cameras.pictures import room, with_block


def dark(at: int) -> Picture:
    return (room(at=at) // 20).astype(np.uint8)


def white(at: int) -> Picture:
    return np.clip(room(at=at).astype(np.int32) + 200, 0, 255).astype(np.uint8)


def covered(at: int) -> Picture:
    return np.asarray(cv2.GaussianBlur(room(at=at), (0, 0), 12), np.uint8)


def frozen(at: int) -> Picture:
    return room(at=5)


def turned(at: int) -> Picture:
    return np.roll(room(at=at), 80, axis=1)


def run(condition: Condition, draw, begin_s: float, seconds: float) -> CameraState:  # type: ignore[no-untyped-def]
    state = CameraState.OK
    for k in range(round(seconds * 2)):
        at = round(begin_s * 1000) + k * 500
        state = condition.judge(at, small_gray(draw(at)))
    return state


def well(at: int) -> Picture:
    return room(at=at)


@pytest.mark.parametrize(
    ("draw", "state"),
    [
        (dark, CameraState.DARK),
        (white, CameraState.OVEREXPOSED),
        (covered, CameraState.BLURRED),
        (frozen, CameraState.FROZEN),
        (turned, CameraState.MOVED),
    ],
)
def test_each_kind_of_blindness_is_told_within_30_s_and_ends_by_itself(draw, state) -> None:  # type: ignore[no-untyped-def]
    condition = Condition()
    assert run(condition, well, 0, 20) is CameraState.OK
    assert run(condition, draw, 20, 29) is state
    assert run(condition, well, 49, 5) is CameraState.OK


def test_people_walking_through_do_not_move_the_camera() -> None:
    condition = Condition()
    run(condition, well, 0, 10)
    walking = [with_block(room(at=k), 10 + 5 * k, 60, 60) for k in range(40)]
    states = {condition.judge(10_000 + k * 500, small_gray(picture)) for k, picture in enumerate(walking)}
    assert states == {CameraState.OK}


def test_one_dark_picture_is_no_dark_camera() -> None:
    condition = Condition()
    run(condition, well, 0, 10)
    assert run(condition, dark, 10, 1) is CameraState.OK


def test_a_camera_turned_while_the_process_was_down_is_found_out() -> None:
    reference = small_gray(room(at=1))
    assert run(Condition(reference), turned, 0, 15) is CameraState.MOVED


def test_a_camera_that_was_turned_on_purpose_is_moved_at_once_and_well_two_seconds_after_it_is_back() -> None:
    condition = Condition()
    assert run(condition, lambda at: room(at=at), 0, 20) is CameraState.OK
    known = condition.reference
    assert known is not None
    before = known.copy()
    for k in range(40):
        condition.turned_away(20_000 + k * 500)
    assert condition.state is CameraState.MOVED
    assert np.array_equal(condition.reference, before)  # nothing was learnt of the other view
    assert run(condition, lambda at: room(at=at), 40, 1.5) is CameraState.MOVED
    assert run(condition, lambda at: room(at=at), 41.5, 2) is CameraState.OK


def test_a_camera_that_came_back_to_another_view_stays_moved() -> None:
    condition = Condition()
    run(condition, lambda at: room(at=at), 0, 20)
    condition.turned_away(20_000)
    assert run(condition, turned, 20.5, 60) is CameraState.MOVED
