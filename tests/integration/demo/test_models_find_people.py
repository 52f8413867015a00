"""The real person models find the drawn people, and nobody where nobody is.

A pass proves the plumbing between cameras and recognisers, never a model's accuracy on real footage.
"""

import itertools
from typing import Any

import cv2
import pytest
from bench.person_models import MOVENET, NANODET, MoveNet, NanoDet, matched, weights

from anlan.demo.pictures.virtual import VirtualCamera

pytestmark = pytest.mark.shared


def _model(kind: Any, name: str) -> Any:
    path = weights(name)
    if path is None:
        pytest.skip(f"no {name}: put it into models/ or set ANLAN_MODELS to its folder")
    return kind(path)


@pytest.fixture(scope="module")
def nanodet() -> NanoDet:
    return _model(NanoDet, NANODET)


@pytest.fixture(scope="module")
def movenet() -> MoveNet:
    return _model(MoveNet, MOVENET)


def _share_found(model: Any, scenes: dict[str, tuple[float, ...]]) -> float:
    found = there = 0
    for seed, (name, times) in itertools.product((1, 2), scenes.items()):
        camera = VirtualCamera(name, seed)
        for t in times:
            picture, truth = camera.frame(t)
            hits, _ = matched(model(picture), [p.box for p in truth.persons])
            clear = [k for k, p in enumerate(truth.persons) if p.visible >= 0.5]
            there += len(clear)
            found += sum(k in hits for k in clear)
    assert there >= 20, "the scenes show too few people to say anything"
    return found / there


_NORMAL = {
    "standing": (1.0, 9.0),
    "work_machine_room": (3.0, 15.0),
    "work_collector": (4.0, 21.0),
    "work_cold_store": (5.0, 30.0),
    "sitting": (2.0, 14.0),
    "sweeping": (3.0, 12.0),
    "smoking": (9.0, 13.0),
    "crouching": (9.0, 13.0),
}


def test_nanodet_finds_people_in_normal_scenes(nanodet: NanoDet) -> None:
    assert _share_found(nanodet, _NORMAL) >= 0.95


def test_movenet_finds_people_in_normal_scenes(movenet: MoveNet) -> None:
    assert _share_found(movenet, _NORMAL) >= 0.95


def test_nanodet_counts_a_crowd(nanodet: NanoDet) -> None:
    assert (
        _share_found(nanodet, {"crowd_4": (2.0, 20.0), "crowd_11": (2.0, 9.0, 16.0), "crowd_14": (4.0, 11.0)}) >= 0.95
    )


@pytest.mark.parametrize("name", ["quick_freezing", "duty", "polishing", "corridor", "collector", "cold_store"])
def test_no_ghosts_in_empty_rooms(nanodet: NanoDet, movenet: MoveNet, name: str) -> None:
    picture, _ = VirtualCamera(f"empty_{name}", 4).frame(1.0)
    assert len(nanodet(picture)) == 0
    assert len(movenet(picture)) == 0


def test_movenet_finds_the_fallen_upright_or_with_the_picture_turned(movenet: MoveNet) -> None:
    path = weights(MOVENET)
    assert path is not None
    turned = MoveNet(path, size=(192, 320))
    for name in ("lying_left", "lying_right", "lying_on_side", "lying_on_face"):
        picture, truth = VirtualCamera(name, 3).frame(5.0)
        box = truth.persons[0].box
        height = picture.shape[0]
        on_its_side = [(height - box[3], box[0], height - box[1], box[2])]  # where the box is after a quarter turn
        clockwise = cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE)
        upright_hits, _ = matched(movenet(picture), [box])
        turned_hits, _ = matched(turned(clockwise), on_its_side, 0.35)
        back = [(box[1], 640 - box[2], box[3], 640 - box[0])]
        back_hits, _ = matched(turned(cv2.rotate(picture, cv2.ROTATE_90_COUNTERCLOCKWISE)), back, 0.35)
        assert upright_hits or turned_hits or back_hits, name
