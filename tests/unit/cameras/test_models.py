"""Models of one's own: cards, layouts, refusals, and the one before that stays."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from typer.testing import CliRunner

from anlan.cameras.models import shelf as shelf_module
from anlan.cameras.models.card import ModelRefused, read_card
from anlan.cameras.models.layouts import LAYOUTS
from anlan.cameras.models.probe import probe
from anlan.cameras.models.session import Model, ModelIll, load
from anlan.cameras.models.shelf import SHIPPED, Shelf
from anlan.cameras.people import PersonFinder
from anlan.cli import app
from anlan.demo.pictures.virtual import VirtualCamera
from tests.unit.cameras.ember import ember_model
from tests.unit.cameras.pictures import room

SIDE = 64


def constant_model(folder: Path, layout: str, *outputs: np.ndarray, metadata: dict[str, str] | None = None) -> Path:
    """A model that answers ``outputs`` whatever it sees."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = [
        helper.make_node("Constant", [], [f"o{k}"], value=onnx.numpy_helper.from_array(o.astype(np.float32)))
        for k, o in enumerate(outputs)
    ]
    graph = helper.make_graph(
        nodes,
        "told",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info(f"o{k}", TensorProto.FLOAT, list(o.shape)) for k, o in enumerate(outputs)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(model, metadata or {})
    onnx.save(model, str(folder / "m.onnx"))
    write_card(folder, layout)
    return folder


def write_card(folder: Path, layout: str, **more: str) -> None:
    digest = hashlib.sha256((folder / "m.onnx").read_bytes()).hexdigest()
    fields = {"name": "told", "title": "t", "layout": layout, "file": "m.onnx", "sha256": digest}
    fields |= {"licence": "Apache-2.0", "source": "a test", **more}
    lines = [f'{key} = "{value}"' for key, value in fields.items()]
    lines += ['classes = ["person", "cart"]', "[input]", f"width = {SIDE}", f"height = {SIDE}"]
    (folder / "model.toml").write_text("\n".join(lines))


def yolov8_rows(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32).T[None]


def logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


#: One cart at (16, 8) – (48, 40) of 64 × 64, score 0.9, told in every layout.
YOLOX = np.zeros((1, 84, 7), np.float32)
YOLOX[0, 0] = [4, 3, np.log(4), np.log(4), 1, 0, 0.9]
CART = {
    "yolov8": [yolov8_rows((32, 24, 32, 32, 0.1, 0.9), (9, 9, 4, 4, 0.1, 0.1))],
    "yolov5": [np.array([[[32, 24, 32, 32, 1.0, 0.1, 0.9], [5, 5, 2, 2, 0.1, 0.5, 0.5]]])],
    "yolo_end2end": [np.array([[[16, 8, 48, 40, 0.9, 1], [0, 0, 1, 1, 0.01, 0]]])],
    "yolox": [YOLOX],
    "rtdetr": [np.array([[[0.5, 0.375, 0.5, 0.5]]]), np.array([[[logit(0.1), logit(0.9)]]])],
    "detr": [np.array([[[0.5, 0.375, 0.5, 0.5]]]), np.log(np.array([[[0.05, 0.9, 0.05]]]))],
}


@pytest.mark.parametrize("layout", sorted(CART))
def test_every_layout_finds_the_same_cart(layout: str, tmp_path: Path) -> None:
    model = load(constant_model(tmp_path, layout, *CART[layout]))
    found = model.find(np.zeros((SIDE, SIDE, 3), np.uint8))
    np.testing.assert_allclose(found.boxes, [[16, 8, 48, 40]], atol=0.01)
    np.testing.assert_allclose(found.scores, [0.9], atol=1e-5)
    assert [model.card.class_names[c] for c in found.classes] == ["cart"]


#: A cart somewhere in the picture, 0.9 sure.
SOMEWHERE = {
    "classifier": np.log(np.array([[0.1, 0.9]])) + 3,
    "probabilities": np.array([[0.1, 0.9]]),
}


@pytest.mark.parametrize("layout", sorted(SOMEWHERE))
def test_a_classifier_says_what_is_there_and_its_box_is_the_whole_input(layout: str, tmp_path: Path) -> None:
    model = load(constant_model(tmp_path, layout, SOMEWHERE[layout]))
    found = model.find(np.zeros((SIDE, SIDE, 3), np.uint8))
    np.testing.assert_allclose(found.boxes, [[0, 0, SIDE, SIDE]])
    np.testing.assert_allclose(found.scores, [0.9], atol=1e-5)
    assert [model.card.class_names[c] for c in found.classes] == ["cart"]
    assert len(model.find(np.zeros((SIDE, SIDE, 3), np.uint8), score_min=0.05).scores) == 2


def test_all_layouts_but_the_shipped_ones_are_tried_here() -> None:
    assert set(LAYOUTS) == {*CART, *SOMEWHERE, "rtdetr_end2end", "nanodet", "movenet"}


def told_size_model(folder: Path) -> Path:
    """As RT-DETR's exporter writes it: boxes are fractions times the size that it is told."""
    known = {
        "fractions": np.array([[[0.25, 0.125, 0.75, 0.625], [0, 0, 0.1, 0.1]]], np.float32),
        "labels_told": np.array([[1, 0]], np.int64),
        "scores_told": np.array([[0.9, 0.1]], np.float32),
    }
    nodes = [
        helper.make_node("Cast", ["orig_target_sizes"], ["size"], to=TensorProto.FLOAT),
        helper.make_node("Concat", ["size", "size"], ["sizes"], axis=1),
        helper.make_node("Mul", ["fractions", "sizes"], ["boxes"]),
        helper.make_node("Identity", ["labels_told"], ["labels"]),
        helper.make_node("Identity", ["scores_told"], ["scores"]),
    ]
    graph = helper.make_graph(
        nodes,
        "told",
        [
            helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, SIDE, SIDE // 2]),
            helper.make_tensor_value_info("orig_target_sizes", TensorProto.INT64, [1, 2]),
        ],
        [
            helper.make_tensor_value_info("labels", TensorProto.INT64, [1, 2]),
            helper.make_tensor_value_info("boxes", TensorProto.FLOAT, [1, 2, 4]),
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 2]),
        ],
        [onnx.numpy_helper.from_array(value, name) for name, value in known.items()],
    )
    folder.mkdir(parents=True, exist_ok=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(folder / "m.onnx"))
    write_card(folder, "rtdetr_end2end")
    card = folder / "model.toml"
    card.write_text(card.read_text().replace(f"width = {SIDE}", f"width = {SIDE // 2}"))
    return folder


