"""What the truth says can be seen in the pixels, and what it does not say cannot."""

import cv2
import numpy as np
import pytest

from anlan.demo.pictures.truth import Truth
from anlan.demo.pictures.virtual import VirtualCamera


def _cut(picture: np.ndarray, box: tuple[float, ...], pad: int = 0) -> np.ndarray:
    x0, y0, x1, y1 = (round(v) for v in box)
    return picture[max(0, y0 - pad) : y1 + pad, max(0, x0 - pad) : x1 + pad].astype(int)


def _flame_coloured(picture: np.ndarray) -> np.ndarray:
    b, g, r = (picture[..., k].astype(int) for k in range(3))
    return (r > 190) & (r >= g) & (g > b) & (r - b > 60)


@pytest.mark.parametrize("name", ["fire", "fire_duty"])
def test_fire_is_flame_coloured_and_flickers_in_its_box(name: str) -> None:
    camera = VirtualCamera(name, 3)
    frames = [camera.frame(20 + k * 0.2) for k in range(6)]
    box = frames[0][1].fire
    assert box is not None
    assert np.mean([_flame_coloured(_cut(p, box)).mean() for p, _ in frames]) > 0.1  # the core is washed out
    luma = np.stack([_cut(p, box).mean(-1) for p, _ in frames])
    assert (np.abs(np.diff(luma, axis=0)) > 14).mean() > 0.1
    before, truth = camera.frame(1.0)
    assert truth.fire is None
    assert _flame_coloured(_cut(before, box)).mean() < 0.02


def test_fire_grows() -> None:
    camera = VirtualCamera("fire", 1)
    early, late = camera.truth(6.0).fire, camera.truth(20.0).fire
    assert early is not None
    assert late is not None
    assert late[3] - late[1] > 1.5 * (early[3] - early[1])


def test_smoke_takes_away_what_is_behind_it_and_moves() -> None:
    camera = VirtualCamera("smoke", 3)
    now, later, clean = camera.frame(20.0), camera.frame(20.6), camera.backdrop.clean
    assert now[1].smoke is not None
    assert now[1].fire is None
    box = now[1].smoke
    changed = np.abs(_cut(now[0], box) - _cut(clean, box)).mean(-1)
    moving = np.abs(_cut(now[0], box) - _cut(later[0], box)).mean(-1)
    assert (changed > 15).mean() > 0.2
    assert (moving > 8).mean() > 0.1


@pytest.mark.parametrize("name", ["carton", "carton_polishing"])
def test_a_blocked_passage_differs_from_its_background(name: str) -> None:
    camera = VirtualCamera(name, 2)
    picture, truth = camera.frame(25.0)
    assert truth.obstacle is not None
    assert not truth.persons, "the porters should be gone by now"
    zone = np.zeros(picture.shape[:2], np.uint8)
    polygon = np.array(camera.zone("passage")) * (picture.shape[1], picture.shape[0])
    cv2.fillPoly(zone, [polygon.astype(np.int32)], 1)
    changed = np.abs(picture.astype(int) - camera.backdrop.clean).max(-1) > 30
    assert changed[zone > 0].mean() > 0.06
    assert camera.truth(1.0).obstacle is None


@pytest.mark.parametrize("name", ["lying_left", "lying_right", "lying_on_side", "lying_on_face"])
def test_somebody_lying_across_the_view_is_wider_than_high(name: str) -> None:
    truth = VirtualCamera(name, 1).truth(3.0)
    assert truth.fallen
    x0, y0, x1, y1 = truth.persons[0].box
    assert x1 - x0 > 1.3 * (y1 - y0)


def test_a_fall_is_upright_then_falling_then_lying_then_up_again() -> None:
    camera = VirtualCamera("fall", 1)
    postures = [p.posture for t in np.arange(0, 60, 0.2) for p in camera.truth(float(t)).persons]
    order = [p for k, p in enumerate(postures) if k == 0 or p != postures[k - 1]]
    assert order == ["upright", "falling", "lying", "falling", "upright"]


