"""Can this camera see? Judged from small grey pictures, so that silence never reads as safety.

A state must last before it is believed (``LASTS_S``) and must have ended for ``ENDS_S`` before it is given up.
"Gone" is not judged here: it is the absence of pictures, and the fleet counts that.

"Moved" compares edges with a reference picture learnt while the camera was well. A camera that was turned stays
moved until it is turned back or its zones are drawn anew, which makes a new reference.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.ma  # NumPy would load it at the first percentile, and the first picture would wait for it
import numpy.typing as npt

from anlan.domain.camera_states import CameraState

Gray = npt.NDArray[np.uint8]

DARK_BELOW, DARK_SHARE = 28, 0.95  # more than this share of all pixels is darker than this (0..255)
BRIGHT_ABOVE, BRIGHT_SHARE = 238, 0.75  # … is brighter than this
SHARPNESS_MIN = 4.0  # variance of the Laplacian of a picture of 160 pixels' width
SHARPNESS_SHARE = 0.12  # … or this share of what the camera usually has
ALIKE_MIN = 0.35  # correlation of edges with the reference
LEARNING_S = 6.0
EDGES_OF = 20

LASTS_S = {
    CameraState.DARK: 5.0,
    CameraState.OVEREXPOSED: 5.0,
    CameraState.BLURRED: 8.0,
    CameraState.MOVED: 10.0,
    CameraState.FROZEN: 20.0,
}
ENDS_S = 2.0


@dataclass(slots=True)
class _Pending:
    state: CameraState = CameraState.OK
    since_ms: int = 0


class Condition:
    """Judges one camera. ``reference`` is an earlier grey picture of the same view, or None to learn one."""

    def __init__(self, reference: Gray | None = None) -> None:
        self.state = CameraState.OK
        self.reference = None if reference is None else reference.astype(np.float32)
        self._pending = _Pending()
        self._last: Gray | None = None
        self._same_since_ms: int | None = None
        self._sharpness = 0.0
        self._reference_edges: npt.NDArray[np.float32] | None = None
        self._edges_used = 0
        self._well_since_ms: int | None = None
        self._judged_at_ms = 0

    def judge(self, at_ms: int, gray: Gray) -> CameraState:
        """State after this picture; ``gray`` is (h, w) uint8. One of another shape than before (a stream that was set
        anew) shows the same view squeezed, or the camera is moved."""
        gray = self._fitted(gray)
        if at_ms < self._judged_at_ms:  # the clock was set back: what lasts begins to last now
            self._pending, self._same_since_ms, self._well_since_ms = _Pending(self._pending.state, at_ms), at_ms, None
        self._judged_at_ms = at_ms
        seen = self._instant(at_ms, gray)
        if seen is CameraState.OK:
            self._learn(at_ms, gray)
        else:
            self._well_since_ms = None
        if seen is not self._pending.state:
            self._pending = _Pending(seen, at_ms)
        lasted_s = (at_ms - self._pending.since_ms) / 1000
        # Frozen has counted its own time already.
        needed_s = ENDS_S if seen is CameraState.OK else 0.0 if seen is CameraState.FROZEN else LASTS_S[seen]
        if seen is not self.state and lasted_s >= needed_s:
            self.state = seen
        return self.state

    def _fitted(self, gray: Gray) -> Gray:
        """In the size of the reference."""
        if self.reference is None or self.reference.shape == gray.shape:
            return gray
        high, wide = self.reference.shape
        return np.asarray(cv2.resize(gray, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)

    def turned_away(self, at_ms: int) -> None:
        """Somebody turned it on purpose: moved at once, and until the known view was seen for ``ENDS_S`` again.
        Nothing is learnt of what it sees meanwhile."""
        self.state, self._pending, self._well_since_ms = CameraState.MOVED, _Pending(CameraState.MOVED, at_ms), None

    def _instant(self, at_ms: int, gray: Gray) -> CameraState:
        frozen = self._is_frozen(at_ms, gray)
        if np.count_nonzero(gray < DARK_BELOW) > DARK_SHARE * gray.size:
            return CameraState.DARK
        if np.count_nonzero(gray > BRIGHT_ABOVE) > BRIGHT_SHARE * gray.size:
            return CameraState.OVEREXPOSED
        if sharpness(gray) < max(SHARPNESS_MIN, self._sharpness * SHARPNESS_SHARE):
            return CameraState.BLURRED
        if frozen:
            return CameraState.FROZEN
        if self._is_turned(gray):
            return CameraState.MOVED
        return CameraState.OK

    def _is_turned(self, gray: Gray) -> bool:
        """The reference follows the light slowly: its edges are found anew once in ``EDGES_OF`` pictures."""
        if self.reference is None:
            return False
        if self._reference_edges is None or self._edges_used >= EDGES_OF:
            self._reference_edges, self._edges_used = edges(self.reference), 0
        self._edges_used += 1
        return alike(gray, self._reference_edges) < ALIKE_MIN

    def _is_frozen(self, at_ms: int, gray: Gray) -> bool:
        """Sensor noise makes no two pictures alike; a picture that never changes by a bit is a memory."""
        if self._last is None or not np.array_equal(self._last, gray):
            self._last, self._same_since_ms = gray.copy(), at_ms
        return at_ms - (self._same_since_ms or at_ms) >= LASTS_S[CameraState.FROZEN] * 1000

    def _learn(self, at_ms: int, gray: Gray) -> None:
        """Follow the light slowly; take the first reference only after some seconds of being well."""
        self._well_since_ms = at_ms if self._well_since_ms is None else self._well_since_ms
        sharp = sharpness(gray)
        self._sharpness = sharp if not self._sharpness else self._sharpness * 0.98 + sharp * 0.02
        if self.reference is None:
            if at_ms - self._well_since_ms >= LEARNING_S * 1000:
                self.reference = gray.astype(np.float32)
        elif self.state is CameraState.OK:
            cv2.accumulateWeighted(gray, self.reference, 0.01)


def sharpness(gray: Gray) -> float:
    """Variance of the Laplacian: how much fine structure there is."""
    return float(cv2.Laplacian(gray, cv2.CV_32F).var())


def alike(gray: Gray, reference_edges: npt.NDArray[np.float32]) -> float:
    """Correlation of edge pictures, −1..1: light changes leave it, a turned camera does not."""
    a, b = edges(gray.astype(np.float32)), reference_edges
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / (np.sqrt((a * a).sum() * (b * b).sum()) + 1e-6))


def edges(gray: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    calm = cv2.GaussianBlur(gray, (0, 0), 1.5)
    across, down = cv2.Sobel(calm, cv2.CV_32F, 1, 0), cv2.Sobel(calm, cv2.CV_32F, 0, 1)
    strength: npt.NDArray[np.float32] = np.sqrt(across * across + down * down)
    limited = np.minimum(strength, np.percentile(strength, 97))
    return np.asarray(cv2.GaussianBlur(limited, (0, 0), 1.5), np.float32)
