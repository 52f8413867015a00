"""The two person models, run plainly: what a bench or a test needs to ask whether drawn people are found.

The product's own runners live in the cameras process; a second, independent decoder here keeps the judge of the
pictures apart from the code that is judged with them.
"""

import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np

_PLACES = ("models", "../shared/models")
NANODET, MOVENET = "nanodet-g-416-fp16w.onnx", "movenet-multipose.onnx"


def weights(name: str) -> Path | None:
    """The weights of that file name, anywhere under $ANLAN_MODELS, models/ or ../shared/models; None without any."""
    root = Path(__file__).resolve().parent.parent
    folders = [Path(p) for p in (os.environ.get("ANLAN_MODELS"),) if p] + [root / place for place in _PLACES]
    return next((path for folder in folders for path in folder.rglob(name)), None)


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads, options.log_severity_level = threads, 1, 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _letterboxed(picture: np.ndarray, width: int, height: int) -> tuple[np.ndarray, float, int, int]:
    scale = min(width / picture.shape[1], height / picture.shape[0])
    w, h = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    left, top = (width - w) // 2, (height - h) // 2
    canvas = np.zeros((height, width, 3), np.uint8)
    canvas[top : top + h, left : left + w] = cv2.resize(picture, (w, h), interpolation=cv2.INTER_LINEAR)
    return canvas, scale, left, top


def overlap(a: Any, b: Any) -> float:
    """Intersection over union of two boxes."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(width, 0.0) * max(height, 0.0)
    area = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return float(both / max(area - both, 1e-9))


def _without_doubles(rows: np.ndarray, most_overlap: float = 0.6) -> np.ndarray:
    kept: list[np.ndarray] = []
    for row in rows[np.argsort(-rows[:, 4])]:
        if all(overlap(row, other) < most_overlap for other in kept):
            kept.append(row)
    return np.array(kept).reshape(-1, 5)


class NanoDet:
    """Persons among COCO's 80 classes. Rows: x0, y0, x1, y1, score in pixels of the picture."""

    _MEAN = np.array([103.53, 116.28, 123.675], np.float32)
    _STD = np.array([57.375, 57.12, 58.395], np.float32)
    _SIDE, _BINS, _PERSON = 416, 11, 0

    def __init__(self, path: Path, threads: int = 1) -> None:
        self._model = _session(path, threads)

    def __call__(self, picture: np.ndarray, least: float = 0.35) -> np.ndarray:
        """Persons scoring above ``least``."""
        canvas, scale, left, top = _letterboxed(picture, self._SIDE, self._SIDE)
        tensor = ((canvas - self._MEAN) / self._STD).transpose(2, 0, 1)[None]
        outputs = self._model.run(None, {self._model.get_inputs()[0].name: np.ascontiguousarray(tensor, np.float32)})
        rows = np.concatenate([self._decoded(outputs, stride, least) for stride in (8, 16, 32)])
        rows[:, [0, 2]] = (rows[:, [0, 2]] - left) / scale
        rows[:, [1, 3]] = (rows[:, [1, 3]] - top) / scale
        return _without_doubles(rows)

    def _decoded(self, outputs: list[np.ndarray], stride: int, least: float) -> np.ndarray:
        cells = self._SIDE // stride
        scores = next(o for o in outputs if o.shape[1:] == (cells * cells, 80))[0]
        bins = next(o for o in outputs if o.shape[1:] == (cells * cells, 4 * self._BINS))[0]
        at = np.nonzero((scores[:, self._PERSON] > least) & (scores.argmax(1) == self._PERSON))[0]
        logits = bins[at].reshape(-1, 4, self._BINS)
        share = np.exp(logits - logits.max(-1, keepdims=True))
        reach = (share / share.sum(-1, keepdims=True) @ np.arange(self._BINS)) * stride
        x, y = (at % cells + 0.5) * stride, (at // cells + 0.5) * stride
        sides = [x - reach[:, 0], y - reach[:, 1], x + reach[:, 2], y + reach[:, 3], scores[at, self._PERSON]]
        return np.stack(sides, 1)


class MoveNet:
    """Up to six persons with 17 key points. Rows as NanoDet's; ``keypoints`` (n, 17, 3) of the last picture."""

    def __init__(self, path: Path, threads: int = 1, size: tuple[int, int] = (320, 192)) -> None:
        self._model = _session(path, threads)
        self._size = size
        self.keypoints = np.zeros((0, 17, 3))

    def __call__(self, picture: np.ndarray, least: float = 0.2) -> np.ndarray:
        """Persons scoring above ``least``."""
        width, height = self._size
        canvas, scale, left, top = _letterboxed(picture, width, height)
        tensor = np.ascontiguousarray(canvas[None, :, :, ::-1].astype(np.int32))
        outputs = self._model.run(None, {self._model.get_inputs()[0].name: tensor})
        found = next(o for o in outputs if o.shape[-1] == 56)[0]
        found = found[found[:, 55] > least]
        points = found[:, :51].reshape(-1, 17, 3)
        x, y = (points[..., 1] * width - left) / scale, (points[..., 0] * height - top) / scale
        self.keypoints = np.stack([x, y, points[..., 2]], -1)
        sides = [
            (found[:, 52] * width - left) / scale,
            (found[:, 51] * height - top) / scale,
            (found[:, 54] * width - left) / scale,
            (found[:, 53] * height - top) / scale,
            found[:, 55],
        ]
        return np.stack(sides, 1)


def matched(found: np.ndarray, boxes: list[Any], least_overlap: float = 0.4) -> tuple[list[int], int]:
    """Which boxes were found (indices), and how many rows belong to none of them."""
    left, ghosts = list(range(len(boxes))), 0
    hits = []
    for row in sorted(found, key=lambda r: -r[4]):
        best = max(left, key=lambda i: overlap(row, boxes[i]), default=None)
        if best is not None and overlap(row, boxes[best]) >= least_overlap:
            left.remove(best)
            hits.append(best)
        elif all(overlap(row, box) < least_overlap for box in boxes):
            ghosts += 1
    return hits, ghosts
