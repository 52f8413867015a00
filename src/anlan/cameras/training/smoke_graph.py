"""The trunk of ``models/breathed-smoke`` (EfficientNet-Lite0, frozen), and its linear head as one ONNX file.

The file holds both: the trunk is cut out of it, so a new head needs no package but ``onnx``.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from anlan.cameras.models.card import read_card
from anlan.cameras.models.session import Model
from anlan.cameras.models.shelf import shipped_folder
from anlan.cameras.training import graph
from anlan.cameras.views import Picture
from anlan.kit.settings import Settings

NAME = "breathed-smoke"
#: Layers at strides 4, 8, 16 and 32 brought to one grid: 24 + 40 + 112 + 320 channels.
FEATURES, CHANNELS = "features", 496
SIDE, GRID = 192, 12
CELLS = GRID * GRID
#: A picture's score is the mean of this many of its highest cells.
TOP_CELLS = 6


class Trunk:
    """The frozen features of what the shipped model would be shown."""

    def __init__(self) -> None:
        folder = shipped_folder(Settings()) / NAME
        self._preparer = Model(read_card(folder), folder / read_card(folder).file)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(features_graph().SerializeToString(), options)

    def cells(self, picture: Picture) -> npt.NDArray[np.float16]:
        """(144, 496) features of the cells, row by row."""
        tensor, _ = self._preparer.prepared(picture, SIDE, SIDE)
        (found,) = self._session.run([FEATURES], {self._session.get_inputs()[0].name: tensor})
        return np.asarray(found[0].reshape(CHANNELS, CELLS).T, np.float16)


def features_graph() -> Any:
    """The shipped model up to its features."""
    folder = shipped_folder(Settings()) / NAME
    whole = onnx.shape_inference.infer_shapes(onnx.load(folder / f"{NAME}.onnx"))
    model = onnx.utils.Extractor(whole).extract_model([whole.graph.input[0].name], [FEATURES])
    del model.graph.value_info[:]
    return model


def save(kernel: npt.NDArray[np.float64], bias: float, figures: dict[str, Any]) -> Path:
    """Write the file, its hash in the card, and the figures. kernel (496,)."""
    model = features_graph()
    tensors: dict[str, npt.NDArray[Any]] = {
        "kernel": kernel.astype(np.float32)[None, :, None, None],
        "bias": np.array([bias], np.float32),
        "row": np.array([1, CELLS], np.int64),
        "top": np.array([TOP_CELLS], np.int64),
    }
    model.graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in tensors.items())
    model.graph.node.extend(
        [
            helper.make_node("Conv", [FEATURES, "kernel", "bias"], ["logits"]),
            helper.make_node("Reshape", ["logits", "row"], ["cells"]),
            helper.make_node("TopK", ["cells", "top"], ["highest", "where"]),
            helper.make_node("ReduceMean", ["highest"], ["mean"], axes=[1], keepdims=1),
            helper.make_node("Sigmoid", ["mean"], ["scores"]),
        ]
    )
    del model.graph.output[:]
    model.graph.output.append(helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 1]))
    return graph.write(NAME, model, figures)
