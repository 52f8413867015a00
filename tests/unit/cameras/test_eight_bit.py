"""Eight-bit forms of the shipped models: where they are taken, that they see the same, and how they are made."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from anlan.cameras.geometry import iou
from anlan.cameras.models.card import read_card
from anlan.cameras.models.processor import multiplies_bytes
from anlan.cameras.models.session import Model, load
from anlan.cameras.models.shelf import EIGHT_BIT, EXACT_TOO, SHIPPED, Shelf, shelf_for, shipped_folder
from anlan.cameras.people import PersonFinder
from anlan.cameras.training import eight_bit
from anlan.cameras.views import Person, Picture
from anlan.demo.pictures.virtual import VirtualCamera
from anlan.kit.settings import Settings
from tests.unit.cameras.test_models import CART, constant_model

FOLDER = shipped_folder(Settings())
needs_vnni = pytest.mark.skipif(not multiplies_bytes(), reason="this processor would not be given eight-bit models")


@pytest.mark.parametrize(
    ("flags", "is_worth_it"),
    [("fpu avx2 avx512f avx512_vnni", True), ("fpu avx2 avx_vnni", True), ("fpu avx2 avx512f", False)],
)
def test_only_a_processor_that_multiplies_bytes_gets_eight_bits(tmp_path: Path, flags: str, is_worth_it: bool) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text(f"processor\t: 0\nmodel name\t: avx512_vnni in a name counts for nothing\nflags\t\t: {flags}\n")
    assert multiplies_bytes(told) is is_worth_it


def test_a_machine_that_tells_nothing_gets_single_precision(tmp_path: Path) -> None:
    assert not multiplies_bytes(tmp_path / "none")


def test_whoever_turns_it_off_gets_single_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anlan.cameras.models.shelf.multiplies_bytes", lambda: True)
    assert shelf_for(Settings()).may_be_eight_bit
    monkeypatch.setenv("ANLAN_CAMERA_EIGHT_BIT", "false")
    assert not shelf_for(Settings()).may_be_eight_bit


@pytest.fixture
def both(tmp_path: Path) -> Path:
    for name in (*SHIPPED.values(), *EIGHT_BIT.values()):
        folder = constant_model(tmp_path / name, "yolov8", *CART["yolov8"])
        card = folder / "model.toml"
        text = card.read_text().replace('name = "told"', f'name = "{name}"')
        card.write_text(text.replace('"cart"', '"smoker"') if name == SHIPPED["cigarettes"] else text)
    return tmp_path


def test_the_eight_bit_form_is_taken_where_it_may_be(both: Path) -> None:
    for may_be, names in ((True, EIGHT_BIT), (False, SHIPPED)):
        shelf = Shelf(both, may_be_eight_bit=may_be)
        shelf.refresh()
        assert {role: shelf[role].card.name for role in SHIPPED} == {**SHIPPED, **names}


def test_a_damaged_eight_bit_form_leaves_the_role_to_the_other_and_health_says_so(both: Path) -> None:
    (both / EIGHT_BIT["persons"] / "m.onnx").write_bytes(b"damaged")
    shelf = Shelf(both, may_be_eight_bit=True)
    shelf.refresh()
    assert shelf["persons"].card.name == SHIPPED["persons"]
    assert "SHA-256" in shelf.problems["persons"]


def test_models_without_an_eight_bit_form_are_no_problem(both: Path) -> None:
    (both / EIGHT_BIT["poses"] / "model.toml").unlink()
    shelf = Shelf(both, may_be_eight_bit=True)
    shelf.refresh()
    assert (shelf["poses"].card.name, shelf.problems) == (SHIPPED["poses"], {})


@pytest.mark.parametrize("role", EIGHT_BIT)
def test_the_shipped_form_was_made_from_the_shipped_model_and_is_fed_alike(role: str) -> None:
    exact, small = read_card(FOLDER / SHIPPED[role]), read_card(FOLDER / EIGHT_BIT[role])
    told = load(FOLDER / EIGHT_BIT[role]).metadata
    assert told[eight_bit.MADE_FROM] == exact.sha256, "run python -m anlan.cameras.training.eight_bit"
    same = ("layout", "licence", "input", "classes", "behaviours", "score_min", "iou_max")
    assert [getattr(small, name) for name in same] == [getattr(exact, name) for name in same]


def finder(may_be_eight_bit: bool) -> PersonFinder:
    shelf = Shelf(FOLDER, may_be_eight_bit=may_be_eight_bit)
    shelf.refresh()
    return PersonFinder(shelf)


def drawn() -> list[Picture]:
    """Pictures from which no range was taken."""
    told = [("work_packing", 11, 20.0), ("smoking", 2, 9.0), ("crowd_4", 4, 12.0), ("standing", 2, 6.0)]
    return [VirtualCamera(scene, seed).frame(at_s)[0] for scene, seed, at_s in told]


def sure(persons: tuple[Person, ...]) -> list[Person]:
    return [person for person in persons if person.detector_score > 0.45]


@needs_vnni
def test_both_forms_see_the_same_people_in_the_same_places() -> None:
    exact, small = finder(False), finder(True)
    needs, people = {"persons", "poses", "fire_smoke"}, 0
    for picture in drawn():
        one, other = exact.look(picture, needs), small.look(picture, needs)
        for person in sure(one.persons):
            twin = other.persons[int(np.argmax([iou(p.box, person.box) for p in other.persons]))]
            assert iou(twin.box, person.box) > 0.8
            assert abs(twin.detector_score - person.detector_score) < 0.15
            people += 1
        assert one.fire_smoke is not None
        assert other.fire_smoke is not None
        assert np.abs(one.fire_smoke - other.fire_smoke).mean() < 0.05
    assert people >= 5


@needs_vnni
def test_key_points_stay_where_they_are() -> None:
    exact, small = finder(False).models["poses"], finder(True).models["poses"]
    for picture in drawn():
        ones, others = exact.find(picture, score_min=0.25), small.find(picture, score_min=0.15)
        for box, points in zip(ones.boxes, ones.key_points if ones.key_points is not None else (), strict=True):
            near = int(np.argmin(np.abs(others.boxes - box).sum(1)))
            assert others.key_points is not None
            seen = points[:, 2] > 0.3
            apart = np.hypot(*(points[seen, :2] - others.key_points[near][seen, :2]).T)
            assert np.median(apart) < 0.03 * (box[3] - box[1])


def test_pooling_before_the_first_activation_changes_no_number(tmp_path: Path) -> None:
    card = read_card(FOLDER / SHIPPED["persons"])
    eight_bit._folded(FOLDER / SHIPPED["persons"] / card.file, tmp_path / "plain.onnx")
    model = onnx.load(tmp_path / "plain.onnx")
    first = eight_bit._pool_first(model.graph)
    assert len(first) == 3
    fed = {model.graph.input[0].name: np.random.default_rng(0).normal(0, 1, (1, 3, 64, 96)).astype(np.float32)}
    before = onnxruntime.InferenceSession(tmp_path / "plain.onnx").run(None, fed)
    after = onnxruntime.InferenceSession(model.SerializeToString()).run(None, fed)
    assert max(float(np.abs(a - b).max()) for a, b in zip(before, after, strict=True)) < 1e-5


def test_counting_in_tiles_and_turned_pictures_are_left_to_single_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    looker, run = finder(True), Model.run
    asked: list[str] = []

    def noted(self: Model, tensor: np.ndarray) -> Any:
        asked.append(self.card.name)
        return run(self, tensor)

    monkeypatch.setattr(Model, "run", noted)
    picture = drawn()[0]
    looker.look(picture, {"persons", "tiles"})
    assert {name for name in asked if name.startswith("nanodet")} == {SHIPPED["persons"]}
    asked.clear()
    looker.look(picture, {"persons", "lying"})
    assert asked == [EIGHT_BIT["persons"], *[SHIPPED["poses"]] * 3]


def test_a_model_of_ones_own_does_all_the_work_of_its_role(both: Path, tmp_path: Path) -> None:
    shelf = Shelf(both, own=tmp_path / "own", try_first=lambda folder: [], may_be_eight_bit=True)
    shelf.refresh()
    assert shelf[EXACT_TOO["persons"]].card.name == SHIPPED["persons"]
    constant_model(tmp_path / "own" / "persons", "yolov8", *CART["yolov8"])
    shelf.refresh()
    assert (shelf["persons"].card.name, shelf.get(EXACT_TOO["persons"])) == ("told", None)
