"""One model on ONNX Runtime: a picture in, boxes in the picture's own pixels out."""

import math
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from anlan.cameras.geometry import suppress
from anlan.cameras.models.card import Input, ModelCard, ModelRefused, checked_file, read_card
from anlan.cameras.models.layouts import LAYOUTS, Floats, Raw
from anlan.cameras.views import Picture

onnxruntime.set_default_logger_severity(3)


class ModelIll(Exception):
    """The model answered with numbers that are none (NaN or infinite)."""


class Placed(NamedTuple):
    """How a picture was fitted into the input: ``input = picture * scale + shift`` per axis (x, y)."""

    scale: tuple[float, float]
    shift: tuple[float, float]


class Model:
    """A loaded model. ``run`` may be called by several threads; each call uses ``threads`` threads of its own."""

    def __init__(self, card: ModelCard, path: Path, threads: int = 1) -> None:
        self.card = card
        self._decode = LAYOUTS.get(card.layout)
        self._levels = _levels(card.input)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # leave the core to the others
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime raises its own and plain RuntimeErrors
            raise ModelRefused(f"{path}: ONNX Runtime cannot load it: {error}") from error
        self.input_name, *others = [wanted.name for wanted in self._session.get_inputs()]
        self._size_input = others[0] if others and card.layout == "rtdetr_end2end" else ""

    @property
    def metadata(self) -> dict[str, str]:
        """What the exporter wrote into the file: author, licence, task."""
        return dict(self._session.get_modelmeta().custom_metadata_map)

    def find(self, picture: Picture, *, score_min: float | None = None, size: tuple[int, int] | None = None) -> Raw:
        """Detections in pixels of ``picture``, doubles suppressed, best first.

        Args:
            picture: (h, w, 3) uint8 BGR.
            score_min: instead of the card's.
            size: (width, height) of the input instead of the card's, for models with a free input size.

        Raises:
            ModelIll: an output holds NaN or infinity.
        """
        if self._decode is None:
            raise ModelRefused(f"{self.card.name} has layout {self.card.layout}, which finds no boxes")
        width, height = size or self._size_for(picture)
        tensor, placed = self.prepared(picture, width, height)
        raw = self._decode(self.run(tensor), width, height, self.card.score_min if score_min is None else score_min)
        return _back(_without_doubles(raw, self.card.iou_max), placed)

    def _size_for(self, picture: Picture) -> tuple[int, int]:
        """(width, height) of the smallest input in which the picture keeps its scale."""
        spec = self.card.input
        if not spec.step or spec.fit != "letterbox":
            return spec.width, spec.height
        high, wide = picture.shape[:2]
        scale = min(spec.width / wide, spec.height / high)
        across, down = (max(1, math.ceil(round(side * scale) / spec.step)) * spec.step for side in (wide, high))
        return min(across, spec.width), min(down, spec.height)

    def score_map(self, picture: Picture) -> Floats:
        """Scores 0..1 over the whole picture: (classes, rows, columns), row 0 at its top.

        Raises:
            ModelRefused: it gives no such map. ModelIll: an output holds NaN or infinity.
        """
        width, height = self.card.input.width, self.card.input.height
        output = self.run(self.prepared(picture, width, height)[0])[0]
        if self.card.layout != "score_map" or output.ndim != 4 or output.shape[1] != len(self.card.class_names):
            raise ModelRefused(f"{self.card.name} has layout {self.card.layout}, outputs {output.shape}: no score map")
        scores: Floats = output[0]
        return scores

    def run(self, tensor: npt.NDArray[np.generic]) -> list[Floats]:
        """Raw outputs of a prepared input.

        Raises:
            ModelIll: an output holds NaN or infinity.
        """
        fed: dict[str, npt.NDArray[np.generic]] = {self.input_name: tensor}
        if self._size_input:
            high, wide = tensor.shape[2:] if self.card.input.order == "nchw" else tensor.shape[1:3]
            fed[self._size_input] = np.array([[wide, high]], np.int64)
        outputs: list[Floats] = self._session.run(None, fed)
        if not all(np.isfinite(output).all() for output in outputs):
            raise ModelIll(f"{self.card.name} answers with NaN or infinity; fetch the file again or use another model")
        return outputs

    def prepared(self, picture: Picture, width: int, height: int) -> tuple[npt.NDArray[np.generic], Placed]:
        """The input tensor (1, …) of a picture and how it was fitted."""
        spec = self.card.input
        fitted, placed = _fitted(picture, width, height, spec.fit, spec.pad)
        coloured = cv2.cvtColor(fitted, cv2.COLOR_BGR2RGB) if spec.colour == "rgb" else fitted
        if spec.order == "nchw":
            planes = [self._typed(plane, self._levels[:, k]) for k, plane in enumerate(cv2.split(coloured))]
            return np.stack(planes)[None], placed
        return np.ascontiguousarray(self._typed(coloured, self._levels)[None]), placed

    def _typed(self, pixels: npt.NDArray[np.generic], levels: Floats) -> npt.NDArray[np.generic]:
        """Pixels as the model wants them; ``levels``: (256,) or (256, 3)."""
        if self.card.input.type != "float32":
            return pixels.astype(self.card.input.type)
        return np.asarray(cv2.LUT(np.asarray(pixels, np.uint8), levels.reshape(1, 256, -1)))


