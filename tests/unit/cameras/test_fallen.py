"""A body is suspicious by its shape and by staying where it is, never by one picture."""

from dataclasses import replace

import numpy as np

from anlan.bus.messages import SceneConfig
from anlan.cameras.geometry import Box, Zone
from anlan.cameras.recognisers.fallen.recogniser import Config, Recogniser, posture_of
from anlan.cameras.scene import Scene
from anlan.cameras.views import Finding, Frame, Person, Seen, Thing, View

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


BED = Box(20, 90, 180, 170)
ON_BED = replace(body(100, 100, 110, 30), track_id=2)
#: What the detector draws while somebody lies on the bed: higher than the bed alone.
BED_WITH_BODY = Thing("bed", Box(20, 80, 180, 170), 0.27)


def bedroom(*looks: tuple[Thing | None, Person | None], **parameters: int) -> list[Finding]:
    recogniser, zone = Recogniser(Config(**parameters)), Zone(320, 180)
    return [
        recogniser.observe(
            View(k * 500, PICTURE, zone, (who,) if who else (), things=(thing,) if thing else ())
        )
        for k, (thing, who) in enumerate(looks)
    ]  # fmt: skip


EMPTY_BED = [(Thing("bed", BED, 0.5), None)] * 6


def test_who_lies_on_a_bed_that_stood_there_stays_below_the_limit() -> None:
    found = bedroom(*EMPTY_BED, *[(BED_WITH_BODY, ON_BED)] * 70)
    assert max(finding.value for finding in found) < ALARM
    assert found[-1].value > 0
    assert found[-1].note
    assert found[-1].is_suspicious  # whoever rolls off must be seen at once


def test_a_look_in_which_the_bed_is_not_seen_changes_nothing() -> None:
    found = bedroom(*EMPTY_BED, *[(BED_WITH_BODY, ON_BED), (None, ON_BED)] * 10)
    assert max(finding.value for finding in found) < ALARM


def test_who_rolls_off_the_bed_lies_on_the_floor_before_it() -> None:
    on_floor = body(100, 158, 110, 30)
    found = bedroom(*EMPTY_BED, *[(BED_WITH_BODY, ON_BED)] * 6, *[(Thing("bed", BED, 0.5), on_floor)] * 2)
    assert found[-3].value < ALARM <= found[-1].value


def test_a_body_that_the_detector_takes_for_a_bed_is_a_body() -> None:
    taken_for_a_bed = Thing("bed", Box(90, 130, 210, 172), 0.6)
    unnoticed = [(taken_for_a_bed, None)] * 10  # the pose model needs a while to find who lies
    assert bedroom(*unnoticed, *[(taken_for_a_bed, LYING)] * 6)[-1].value >= ALARM


def test_a_bed_nobody_saw_before_does_not_count() -> None:
    assert bedroom(*[(BED_WITH_BODY, ON_BED)] * 6)[-1].value >= ALARM


def test_a_bed_seen_once_among_many_looks_does_not_count() -> None:
    flickering = [EMPTY_BED[0], (None, None), (None, None)] * 12
    assert bedroom(*flickering, *[(BED_WITH_BODY, ON_BED)] * 6)[-1].value >= ALARM


def test_a_floor_taken_for_a_bed_is_none() -> None:
    floor, with_body = Thing("bed", Box(0, 95, 320, 180), 0.5), Thing("bed", Box(0, 85, 320, 180), 0.5)
    assert bedroom(*[(floor, None)] * 6, *[(with_body, ON_BED)] * 6)[-1].value >= ALARM


def test_a_table_is_no_bed() -> None:
    table = Thing("dining table", BED, 0.9)
    assert bedroom(*[(table, None)] * 6, *[(table, ON_BED)] * 6)[-1].value >= ALARM


def test_furniture_may_be_left_out_of_account() -> None:
    assert bedroom(*EMPTY_BED, *[(BED_WITH_BODY, ON_BED)] * 6, furniture_looks=0)[-1].value >= ALARM


def test_a_mask_over_the_bed_hides_who_lies_on_it_and_not_who_fell_before_it() -> None:
    """As the page says it is drawn: over the bed and what is above it, down to half of its front."""
    mask = [(0.05, 0.3), (0.58, 0.3), (0.58, 0.72), (0.05, 0.72)]
    scene = Scene(SceneConfig(point_id=1, behaviour="fallen", name="duty room", masks=[mask]))

    def worst(who: Person, from_ms: int) -> float:
        frames = [Frame(from_ms + k * 500, PICTURE) for k in range(8)]
        return max(scene.observe(f, Seen((who,)), is_fresh=True, motion=0.0).value for f in frames)

    assert worst(ON_BED, 0) == 0
    assert worst(body(100, 158, 110, 30), 60_000) >= ALARM
