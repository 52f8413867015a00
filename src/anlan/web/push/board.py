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
        self._resize(1024)

    def _resize(self, size: int) -> None:
        old = len(getattr(self, "_ts", ()))
        grown: dict[str, npt.NDArray[np.generic]] = {
            "_ts": np.zeros(size, np.int64),
            "_value": np.full(size, np.nan),
            "_quality": np.zeros(size, np.uint8),
            "_changed": np.zeros(size, np.int64),
        }
        for name, column in grown.items():
            if old:
                column[:old] = getattr(self, name)
            setattr(self, name, column)

    def feed(self, batch: Readings) -> None:
        """Take one batch; older readings never replace newer ones."""
        if not len(batch):
            return
        top = int(batch.point.max()) + 1
        if top > len(self._ts):
            self._resize(max(top, 2 * len(self._ts)))
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
