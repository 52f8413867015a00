"""The newest reading of every point, fed from the stream as it passes: what live values on screens come from."""

import math

import numpy as np
import numpy.typing as npt

from anlan.bus.readings import Readings


class LatestBoard:
    """Columns indexed by point id, and a mark that tells what changed since a listener last looked."""

    def __init__(self) -> None:
        self.mark = 0
        self.newest_ts_ms = 0
        self._ts: npt.NDArray[np.int64] = np.zeros(1024, np.int64)
        self._value: npt.NDArray[np.float64] = np.full(1024, np.nan)
        self._quality: npt.NDArray[np.uint8] = np.zeros(1024, np.uint8)
        self._changed: npt.NDArray[np.int64] = np.zeros(1024, np.int64)

    def _grow(self, size: int) -> None:
        more = size - len(self._ts)
        self._ts = np.concatenate([self._ts, np.zeros(more, np.int64)])
        self._value = np.concatenate([self._value, np.full(more, np.nan)])
        self._quality = np.concatenate([self._quality, np.zeros(more, np.uint8)])
        self._changed = np.concatenate([self._changed, np.zeros(more, np.int64)])

    def feed(self, batch: Readings) -> None:
        """Take one batch; older readings never replace newer ones."""
        if not len(batch):
            return
        top = int(batch.point.max()) + 1
        if top > len(self._ts):
            self._grow(max(top, 2 * len(self._ts)))
        self.mark += 1
        newer = batch.ts_ms >= self._ts[batch.point]
        if not newer.all():
            batch = batch.take(newer)
        if not len(batch):
            return
        # With repeated points numpy keeps the last assignment, which is the newest arrival.
        self._ts[batch.point] = batch.ts_ms
        self._value[batch.point] = batch.value
        self._quality[batch.point] = batch.quality
        self._changed[batch.point] = self.mark
        self.newest_ts_ms = max(self.newest_ts_ms, int(batch.ts_ms.max()))

    def changed_since(self, points: npt.NDArray[np.int64], mark: int) -> list[dict[str, object]]:
        """What of ``points`` changed after ``mark``, ready for JSON."""
        known = points[points < len(self._ts)]
        rows = known[self._changed[known] > mark]
        return [
            {
                "point": int(p),
                "ts_ms": int(self._ts[p]),
                "value": _number(float(self._value[p])),
                "quality": int(self._quality[p]),
            }
            for p in rows
        ]


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
