"""The recogniser of smoking: a hand that comes to the mouth again and again, and nothing less."""

from dataclasses import replace

import numpy as np
import pytest

from anlan.cameras.geometry import Zone
from anlan.cameras.gestures import hand_to_face
from anlan.cameras.recognisers.smoking.recogniser import Config, Recogniser
from anlan.cameras.views import Person, View
from tests.unit.cameras.pictures import HIGH, WIDE, person, room

PICTURE = room()


def with_hand(raised: bool, track_id: int = 1, score: float = 0.6) -> Person:
    """Somebody of 100 pixels' height whose right wrist is at the mouth or beside the hip."""
    points = np.zeros((17, 3), np.float32)
    points[:5] = (150, 70, score)
    points[10] = (154, 76, score) if raised else (165, 120, score)
    return replace(person(150, 160, height=100), key_points=points, track_id=track_id)


def values(raised: list[bool], *, begin_ms: int = 0, recogniser: Recogniser | None = None) -> list[float]:
    recogniser = recogniser or Recogniser(Config())
    zone = Zone(WIDE, HIGH)
    return [
        recogniser.observe(View(begin_ms + k * 500, PICTURE, zone, (with_hand(up),))).value
        for k, up in enumerate(raised)
    ]


PUFF = [True] * 3 + [False] * 7


def test_three_puffs_are_smoking() -> None:
    assert values(PUFF * 3)[-1] == pytest.approx(1.0)


def test_one_hand_at_the_face_is_not() -> None:
    assert max(values([False] * 5 + PUFF)) < 0.5


def test_a_hand_that_stays_at_the_face_is_a_telephone() -> None:
    assert max(values([True] * 60)) < 0.5


def test_hands_that_work_before_the_chest_are_not() -> None:
    """Seen from behind, the model puts the wrists at the face in some looks and at the chest in others."""
    recogniser, zone = Recogniser(Config()), Zone(WIDE, HIGH)
    found = []
    for k, at_face in enumerate(PUFF * 3):
        worker = with_hand(at_face)
        points = worker.key_points
        assert points is not None
        if not at_face:
            points[10, :2] = (152, 95)
        found.append(recogniser.observe(View(k * 500, PICTURE, zone, (worker,))).value)
    assert max(found) < 0.5


def test_puffs_of_different_people_are_not_added() -> None:
    recogniser, zone = Recogniser(Config()), Zone(WIDE, HIGH)
    shown = [with_hand(up, track_id=k // 10) for k, up in enumerate(PUFF * 3)]
    found = [recogniser.observe(View(k * 500, PICTURE, zone, (p,))).value for k, p in enumerate(shown)]
    assert max(found) < 0.5


def test_it_ends_when_the_movements_do() -> None:
    assert values(PUFF * 3 + [False] * 61)[-1] == 0.0


def test_a_gap_begins_anew() -> None:
    recogniser = Recogniser(Config())
    values(PUFF * 2, recogniser=recogniser)
    recogniser.blind(20_000)
    assert max(values(PUFF, begin_ms=20_500, recogniser=recogniser)) < 0.5


def test_what_cannot_be_seen_is_no_evidence() -> None:
    assert hand_to_face(with_hand(True, score=0.1)) is None
    assert hand_to_face(person(150, 160)) is None


def test_of_somebody_seen_from_behind_or_in_a_turned_picture_hands_are_guesses() -> None:
    facing, away = with_hand(True), with_hand(True)
    for who, left_x, right_x in ((facing, 160, 140), (away, 140, 160)):
        assert who.key_points is not None
        who.key_points[5:7] = ((left_x, 85, 0.6), (right_x, 85, 0.6))
    reach = Config().reach
    assert (hand_to_face(facing) or 0) < reach < (hand_to_face(away) or 0)
    assert hand_to_face(replace(facing, turn=1)) is None


def test_a_level_forearm_holds_no_cigarette() -> None:
    """Seen from behind, the wrist is guessed at the face; the elbow beside it says that the arm is not lifted."""
    lifted, level = with_hand(True), with_hand(True)
    assert lifted.key_points is not None
    assert level.key_points is not None
    lifted.key_points[8] = (170, 92, 0.6)
    level.key_points[8] = (170, 78, 0.6)
    near = hand_to_face(lifted)
    assert near is not None
    assert near < Config().reach
    assert hand_to_face(level) == pytest.approx(0.2)


def seen(*scores: float | None, config: Config | None = None, raised: list[bool] | None = None) -> list[float]:
    """Values while closer looks at one person say ``scores``; None = nobody looked closer."""
    recogniser, zone = Recogniser(config or Config()), Zone(WIDE, HIGH)
    hands = raised or [False] * len(scores)
    return [
        recogniser.observe(View(k * 500, PICTURE, zone, (replace(with_hand(up), cigarette=score),))).value
        for k, (score, up) in enumerate(zip(scores, hands, strict=True))
    ]


def test_a_cigarette_seen_in_three_looks_is_enough_without_any_movement() -> None:
    assert seen(0.6, None, 0.9, 0.0, 0.75) == pytest.approx([0.2, 0.2, 0.5, 0.5, 0.75])


def test_a_faint_score_of_sight_asks_for_no_more_looks_and_marks_nobody() -> None:
    recogniser, zone = Recogniser(Config()), Zone(WIDE, HIGH)
    finding = recogniser.observe(View(0, PICTURE, zone, (replace(with_hand(False), cigarette=0.05),)))
    assert (finding.is_suspicious, finding.marks) == (False, ())


def test_one_odd_picture_raises_nothing() -> None:
    assert max(seen(0.0, 0.0, 1.0, *[0.0] * 40)) < 0.5


def test_a_weak_cigarette_and_one_puff_are_a_suspicion_together_and_neither_alone() -> None:
    one_puff = [False] * 5 + PUFF
    moved = max(values(one_puff))
    glimpses = [0.4, 0.4, 0.4] + [0.0] * 12
    alone, together = max(seen(*glimpses)), seen(*glimpses, raised=one_puff)[-1]
    assert max(moved, alone) < 0.5 <= together
    assert together == pytest.approx(1 - (1 - values(one_puff)[-1]) * (1 - 0.4), abs=2e-3)


def test_movements_count_in_full_where_no_model_looked_and_as_one_says_where_it_did() -> None:
    config = Config(movement_weight=0.4)
    puffs = PUFF * 3
    assert seen(*[None] * 30, config=config, raised=puffs)[-1] == pytest.approx(1.0)
    assert seen(*[0.0] * 30, config=config, raised=puffs)[-1] == pytest.approx(0.4)
    assert seen(*[0.0] * 30, raised=puffs)[-1] == pytest.approx(1.0)


def test_a_cigarette_asks_for_more_looks_and_is_forgotten_with_the_rest() -> None:
    recogniser, zone = Recogniser(Config()), Zone(WIDE, HIGH)
    smoker = replace(with_hand(False), cigarette=0.9)
    findings = [recogniser.observe(View(k * 500, PICTURE, zone, (smoker,))) for k in range(3)]
    assert all(finding.is_suspicious for finding in findings)
    assert findings[-1].marks == (smoker.box,)
    assert recogniser.observe(View(40_000, PICTURE, zone)).value == 0.0
    recogniser.observe(View(41_000, PICTURE, zone, (smoker,)))
    recogniser.blind(42_000)
    assert recogniser.observe(View(42_500, PICTURE, zone)).value == 0.0