def test_crouching_is_not_lying() -> None:
    camera = VirtualCamera("crouching", 1)
    truths = [camera.truth(float(t)) for t in np.arange(0, 45, 1.0)]
    assert any(p.posture == "crouching" for t in truths for p in t.persons)
    assert not any(t.fallen for t in truths)


def test_a_cigarette_glows_where_the_truth_says() -> None:
    camera = VirtualCamera("smoking_duty", 2)
    seen = [frame for t in np.arange(8, 30, 0.5) if (frame := camera.frame(float(t)))[1].cigarette]
    assert any(truth.hand_at_mouth for _, truth in seen)
    assert not all(truth.hand_at_mouth for _, truth in seen)
    glowing = 0
    for picture, truth in seen:
        assert truth.cigarette is not None
        part = _cut(picture, truth.cigarette, 2)
        glowing += bool(((part[..., 2] > 185) & (part[..., 2] - part[..., 0] > 55)).any())
    assert glowing > 0.8 * len(seen)


def test_a_cup_at_the_mouth_is_no_cigarette() -> None:
    camera = VirtualCamera("drinking", 1)
    truths = [camera.truth(float(t)) for t in np.arange(5, 40, 0.5)]
    assert any(t.hand_at_mouth for t in truths)
    assert not any(t.cigarette for t in truths)


def test_dust_takes_contrast_away_and_sweeping_gives_it_back() -> None:
    camera = VirtualCamera("dust", 1)

    def contrast(t: float) -> tuple[float, Truth]:
        picture, truth = camera.frame(t)
        floor = picture[230:350, 200:440]
        return float(floor.std() / floor.mean()), truth

    (clean, first), (half, middle), (full, last) = contrast(1), contrast(50), contrast(99)
    assert first.dust_film < middle.dust_film < last.dust_film
    assert clean > half > full
    assert full < 0.8 * clean
    assert camera.truth(110).sweeping
    assert camera.truth(119).dust_film < 0.05 < camera.truth(101).dust_film


@pytest.mark.parametrize("people", [4, 8, 11, 14])
def test_a_crowd_has_as_many_people_as_it_says(people: int) -> None:
    truth = VirtualCamera(f"crowd_{people}", 1).truth(2.0)
    assert truth.count("room") == people
    assert len(truth.persons) == people


def test_the_post_is_empty_while_the_watch_keeper_is_away() -> None:
    camera = VirtualCamera("absence", 1)
    assert camera.truth(2.0).count("post") == 1
    assert camera.truth(2.0).persons[0].posture == "sitting"
    assert {camera.truth(float(t)).count("post") for t in range(8, 60)} == {0}
    assert camera.truth(85.0).count("post") == 1


def test_people_are_where_their_boxes_are() -> None:
    camera = VirtualCamera("standing", 1)
    picture, truth = camera.frame(2.0)
    changed = np.abs(picture.astype(int) - camera.backdrop.clean).max(-1) > 25
    for person in truth.persons:
        assert _cut(changed, person.box).mean() > 0.3
        x0, y0, x1, y1 = (round(v) for v in person.box)
        changed[max(0, y0 - 4) : y1 + 24, max(0, x0 - 14) : x1 + 24] = False  # with the shadow at the feet
    assert changed.mean() < 0.002


def test_furniture_hides_people_and_the_truth_says_how_much() -> None:
    camera = VirtualCamera("work_packing", 1)
    visible = [p.visible for t in range(0, 120, 4) for p in camera.truth(float(t)).persons]
    assert max(visible) == 1.0
    assert min(visible) < 0.9


def test_an_empty_room_has_an_empty_truth() -> None:
    truth = VirtualCamera("empty_polishing", 1).truth(3.0)
    assert truth.persons == ()
    assert truth.as_dict()["fallen"] is False
    assert set(truth.as_dict()["in_zone"].values()) == {0}
