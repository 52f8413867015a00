"""Is it worth looking? A cheap test of change that spares the models while nothing moves.

A picture that is like the one the models saw last has nothing new in it: what they found still stands. Whatever differs
is looked at, and a moment longer, so that no single look decides. The gate may only ever save work: a heartbeat look
happens whatever it says, because models err and slow changes hide.
"""

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]

#: Grey levels a pixel must differ from what the models saw last to count as changed.
CHANGED_BY = 18
#: Share of the picture that must have changed.
OPENS_AT = 0.003
#: After the last change it stays open for this long.
STAYS_OPEN_MS = 1_500


class MotionGate:
    """One camera's gate. ``moved_at_ms``: the last picture that differed."""

    def __init__(self, heartbeat_s: float = 5.0) -> None:
        self._heartbeat_ms = round(heartbeat_s * 1000)
        self._looked_at: Gray | None = None
        self._looked_at_ms = self.moved_at_ms = -(2**62)
        self._is_open = False
        self.motion = 0.0

    @property
    def has_moved(self) -> bool:
        """True when something changed in the newest picture or a moment ago."""
        return self._is_open

    def opens(self, at_ms: int, gray: Gray, stretch: float = 1.0) -> bool:
        """True when the models should look at this picture. ``gray``: (h, w) uint8, about 160 × 90; ``stretch``: how
        many times later than usual the heartbeat may come, on a machine that is late."""
        calm = np.asarray(cv2.GaussianBlur(gray, (5, 5), 0), np.uint8)
        self.motion = self._changed(calm)
        if self.motion >= OPENS_AT:
            self.moved_at_ms = at_ms
        self._is_open = 0 <= at_ms - self.moved_at_ms <= STAYS_OPEN_MS
        due = at_ms - self._looked_at_ms >= self._heartbeat_ms * stretch or at_ms < self._looked_at_ms
        if not self._is_open and not due:
            return False
        self._looked_at, self._looked_at_ms = calm, at_ms
        return True

    def look_next(self) -> None:
        """What the models saw does not stand any more: they look at the next picture, whatever it shows."""
        self._looked_at_ms = -(2**62)

    def _changed(self, calm: Gray) -> float:
        """Share of the picture that differs from what the models saw last; all of it before their first look."""
        if self._looked_at is None or self._looked_at.shape != calm.shape:
            return 1.0
        differs = cv2.absdiff(calm, self._looked_at) > CHANGED_BY
        return float(np.count_nonzero(differs)) / differs.size
