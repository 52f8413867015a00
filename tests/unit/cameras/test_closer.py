"""The closer look at faces and hands, with a detector that really looks at pixels."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from anlan.cameras.closer import MOST, look_closer
from anlan.cameras.models.card import ModelRefused
from anlan.cameras.models.session import Model, load
from anlan.cameras.views import Person, Picture
from tests.unit.cameras.ember import ember_model, with_ember
from tests.unit.cameras.pictures import person, room
from tests.unit.cameras.test_models import constant_model

PICTURE = np.repeat(np.repeat(room(noise=0.0), 2, 0), 2, 1)  # 640 × 360


@pytest.fixture(scope="module")
def cigarettes(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return load(ember_model(tmp_path_factory.mktemp("cigarettes")))


@pytest.fixture(scope="module")
def smokers(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return load(ember_model(tmp_path_factory.mktemp("smokers"), "smoking_person", "smoker"))


def somebody(x: float, hand_up: bool = False, height: float = 200.0) -> Person:
    """Standing at (x, 340) with the face at 0.9 of the height and one hand at the mouth or beside the hip."""
    feet = 340.0
    points = np.zeros((17, 3), np.float32)
    points[:5] = (x, feet - 0.9 * height, 0.6)
    points[10] = (x + 6, feet - 0.86 * height, 0.6) if hand_up else (x + 0.12 * height, feet - 0.48 * height, 0.6)
    return replace(person(x, feet, height=height), key_points=points)


def scores(model: Model, picture: Picture, *persons: Person) -> list[float | None]:
    return [who.cigarette for who in look_closer(model, picture, persons)]


def sees(model: Model, picture: Picture, who: Person) -> bool:
    (score,) = scores(model, picture, who)
    assert score is not None, "nobody looked"
    return score > 0.5


@pytest.mark.parametrize(
    ("x", "y", "held"),
    [(204, 165, True), (226, 242, True), (200, 320, False), (255, 165, False)],
    ids=["at the mouth", "in the hand that hangs", "on the floor", "on the wall beside"],
)
def test_a_cigarette_counts_where_somebody_could_hold_it(cigarettes: Model, x: float, y: float, held: bool) -> None:
    assert sees(cigarettes, with_ember(PICTURE, x, y), somebody(200)) is held


def test_it_is_whose_it_is(cigarettes: Model) -> None:
    smoker, other = scores(cigarettes, with_ember(PICTURE, 204, 165), somebody(200), somebody(420))
    assert smoker is not None
    assert smoker > 0.5
    assert other == 0.0


def test_a_box_of_a_smoker_has_its_middle_in_the_person(smokers: Model) -> None:
    assert sees(smokers, with_ember(PICTURE, 200, 230), somebody(200))
    assert not sees(smokers, with_ember(PICTURE, 255, 165), somebody(200))


def test_a_classifier_judges_the_whole_of_each_upper_body(tmp_path: Path) -> None:
    model = load(constant_model(tmp_path, "probabilities", np.array([[0.8, 0.2]])))
    model.card.behaviours["person"] = "smoker"
    assert scores(model, PICTURE, somebody(8), somebody(320), somebody(632)) == pytest.approx([0.8] * 3)


def test_a_class_that_the_card_does_not_list_is_refused_by_name(tmp_path: Path) -> None:
    model = load(constant_model(tmp_path, "probabilities", np.array([[0.1, 0.1, 0.8]])))
    with pytest.raises(ModelRefused, match="answers class 2, its card lists 2 classes"):
        look_closer(model, PICTURE, (somebody(200),))


def test_without_key_points_the_upper_half_is_where_it_counts(cigarettes: Model) -> None:
    nameless = person(200, 340, height=200)
    assert sees(cigarettes, with_ember(PICTURE, 215, 170), nameless)
    assert not sees(cigarettes, with_ember(PICTURE, 200, 250), nameless)


def test_somebody_seen_from_near_may_hold_it_further_from_the_face(cigarettes: Model) -> None:
    """A portrait: the box ends at the chest, so a hand's breadth is more of its height."""
    standing = somebody(200)
    near = replace(standing, box=standing.box._replace(x1=110, x2=290))
    assert [sees(cigarettes, with_ember(PICTURE, 250, 190), who) for who in (standing, near)] == [False, True]


def test_those_with_a_hand_at_the_mouth_come_first_and_no_more_than_a_few(cigarettes: Model) -> None:
    crowd = [somebody(60 + 80 * k, height=200 - k) for k in range(MOST)]
    crowd.append(somebody(60 + 80 * MOST, hand_up=True, height=120))
    looked_at = [score is not None for score in scores(cigarettes, PICTURE, *crowd)]
    assert looked_at == [True, True, False, True]


def test_nobody_looks_at_those_who_are_too_small_or_whom_only_the_pose_model_sees(cigarettes: Model) -> None:
    far, ghost = somebody(100, height=50), replace(somebody(300), detector_score=0.0)
    assert scores(cigarettes, with_ember(PICTURE, 304, 165), far, ghost) == [None, None]


def test_somebody_at_the_edge_of_the_picture_costs_nothing_else(cigarettes: Model) -> None:
    edge = somebody(2)
    gone = replace(edge, box=edge.box._replace(x1=-80, x2=-20), key_points=None)
    assert scores(cigarettes, PICTURE, edge, gone) == [0.0, 0.0]
