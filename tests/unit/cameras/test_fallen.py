"""A body is suspicious by its shape and by staying where it is, never by one picture."""

from dataclasses import replace

import numpy as np

from anlan.cameras.geometry import Box, Zone
from anlan.cameras.recognisers.fallen.recogniser import Config, Recogniser, posture_of
from anlan.cameras.views import Person, View

ALARM = 0.6
PICTURE = np.zeros((180, 320, 3), np.uint8)


def body(x: float, y: float, across: float, down: float, *, head_down: bool = False, score: float = 0.4) -> Person:
    """Somebody whose head is at the left or upper end of a box ``across`` × ``down`` pixels around (x, y)."""
    points = np.full((17, 3), 0.9, np.float32)
    along = np.linspace(-0.5, 0.5, 17)
    points[:, 0] = x + along * (across if across > down else 0)
    points[:, 1] = y + along * (0 if across > down else down) * (-1 if head_down else 1)
    return Person(Box(x - across / 2, y - down / 2, x + across / 2, y + down / 2), 0.0, score, points, track_id=1)


def scores(*looks: Person | None, every_ms: int = 500) -> list[float]:
    recogniser, zone = Recogniser(Config()), Zone(320, 180)
    views = [View(k * every_ms, PICTURE, zone, (seen,) if seen else ()) for k, seen in enumerate(looks)]
    return [recogniser.observe(view).value for view in views]


UPRIGHT, LYING = body(150, 100, 30, 100), body(150, 150, 110, 30)


def test_postures() -> None:
    assert posture_of(UPRIGHT) == 0
    assert posture_of(LYING) == 1
    assert posture_of(body(150, 100, 60, 70, head_down=True)) >= ALARM


def test_somebody_upright_behind_a_table_is_not_lying_however_wide_the_box() -> None:
    behind = body(150, 100, 40, 78)
    wide = replace(behind, box=Box(95, 61, 205, 139))
    assert max(scores(*[wide] * 60)) < ALARM


def test_one_picture_is_never_enough_and_a_second_in_the_same_place_is() -> None:
    found = scores(*[LYING] * 5)
    assert found[0] < ALARM <= found[2]


def test_who_picks_something_up_is_not_lying() -> None:
    bending = body(150, 140, 65, 60)
    assert max(scores(UPRIGHT, bending, bending, UPRIGHT, UPRIGHT)) < ALARM


def test_who_fell_a_moment_ago_is_more_suspicious_than_who_was_found_lying() -> None:
    assert scores(UPRIGHT, LYING, LYING)[-1] > scores(LYING, LYING)[-1]


def test_a_look_that_misses_does_not_start_all_over() -> None:
    assert scores(LYING, LYING, LYING, None, None, LYING)[-1] >= 0.9


def test_who_gets_up_is_forgotten_after_seconds() -> None:
    assert scores(*[LYING] * 6, *[UPRIGHT] * 8)[-1] == 0


def test_what_moves_on_lying_down_is_a_trolley_not_a_body() -> None:
    assert max(scores(*[body(20 + 90 * k, 150, 110, 30) for k in range(4)])) < ALARM


def test_a_weak_pose_alone_is_not_believed() -> None:
    assert max(scores(*[body(150, 150, 110, 30, score=0.22)] * 10)) == 0


def test_blindness_forgets() -> None:
    recogniser = Recogniser(Config())
    for k in range(6):
        recogniser.observe(View(k * 500, PICTURE, Zone(320, 180), (LYING,)))
    recogniser.blind(60_000)
    assert recogniser.observe(View(60_500, PICTURE, Zone(320, 180), ())).value == 0