def test_a_model_that_asks_for_the_size_of_the_picture_is_told_that_of_its_input(tmp_path: Path) -> None:
    model = load(told_size_model(tmp_path))
    found = model.find(np.zeros((SIDE * 2, SIDE, 3), np.uint8))  # twice as large: boxes come back twice as large
    np.testing.assert_allclose(found.boxes, [[16, 16, 48, 80]])
    assert [model.card.class_names[c] for c in found.classes] == ["cart"]


def test_its_outputs_are_told_apart_by_type(tmp_path: Path) -> None:
    constant_model(tmp_path, "rtdetr_end2end", *CART["rtdetr"])
    with pytest.raises(ModelRefused, match="labels"):
        load(tmp_path)


def test_boxes_come_back_in_pixels_of_the_picture(tmp_path: Path) -> None:
    model = load(constant_model(tmp_path, "yolov8", *CART["yolov8"]))
    found = model.find(np.zeros((640, 1280, 3), np.uint8))  # letterboxed: 20 times smaller, 16 rows of black above
    np.testing.assert_allclose(found.boxes, [[320, -160, 960, 480]], atol=0.5)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda f: (f / "m.onnx").write_bytes(b"not a model"), "SHA-256"),
        (lambda f: write_card(f, "yolov8", file="m.pt"), "pickles"),
        (lambda f: write_card(f, "guess"), "layout"),
        (lambda f: write_card(f, "yolov8", licence=""), "licence"),
        (lambda f: write_card(f, "yolox"), "yolox"),
        (lambda f: (f / "model.toml").unlink(), "model.toml"),
        (lambda f: (f / "m.onnx").unlink(), "missing"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(damage, says: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    constant_model(tmp_path, "yolov8", *CART["yolov8"])
    damage(tmp_path)
    with pytest.raises(ModelRefused, match=says):
        load(tmp_path)


def test_a_file_of_rubbish_with_the_right_hash_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("m.onnx").write_bytes(b"\x08\x07rubbish" * 50)
    write_card(tmp_path, "yolov8")
    with pytest.raises(ModelRefused):
        probe(tmp_path)


def test_nan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="NaN"):
        load(constant_model(tmp_path, "yolov8", np.full((1, 6, 3), np.nan)))


def test_a_strong_licence_in_the_file_is_a_warning(tmp_path: Path) -> None:
    constant_model(tmp_path, "yolov8", *CART["yolov8"], metadata={"license": "AGPL-3.0"})
    assert any("AGPL" in warning for warning in probe(tmp_path))


def test_a_model_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    constant_model(tmp_path, "yolov8", *CART["yolov8"])
    with pytest.raises(ModelRefused, match="within 0 s"):
        probe(tmp_path, time_limit_s=0.01)


def test_the_model_before_stays_when_a_new_one_fails_and_health_says_so(tmp_path: Path) -> None:
    shelf = Shelf(shipped_models(tmp_path), own=tmp_path / "own")
    shelf.refresh()
    assert shelf.problems == {}
    before = shelf["persons"]
    constant_model(tmp_path / "own" / "persons", "yolov8", np.full((1, 6, 3), np.nan))
    shelf.refresh()
    assert shelf["persons"] is before
    assert "NaN" in shelf.problems["persons"]
    constant_model(tmp_path / "own" / "persons", "yolov8", *CART["yolov8"])
    import os

    os.utime(tmp_path / "own" / "persons" / "model.toml", (1, 1))  # another moment, whatever the file system's clock
    shelf.refresh()
    assert shelf["persons"] is not before
    assert shelf.problems == {}


def shipped_models(tmp_path: Path) -> Path:
    """A folder with a model for every role."""
    for role, name in SHIPPED.items():
        folder = tmp_path / "shipped" / name
        layout, outputs = ("probabilities", [np.array([[0.2]])]) if role == "cigarettes" else ("yolov8", CART["yolov8"])
        card = constant_model(folder, layout, *outputs) / "model.toml"
        if role == "cigarettes":
            card.write_text(card.read_text().replace('["person", "cart"]', '["smoker"]'))
    return tmp_path / "shipped"


def own_shelf(tmp_path: Path) -> Shelf:
    return Shelf(shipped_models(tmp_path), own=tmp_path / "own", try_first=lambda folder: [])


def test_a_model_of_ones_own_plays_a_role_as_long_as_it_is_there(tmp_path: Path) -> None:
    shelf, folder = own_shelf(tmp_path), tmp_path / "own" / "cigarettes"
    shelf.refresh()
    assert (shelf["cigarettes"].card.class_names, shelf.problems) == (["smoker"], {})
    ember_model(folder)
    shelf.refresh()
    assert shelf["cigarettes"].card.class_names == ["cigarette"]
    shutil.rmtree(folder)
    shelf.refresh()
    assert (shelf["cigarettes"].card.class_names, shelf.problems) == (["smoker"], {})


def test_a_model_that_knows_no_cigarette_is_refused_with_what_to_write(tmp_path: Path) -> None:
    shelf, folder = own_shelf(tmp_path), tmp_path / "own" / "cigarettes"
    ember_model(folder, found="class0", means="vape")
    shelf.refresh()
    assert shelf["cigarettes"].card.class_names == ["smoker"]
    assert '"Cigarette" = "cigarette"' in shelf.problems["cigarettes"]
    assert "in force stays told" in shelf.problems["cigarettes"]
    shutil.rmtree(folder)
    shelf.refresh()
    assert shelf.problems == {}


def test_without_any_model_for_a_closer_look_scenes_do_without(tmp_path: Path) -> None:
    shelf = own_shelf(tmp_path)
    (tmp_path / "shipped" / SHIPPED["cigarettes"] / "m.onnx").unlink()
    shelf.refresh()
    assert shelf.get("cigarettes") is None
    assert "scenes do without" in shelf.problems["cigarettes"]


@pytest.mark.parametrize(("means", "code", "says"), [("cigarette", 0, "usable"), ("vape", 1, "must find")])
def test_check_model_asks_what_the_model_is_for(tmp_path: Path, means: str, code: int, says: str) -> None:
    folder = ember_model(tmp_path / "cigarettes", means=means)
    done = CliRunner().invoke(app, ["cameras", "check-model", str(folder)])
    assert (done.exit_code, says in done.output) == (code, True), done.output
    assert CliRunner().invoke(app, ["cameras", "check-model", str(folder), "--role", "nobody"]).exit_code == 2


def test_a_model_of_cigarettes_that_answers_nonsense_takes_nothing_with_it(shipped: Shelf, tmp_path: Path) -> None:
    """It only helps: persons and poses hold, and the camera says what is wrong."""
    ill = Model(read_card(ember_model(tmp_path)), tmp_path / "ember.onnx")
    ill.run = lambda tensor: raise_(ModelIll("NaN"))  # type: ignore[method-assign]
    models = {role: shipped[role] for role in SHIPPED} | {"cigarettes": ill}
    picture, truth = VirtualCamera("smoking", 1).frame(9.0)
    seen = PersonFinder(models).look(picture, {"persons", "cigarettes"})
    assert len(seen.persons) >= len(truth.persons) >= 1
    assert seen.problem == "NaN"
    assert all(person.cigarette is None for person in seen.persons)


def raise_(error: Exception) -> Any:
    raise error


@pytest.fixture(scope="module")
def shipped() -> Shelf:
    from anlan.kit.settings import Settings

    shelf = Shelf(shelf_module.shipped_folder(Settings()))
    shelf.refresh()
    return shelf


def test_the_shipped_models_are_those_of_their_cards(shipped: Shelf) -> None:
    assert shipped.problems == {}
    assert {role: shipped[role].card.licence for role in SHIPPED} == dict.fromkeys(SHIPPED, "Apache-2.0")


def test_an_empty_drawn_room_has_nobody_in_it(shipped: Shelf) -> None:
    seen = PersonFinder(shipped).look(np.repeat(np.repeat(room(), 2, 0), 2, 1), {"persons", "tiles", "lying"})
    assert [p for p in seen.persons if p.is_agreed or p.detector_score > 0.35] == []
