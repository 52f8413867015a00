"""A detector small enough to be made in a test, which really looks: it finds the most magenta pixel of its input."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from anlan.cameras.views import Picture

SIDE = 96
#: Blue, green, red of what stands for a cigarette: nothing drawn has it.
EMBER = (255, 0, 255)

_CARD = """name = "ember"
title = "Finds the most magenta pixel"
layout = "yolo_end2end"
file = "ember.onnx"
sha256 = "{sha256}"
licence = "Apache-2.0"
source = "made by a test"
classes = ["{found}"]

[behaviours]
"{found}" = "{means}"

[input]
width = {side}
height = {side}
"""


def ember_model(folder: Path, found: str = "Cigarette", means: str = "cigarette") -> Path:
    """Writes the model and its card: (1, 1, 6) box of 4 × 4 pixels, its score 1 for pure magenta, class 0."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(_model(), str(folder / "ember.onnx"))
    digest = hashlib.sha256((folder / "ember.onnx").read_bytes()).hexdigest()
    (folder / "model.toml").write_text(_CARD.format(sha256=digest, found=found, means=means, side=SIDE))
    return folder


def with_ember(picture: Picture, x: float, y: float, size: int = 3) -> Picture:
    """The same picture with something magenta at (x, y)."""
    changed = picture.copy()
    changed[round(y) - size : round(y) + size, round(x) - size : round(x) + size] = EMBER
    return changed


def _model() -> onnx.ModelProto:
    known: dict[str, np.ndarray] = {
        "magenta": np.array([0.5, -1, 0.5], np.float32).reshape(1, 3, 1, 1) / 255,
        "row": np.array([1, -1], np.int64),
        "side": np.array([SIDE], np.int64),
        "around": np.array([[-2, -2, 2, 2]], np.float32),
        "none": np.zeros((1, 1), np.float32),
        "shape": np.array([1, 1, 6], np.int64),
    }
    nodes = [
        helper.make_node("Conv", ["x", "magenta"], ["map"]),
        helper.make_node("Reshape", ["map", "row"], ["cells"]),
        helper.make_node("ReduceMax", ["cells"], ["score"], axes=[1], keepdims=1),
        helper.make_node("ArgMax", ["cells"], ["at"], axis=1, keepdims=1),
        helper.make_node("Mod", ["at", "side"], ["column"]),
        helper.make_node("Div", ["at", "side"], ["line"]),
        helper.make_node("Concat", ["column", "line", "column", "line"], ["point"], axis=1),
        helper.make_node("Cast", ["point"], ["middle"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["middle", "around"], ["box"]),
        helper.make_node("Concat", ["box", "score", "none"], ["found"], axis=1),
        helper.make_node("Reshape", ["found", "shape"], ["boxes"]),
    ]
    graph = helper.make_graph(
        nodes,
        "ember",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("boxes", TensorProto.FLOAT, [1, 1, 6])],
        [numpy_helper.from_array(value, name) for name, value in known.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
