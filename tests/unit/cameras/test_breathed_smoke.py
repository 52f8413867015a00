"""The head that sees breathed-out smoke: what it is shown, what counts as smoke, and that it looks where it should."""

import numpy as np
import pytest

from anlan.cameras.models.session import Model, load
from anlan.cameras.models.shelf import SHIPPED, shipped_folder
from anlan.cameras.training import breathed_smoke, smoke_graph, smokers
from anlan.cameras.training.smokers import Square, changed, truth_of
from anlan.kit.settings import Settings

PICTURE = np.full((240, 480, 3), 90, np.uint8)
WHOLE = (0.0, 0.0, 480.0, 240.0)


@pytest.fixture(scope="module")
def head() -> Model:
    return load(shipped_folder(Settings()) / SHIPPED["cigarettes"])


def test_a_grey_picture_is_nobody_who_smokes(head: Model) -> None:
    found = head.find(PICTURE, score_min=-1.0)
    assert [head.card.class_names[number] for number in found.classes] == ["smoker"]
    assert 0 <= found.scores[0] < 0.5


def test_cells_within_a_drawn_box_are_smoke_and_those_at_its_edge_cannot_say() -> None:
    truth = truth_of({"smoke": [[0.25, 0.5, 0.5, 1.0]]}, PICTURE, WHOLE).reshape(12, 12)
    assert (truth[6:, 3:6] == 1).all()
    assert (truth[5, 2:7] == -1).all()
    assert (truth[:5] == 0).all()


def test_of_a_part_only_what_is_in_it_counts() -> None:
    boxes = {"smoke": [[0.25, 0.5, 0.5, 1.0]]}
    assert (truth_of(boxes, PICTURE, (0, 0, 100, 100)) == 0).all()
    assert (truth_of(boxes, PICTURE, (150, 150, 60, 60)) == 1).all()


def test_where_it_is_not_sure_nothing_counts() -> None:
    truth = truth_of({"unsure": [[0.0, 0.0, 1.0, 0.5]]}, PICTURE, WHOLE).reshape(12, 12)
    assert (truth[:6] == -1).all()
    assert (truth[6:] == 0).all()


def test_what_is_learnt_from_keeps_its_size_and_where_things_are() -> None:
    half = PICTURE.copy()
    half[:, 240:] = 220
    seen = changed(half, np.random.default_rng(3))
    assert seen.shape == (smoke_graph.SIDE, smoke_graph.SIDE, 3)
    assert seen[:, 120:].mean() > seen[:, :70].mean() + 30


def test_nobody_is_judged_by_weights_that_saw_the_photograph() -> None:
    """Truth that is pure chance per photograph cannot be told, however well it could be remembered."""
    dice = np.random.default_rng(1)
    squares = []
    for number in range(40):
        cells = dice.normal(size=(smoke_graph.CELLS, 30)).astype(np.float16) + number % 7
        truth = np.full(smoke_graph.CELLS, number % 2, np.int8)
        kind = "smoker" if number % 4 < 2 else "ordinary"
        squares += [Square(kind, str(number), number, plain, cells, truth) for plain in (True, False)]
    _, judged, _, _ = breathed_smoke._fit(squares)
    told = [float(score) for score, square in zip(judged, squares[::2], strict=True) if square.picture % 2]
    other = [float(score) for score, square in zip(judged, squares[::2], strict=True) if not square.picture % 2]
    assert abs(np.mean(told) - np.mean(other)) < 0.3


def test_photographs_that_may_not_be_learnt_from_are_only_judged() -> None:
    persons = [object()]
    assert list(smokers._parts("photograph", PICTURE, persons, np.random.default_rng(0))) == []  # type: ignore[arg-type]
    row = {"behaviour": "headcount", "label": "img; persons=1", "kind": "image", "licence": "photo: Flickr"}
    assert smokers._kind(row) is None
    assert smokers._kind(row | {"licence": "CC BY 4.0"}) == "ordinary"
    assert smokers._kind(row | {"behaviour": "fire_smoke", "label": "pos; smoke", "licence": "CC BY 4.0"}) is None
