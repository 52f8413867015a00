"""Makes the eight-bit forms of shipped models: ``python -m anlan.cameras.training.eight_bit --footage DIR``.

Weights become signed bytes, one scale per channel; what flows between layers becomes unsigned bytes, whose ranges are
taken from pictures. What decides an answer by small differences stays in single precision: the first layer, the layers
that answer, and all of MoveNet behind its backbone. Nothing is learnt and nothing is random: the same pictures
give the same file. Pictures: drawn rooms, and every third still of fire and smoke whose licence allows it; no figure
about persons is measured on any of them. Needs the development requirements (``onnx``).
"""

import argparse
import csv
import hashlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnxruntime import quantization

from anlan.cameras.models.card import ModelCard, checked_file, read_card
from anlan.cameras.models.session import Model
from anlan.cameras.models.shelf import EIGHT_BIT, SHIPPED, shipped_folder
from anlan.cameras.sources.folder import read_picture
from anlan.cameras.sources.virtual import camera_of
from anlan.cameras.training.samples import ALLOWED
from anlan.cameras.views import Picture
from anlan.kit.settings import Settings

#: Drawn rooms: scene, seed and second of its story.
DRAWN = (("work_packing", 3, 40), ("empty_packing", 3, 40), ("work_packing", 5, 60), ("work_packing", 7, 33))
#: One still in so many. Each is cut and scaled to the shape of a sub-stream.
EVERY, WIDTH, HEIGHT = 3, 640, 360
#: Input in which ranges are taken, (width, height).
INPUT = (320, 192)
#: Layers that are made eight-bit, where a convolution follows.
KINDS = ("Conv", "Clip", "LeakyRelu", "Concat", "Resize", "Add")
#: Names of layers that are not: MoveNet's pyramid and heads, which tell a key point from its neighbour.
EXACT = re.compile(r"conv2d|re_lu|__operators__")
#: Under this name the file says which one it was made from.
MADE_FROM = "made_from_sha256"


class Ranges(quantization.CalibrationDataReader):  # type: ignore[misc]
    """Hands prepared pictures to the quantiser, one by one."""

    def __init__(self, model: Model, pictures: list[Picture]) -> None:
        self._fed: Iterator[dict[str, Any]] = (
            {model.input_name: model.prepared(picture, *INPUT)[0]} for picture in pictures
        )

    def get_next(self) -> dict[str, Any] | None:
        """The next input; None at the end."""
        return next(self._fed, None)


def main() -> None:
    """Make all of them, with their hashes in their cards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--footage", type=Path, required=True)
    pictures = calibration_pictures(parser.parse_args().footage)
    shipped = shipped_folder(Settings())
    for role, name in EIGHT_BIT.items():
        make(shipped / SHIPPED[role], shipped / name, pictures)


def calibration_pictures(footage: Path) -> list[Picture]:
    """Drawn rooms and stills of fire and smoke, (360, 640, 3) uint8 BGR."""
    with (footage / "manifest.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["behaviour"] == "fire_smoke" and row["kind"] == "image"]
    stills = [read_picture(footage / row["file"]) for row in rows if ALLOWED.match(row["licence"])][::EVERY]
    drawn = [
        camera_of(f"scene:{scene}", {"seed": str(seed), "started_s": "0"}).frame(at_s) for scene, seed, at_s in DRAWN
    ]
    return [_as_sub_stream(picture) for picture in (*drawn, *stills)]


def _as_sub_stream(picture: Picture) -> Picture:
    wide = picture.shape[1]
    return np.asarray(cv2.resize(picture[: wide * HEIGHT // WIDTH], (WIDTH, HEIGHT)), np.uint8)


def make(source: Path, target: Path, pictures: list[Picture]) -> None:
    """Write the eight-bit form of the model in ``source`` into ``target``, whose card is there already."""
    card = read_card(source)
    with tempfile.TemporaryDirectory(prefix="anlan-eight-bit-") as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        _folded(checked_file(source, card), plain)
        model = onnx.load(plain)
        _scalar(model.graph)
        first = _pool_first(model.graph)
        onnx.save(model, plain)
        quantization.quantize_static(
            plain, small, Ranges(Model(card, checked_file(source, card)), pictures),
            quant_format=quantization.QuantFormat.QDQ, per_channel=True,
            activation_type=quantization.QuantType.QUInt8, weight_type=quantization.QuantType.QInt8,
            op_types_to_quantize=list(KINDS), nodes_to_exclude=first | _single(model.graph),
        )  # fmt: skip
        _keep(card, onnx.load(small), target)


def _folded(path: Path, to: Path) -> None:
    """The same model with its constants folded: weights in single precision, padding inside the layers."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(to)
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _scalar(graph: Any) -> None:
    """Constants that are the same for red, green and blue become one number, which costs a twentieth to apply."""
    applied = {name for node in graph.node if node.op_type in ("Mul", "Sub") for name in node.input}
    for weight in [one for one in graph.initializer if one.name in applied]:
        numbers = numpy_helper.to_array(weight)
        if numbers.size == 3 and (numbers == numbers.flat[0]).all():
            weight.CopyFrom(numpy_helper.from_array(np.array(numbers.flat[0]), weight.name))


def _pool_first(graph: Any) -> set[str]:
    """Pool before the first activation instead of after it, with the padding inside: the same numbers, since the
    activation rises everywhere, and bytes are not pooled, which is slow. Returns the names of the first layers."""
    made = {output: node for node in graph.node for output in node.output}
    first = next(node for node in graph.node if node.op_type == "Conv")
    pools = [node for node in graph.node if node.op_type == "MaxPool" and node.input[0] in made]
    pool = next((node for node in pools if made[node.input[0]].op_type == "Pad"), None)
    if pool is None:
        return {first.name}
    pad = made[pool.input[0]]
    activation = made[pad.input[0]]
    weights = {one.name: one for one in graph.initializer}
    _, _, top, left, _, _, bottom, right = map(int, numpy_helper.to_array(weights[pad.input[1]]))
    result, between = pool.output[0], f"{pool.output[0]} before activation"
    pool.input[0], pool.output[0] = first.output[0], between
    activation.input[0], activation.output[0] = between, result
    for attribute in [one for one in pool.attribute if one.name in ("pads", "auto_pad")]:
        pool.attribute.remove(attribute)
    pool.attribute.append(helper.make_attribute("pads", [top, left, bottom, right]))
    graph.node.remove(pad)
    graph.node.remove(activation)
    graph.node.insert(list(graph.node).index(pool) + 1, activation)
    return {first.name, pool.name, activation.name}


def _single(graph: Any) -> set[str]:
    """Names of the layers that stay in single precision: those after which no convolution comes, and ``EXACT``."""
    names, leading = set(), set[str]()  # tensors from which a convolution is reached
    for node in reversed(graph.node):
        leads = bool(leading & set(node.output))
        if not leads or EXACT.search(node.name):
            names.add(node.name)
        if leads or node.op_type == "Conv":
            leading |= set(node.input)
    return names


def _keep(card: ModelCard, model: Any, target: Path) -> None:
    """Write the file and its hash in the card."""
    helper.set_model_props(model, {MADE_FROM: card.sha256})
    path = target / f"{target.name}.onnx"
    path.write_bytes(model.SerializeToString(deterministic=True))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    text = (target / "model.toml").read_text("utf-8")
    (target / "model.toml").write_text(re.sub(r'(?m)^sha256 = ".*"$', f'sha256 = "{digest}"', text), "utf-8")


if __name__ == "__main__":
    main()
