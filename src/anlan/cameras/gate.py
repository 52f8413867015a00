"""Is it worth looking? A cheap test of change that spares the models while nothing moves.

It may only ever save work: a heartbeat look happens whatever it says, because people who sit still, lie still or are
absent do not move.
"""

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]

#: Grey levels a pixel must differ from its background to count as changed.
CHANGED_BY = 18
#: Share of the picture that must have changed.
OPENS_AT = 0.003
#: Above this share it is the light that changed, not somebody who came: the background is learnt anew.
LIGHT_CHANGE_AT = 0.7
#: Weight of the newest picture in the background.
LEARNS_BY = 0.08


class MotionGate:
    """One camera's gate."""

    def __init__(self, heartbeat_s: float = 5.0) -> None:
        self._heartbeat_ms = round(heartbeat_s * 1000)
        self._background: npt.NDArray[np.float32] | None = None
        self._looked_at_ms = -(2**62)
        self.motion = 0.0

    @property
    def has_moved(self) -> bool:
        """True when the newest picture differs from what is usual here."""
        return self.motion >= OPENS_AT

    def opens(self, at_ms: int, gray: Gray, stretch: float = 1.0) -> bool:
        """True when the models should look at this picture. ``gray``: (h, w) uint8, about 160 × 90; ``stretch``: how
        many times later than usual the heartbeat may come, on a machine that is late."""
        self.motion = self._changed(gray)
        due = at_ms - self._looked_at_ms >= self._heartbeat_ms * stretch or at_ms < self._looked_at_ms
        if not self.has_moved and not due:
            return False
        self._looked_at_ms = at_ms
        return True

    def _changed(self, gray: Gray) -> float:
        calm = cv2.GaussianBlur(gray, (5, 5), 0)
        if self._background is None or self._background.shape != gray.shape:
            self._background = calm.astype(np.float32)
            return 1.0
        share = float(np.mean(cv2.absdiff(calm, cv2.convertScaleAbs(self._background)) > CHANGED_BY))
        if share > LIGHT_CHANGE_AT:
            self._background = calm.astype(np.float32)
        else:
            cv2.accumulateWeighted(calm, self._background, LEARNS_BY)
        return share
