"""Cuts the trunk out of NanoDet and puts a linear head on it, as one ONNX file with its card."""

import hashlib
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from anlan.cameras.models.card import read_card
from anlan.cameras.models.session import Model
from anlan.cameras.models.shelf import shipped_folder
from anlan.cameras.views import Picture
from anlan.kit.settings import Settings

#: Inner layers of the shipped NanoDet at strides 16 (256 channels) and 32 (512 channels).
MIDDLE, DEEP = "PartitionedCall/onnx_tf_prefix_Concat_42:0", "PartitionedCall/onnx_tf_prefix_Concat_62:0"
WIDTH, HEIGHT = 320, 192
COLUMNS, ROWS = WIDTH // 32, HEIGHT // 32
CELLS = COLUMNS * ROWS
FEATURES = "features"


class Trunk:
    """The frozen features of a picture."""

    def __init__(self) -> None:
        folder = shipped_folder(Settings()) / "nanodet-g-416"
        self._preparer = Model(read_card(folder), folder / read_card(folder).file)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(features_graph().SerializeToString(), options)

    def cells(self, picture: Picture) -> npt.NDArray[np.float32]:
        """(60, 1024) features of the cells, row by row."""
        stretched = np.asarray(cv2.resize(picture, (WIDTH, HEIGHT)), np.uint8)
        tensor, _ = self._preparer.prepared(stretched, WIDTH, HEIGHT)
        (found,) = self._session.run([FEATURES], {self._session.get_inputs()[0].name: tensor})
        return np.asarray(found[0].reshape(found.shape[1], -1).T, np.float32)


def features_graph() -> Any:
    """NanoDet up to its deep layer; middle layer pooled to the same cells; signed square roots of both."""
    folder = shipped_folder(Settings()) / "nanodet-g-416"
    whole = onnx.shape_inference.infer_shapes(onnx.load(folder / read_card(folder).file))
    model = onnx.utils.Extractor(whole).extract_model([whole.graph.input[0].name], [MIDDLE, DEEP])
    graph = model.graph
    del graph.value_info[:], graph.output[:]
    for axis, size in ((2, HEIGHT), (3, WIDTH)):
        graph.input[0].type.tensor_type.shape.dim[axis].dim_value = size
    pool: dict[str, Any] = {"kernel_shape": [2, 2], "strides": [2, 2]}
    graph.node.extend(
        [
            helper.make_node("MaxPool", [MIDDLE], ["highest"], **pool),
            helper.make_node("AveragePool", [MIDDLE], ["average"], **pool),
            helper.make_node("Concat", ["highest", "average", DEEP], ["joined"], axis=1),
            helper.make_node("Sign", ["joined"], ["sign"]),
            helper.make_node("Abs", ["joined"], ["size"]),
            helper.make_node("Sqrt", ["size"], ["root"]),
            helper.make_node("Mul", ["sign", "root"], [FEATURES]),
        ]
    )
    graph.output.append(helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, [1, 1024, ROWS, COLUMNS]))
    return model


def save(kernel: npt.NDArray[np.float64], bias: npt.NDArray[np.float64], figures: dict[str, Any]) -> Path:
    """Write the file, its hash in the card, and the figures. kernel (2, 1024), bias (2,)."""
    model = features_graph()
    weights = kernel.astype(np.float32)[:, :, None, None]
    model.graph.initializer.append(numpy_helper.from_array(weights, "kernel"))
    model.graph.initializer.append(numpy_helper.from_array(bias.astype(np.float32), "bias"))
    model.graph.node.append(helper.make_node("Conv", [FEATURES, "kernel", "bias"], ["logits"]))
    model.graph.node.append(helper.make_node("Sigmoid", ["logits"], ["scores"]))
    del model.graph.output[:]
    model.graph.output.append(helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 2, ROWS, COLUMNS]))
    return write("fire-smoke-head", model, figures)


def write(name: str, model: Any, figures: dict[str, Any]) -> Path:
    """Put a model into the shipped folder of this name, its hash into the card there, and the figures beside it."""
    onnx.checker.check_model(model)
    folder = shipped_folder(Settings()) / name
    path = folder / f"{name}.onnx"
    path.write_bytes(model.SerializeToString())
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    card, digest = folder / "model.toml", hashlib.sha256(path.read_bytes()).hexdigest()
    lines = card.read_text("utf-8").splitlines()
    told = [f'sha256 = "{digest}"' if line.startswith("sha256") else line for line in lines]
    card.write_text("\n".join(told) + "\n", "utf-8")
    return path