def load(folder: Path, threads: int = 1) -> Model:
    """The model of a folder, after its hash was checked and it answered a grey picture with finite numbers.

    Raises:
        ModelRefused: the message says why and what to do.
    """
    card = read_card(folder)
    model = Model(card, checked_file(folder, card), threads)
    tensor, _ = model.prepared(np.full((90, 160, 3), 114, np.uint8), card.input.width, card.input.height)
    try:
        outputs = model.run(tensor)
        if card.layout in LAYOUTS:
            LAYOUTS[card.layout](outputs, card.input.width, card.input.height, 0.99)
    except ModelIll as error:
        raise ModelRefused(str(error)) from error
    except ModelRefused:
        raise
    except Exception as error:  # wrong input name, rank or type: whatever the runtime says
        raise ModelRefused(f"{folder}: the model does not fit its card: {error}") from error
    return model


def _levels(spec: Input) -> Floats:
    """(256, 3): what each level of each colour becomes, ``(level * scale - mean) / std`` in single precision. Looked
    up, because to calculate it for every pixel would cost a tenth of the model itself."""
    factor = np.asarray(spec.scale / np.array(spec.std), np.float32)
    shift = np.asarray(np.array(spec.mean) / np.array(spec.std), np.float32)
    return np.asarray(np.arange(256, dtype=np.uint8)[:, None] * factor - shift, np.float32)


def _fitted(picture: Picture, width: int, height: int, fit: str, pad: int) -> tuple[Picture, Placed]:
    high, wide = picture.shape[:2]
    if fit == "stretch":
        resized = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(resized, np.uint8), Placed((width / wide, height / high), (0.0, 0.0))
    scale = min(width / wide, height / high)
    w, h = max(1, round(wide * scale)), max(1, round(high * scale))
    left, top = (width - w) // 2, (height - h) // 2
    canvas = np.full((height, width, 3), pad, np.uint8)
    canvas[top : top + h, left : left + w] = cv2.resize(picture, (w, h), interpolation=cv2.INTER_LINEAR)
    return canvas, Placed((scale, scale), (left, top))


def _without_doubles(raw: Raw, iou_max: float) -> Raw:
    """Non-maximum suppression within each class."""
    kept = [where[suppress(raw.boxes[where], raw.scores[where], iou_max)]
            for number in np.unique(raw.classes) for where in [np.flatnonzero(raw.classes == number)]]  # fmt: skip
    order = np.concatenate(kept) if kept else np.zeros(0, np.int64)
    order = order[np.argsort(-raw.scores[order], kind="stable")]
    points = None if raw.key_points is None else raw.key_points[order]
    return Raw(raw.boxes[order], raw.scores[order], raw.classes[order], points)


def _back(raw: Raw, placed: Placed) -> Raw:
    """From pixels of the input to pixels of the picture."""
    scale, shift = np.array(placed.scale, np.float32), np.array(placed.shift, np.float32)
    boxes = np.asarray((raw.boxes - np.tile(shift, 2)) / np.tile(scale, 2), np.float32)
    points = raw.key_points
    if points is not None:
        points = np.concatenate([(points[..., :2] - shift) / scale, points[..., 2:]], -1)
    return Raw(boxes, raw.scores, raw.classes, points)
