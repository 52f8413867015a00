"""Models of one's own: cards, layouts, refusals, and the one before that stays."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from anlan.cameras.models import shelf as shelf_module
from anlan.cameras.models.card import ModelRefused
from anlan.cameras.models.layouts import LAYOUTS
from anlan.cameras.models.probe import probe
from anlan.cameras.models.session import load
from anlan.cameras.models.shelf import SHIPPED, Shelf
from anlan.cameras.people import PersonFinder
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


def test_all_layouts_but_the_shipped_ones_are_tried_here() -> None:
    assert set(LAYOUTS) == set(CART) | {"nanodet", "movenet"}


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
    for folder in SHIPPED.values():
        constant_model(tmp_path / "shipped" / folder, "yolov8", *CART["yolov8"])
    shelf = Shelf(tmp_path / "shipped", own=tmp_path / "own")
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
