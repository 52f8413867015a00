"""What a model's outputs mean: one function per layout, from raw arrays to boxes in pixels of the model's input.

Each takes the outputs in the order of the model and returns ``Raw``: boxes (n, 4) left, top, right, bottom; scores
(n,); classes (n,) int; key points (n, 17, 3) or None. Scores below ``score_min`` are left out, doubles are not yet.

Sources: shapes and activations as the exporters document them; NanoDet and MoveNet as measured on the shipped files.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from anlan.cameras.models.card import ModelRefused

Floats = npt.NDArray[np.float32]
Outputs = Sequence[Floats]


class Raw(NamedTuple):
    """Detections in pixels of the model's input."""

    boxes: Floats
    scores: Floats
    classes: npt.NDArray[np.int64]
    key_points: Floats | None = None


Decode = Callable[[Outputs, int, int, float], Raw]


def nanodet(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """Per stride 8, 16, 32: class scores (1, cells, classes), sigmoid done, and distances (1, cells, 4 × 11 bins)."""
    boxes, scores, classes = [], [], []
    for stride in (8, 16, 32):
        columns, cells = width // stride, (width // stride) * (height // stride)
        found = [o[0] for o in outputs if o.ndim == 3 and o.shape[1] == cells]
        bins = next((o for o in found if o.shape[1] == 44), None)
        score = next((o for o in found if o.shape[1] != 44), None)
        if bins is None or score is None:
            raise ModelRefused(f"no pair of outputs with {cells} cells for stride {stride}: not a nanodet layout")
        at = np.nonzero(score.max(1) > score_min)[0]
        sides = _expected(bins[at].reshape(-1, 4, 11)) * stride
        x, y = (at % columns + 0.5) * stride, (at // columns + 0.5) * stride
        boxes.append(np.stack([x - sides[:, 0], y - sides[:, 1], x + sides[:, 2], y + sides[:, 3]], 1))
        scores.append(score[at].max(1))
        classes.append(score[at].argmax(1))
    return _raw(np.concatenate(boxes), np.concatenate(scores), np.concatenate(classes))


def movenet(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """(1, 6, 56): 17 × (y, x, score), then ymin, xmin, ymax, xmax, score; fractions of height and width."""
    rows = _only(outputs, 56)
    rows = rows[rows[:, 55] > score_min]
    points = rows[:, :51].reshape(-1, 17, 3)
    points = np.stack([points[..., 1] * width, points[..., 0] * height, points[..., 2]], -1)
    boxes = rows[:, [52, 51, 54, 53]] * np.array([width, height, width, height], np.float32)
    return Raw(boxes, rows[:, 55], np.zeros(len(rows), np.int64), points)


def yolov8(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """(1, 4 + classes, anchors): centre x, centre y, width, height, then class scores (sigmoid done)."""
    rows = outputs[0][0].T
    return _centred(rows[:, :4], rows[:, 4:], score_min)


def yolov5(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """(1, anchors, 5 + classes): centre box, objectness, class scores (all sigmoid done)."""
    rows = outputs[0][0]
    return _centred(rows[:, :4], rows[:, 4:5] * rows[:, 5:], score_min)


def yolo_end2end(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """(1, n, 6): left, top, right, bottom, score, class; doubles are already suppressed."""
    rows = _only(outputs, 6)
    rows = rows[rows[:, 4] > score_min]
    return _raw(rows[:, :4], rows[:, 4], rows[:, 5])


def yolox(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """(1, cells of strides 8, 16, 32, 5 + classes): offsets in cells, logarithmic sizes, objectness, classes."""
    rows = outputs[0][0]
    grid, strides = _grid(width, height)
    if len(rows) != len(grid):
        raise ModelRefused(f"{len(rows)} rows where yolox at {width} × {height} has {len(grid)}")
    boxes = np.concatenate([(rows[:, :2] + grid) * strides, np.exp(np.minimum(rows[:, 2:4], 10)) * strides], 1)
    return _centred(boxes, rows[:, 4:5] * rows[:, 5:], score_min)


def rtdetr(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """Boxes (1, queries, 4) as fractions, centred; logits (1, queries, classes): sigmoid."""
    boxes, logits = _boxes_and_logits(outputs)
    return _centred(
        boxes * np.array([width, height] * 2, np.float32), np.asarray(1 / (1 + np.exp(-logits)), np.float32), score_min
    )


def rtdetr_end2end(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """What the exporters of RT-DETR and D-FINE write: labels (1, n) as integers, boxes (1, n, 4) left, top, right,
    bottom, scores (1, n). The boxes are in pixels of a size that the model is told beside the picture
    (``session``: that of its input)."""
    boxes = next((o[0] for o in outputs if o.ndim == 3 and o.shape[-1] == 4), None)
    labels = next((o[0] for o in outputs if o.ndim == 2 and o.dtype.kind in "iu"), None)
    scores = next((o[0] for o in outputs if o.ndim == 2 and o.dtype.kind == "f"), None)
    if boxes is None or labels is None or scores is None:
        shapes = [(o.dtype.name, o.shape) for o in outputs]
        raise ModelRefused(f"needs labels (1, n) as integers, boxes (1, n, 4) and scores (1, n); outputs are {shapes}")
    keep = scores > score_min
    return _raw(boxes[keep], scores[keep], labels[keep])


def detr(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """As rtdetr, but softmax over classes and a last class that means "nothing"."""
    boxes, logits = _boxes_and_logits(outputs)
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    scores = (shifted / shifted.sum(1, keepdims=True))[:, :-1]
    return _centred(boxes * np.array([width, height] * 2, np.float32), scores, score_min)


def classifier(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """(1, classes) logits: softmax. Every class that scores is a box around the whole input."""
    logits = _row(outputs)
    shifted = np.exp(logits - logits.max())
    return _everywhere(np.asarray(shifted / shifted.sum(), np.float32), width, height, score_min)


def probabilities(outputs: Outputs, width: int, height: int, score_min: float) -> Raw:
    """As classifier, with scores that are 0..1 already (softmax or sigmoid done)."""
    return _everywhere(_row(outputs), width, height, score_min)


LAYOUTS: dict[str, Decode] = {
    "nanodet": nanodet, "movenet": movenet, "yolov5": yolov5, "yolov8": yolov8, "yolo_end2end": yolo_end2end,
    "yolox": yolox, "rtdetr": rtdetr, "rtdetr_end2end": rtdetr_end2end, "detr": detr, "classifier": classifier,
    "probabilities": probabilities,
}  # fmt: skip


def _expected(bins: Floats) -> Floats:
    """Mean of a distribution over bins 0..10, given as logits (n, 4, 11)."""
    weights = np.exp(bins - bins.max(-1, keepdims=True))
    mean = (weights * np.arange(11, dtype=np.float32)).sum(-1) / weights.sum(-1)
    return np.asarray(mean, np.float32)


def _centred(boxes: Floats, scores: Floats, score_min: float) -> Raw:
    best = scores.argmax(1)
    score = scores[np.arange(len(scores)), best]
    keep = score > score_min
    centre, half = boxes[keep, :2], boxes[keep, 2:4] / 2
    return _raw(np.concatenate([centre - half, centre + half], 1), score[keep], best[keep])


def _raw(boxes: npt.NDArray[np.generic], scores: npt.NDArray[np.generic], classes: npt.NDArray[np.generic]) -> Raw:
    return Raw(np.asarray(boxes, np.float32), np.asarray(scores, np.float32), np.asarray(classes, np.int64))


def _row(outputs: Outputs) -> Floats:
    for output in outputs:
        if output.ndim == 2 and output.shape[0] == 1:
            row: Floats = output[0]
            return row
    raise ModelRefused(f"no output (1, classes); shapes are {[o.shape for o in outputs]}")


def _everywhere(scores: Floats, width: int, height: int, score_min: float) -> Raw:
    found = np.flatnonzero(scores > score_min)
    return _raw(np.tile(np.array([0, 0, width, height]), (len(found), 1)), scores[found], found)


def _only(outputs: Outputs, columns: int) -> Floats:
    for output in outputs:
        if output.ndim == 3 and output.shape[-1] == columns:
            rows: Floats = output[0]
            return rows
    raise ModelRefused(f"no output of {columns} columns; shapes are {[o.shape for o in outputs]}")


def _grid(width: int, height: int) -> tuple[Floats, Floats]:
    cells, strides = [], []
    for stride in (8, 16, 32):
        y, x = np.mgrid[: height // stride, : width // stride]
        cells.append(np.stack([x.ravel(), y.ravel()], 1))
        strides.append(np.full((x.size, 1), stride))
    return np.concatenate(cells).astype(np.float32), np.concatenate(strides).astype(np.float32)


def _boxes_and_logits(outputs: Outputs) -> tuple[Floats, Floats]:
    boxes = next((o[0] for o in outputs if o.ndim == 3 and o.shape[-1] == 4), None)
    logits = next((o[0] for o in outputs if o.ndim == 3 and o.shape[-1] != 4), None)
    if boxes is None or logits is None:
        raise ModelRefused(f"needs boxes (1, n, 4) and logits (1, n, classes); shapes are {[o.shape for o in outputs]}")
    return boxes, logits
