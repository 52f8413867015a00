"""What was fetched and is not yet in the store (about a second's worth), and the newest reading of each asked point."""

import threading

import numpy as np
import numpy.typing as npt

from anlan.bus.readings import Readings, concat
from anlan.domain.quality import UNTRUSTED_STAMPS

_UNTRUSTED = np.array(sorted(int(q) for q in UNTRUSTED_STAMPS), np.uint8)
#: Newest readings of so many points are remembered; more are asked from the store.
_MOST_POINTS = 1_000_000


class Pending:
    """Batches on their way to the store. Bounded by its owner, which stops fetching."""

    def __init__(self) -> None:
        self._batches: list[Readings] = []
        self.rows = 0

    def add(self, batch: Readings) -> None:
        """A batch was fetched."""
        self._batches.append(batch)
        self.rows += len(batch)

    def take(self) -> Readings:
        """All of it as one batch; it stays visible until :meth:`stored`."""
        return concat(self._batches)

    def stored(self) -> None:
        """Everything added so far is in the store."""
        self._batches, self.rows = [], 0

    def select(self, points: npt.NDArray[np.int32], from_ms: int, to_ms: int) -> Readings:
        """Trusted readings of some points with from_ms ≤ stamp < to_ms."""
        parts = []
        for batch in self._batches:
            chosen = (batch.ts_ms >= from_ms) & (batch.ts_ms < to_ms) & np.isin(batch.point, points)
            if chosen.any():
                parts.append(batch.take(chosen & ~np.isin(batch.quality, _UNTRUSTED)))
        return concat(parts)


class Newest:
    """Newest trusted reading of every point that was asked for once, kept up as readings arrive. Thread-safe.

    A point is remembered only after the store was asked for it: a late reading alone proves nothing. To learn a
    point: :meth:`follow` it, offer what is pending to :meth:`arrived`, ask the store, hand the answer to
    :meth:`learn`. In that order no reading slips through between the store's answer and the next arrival.
    """

    def __init__(self) -> None:
        self._rows: dict[int, tuple[int, float, int]] = {}
        self._is_followed = np.zeros(1024, np.bool_)
        self._known: set[int] = set()
        self._mutex = threading.Lock()

    def arrived(self, batch: Readings) -> None:
        """Take what is newer than what is remembered; of one stamp the later arrival counts."""
        with self._mutex:
            inside = (batch.point >= 0) & (batch.point < len(self._is_followed))
            followed = inside & self._is_followed[np.where(inside, batch.point, 0)]
            followed &= ~np.isin(batch.quality, _UNTRUSTED)
            if followed.any():
                self._merge(batch.take(followed))

    def unknown(self, points: list[int]) -> list[int]:
        """Points the store must be asked for."""
        return [p for p in points if p not in self._known]

    def follow(self, points: list[int]) -> None:
        """From now on keep what arrives for these points."""
        with self._mutex:
            for point in points:
                if 0 <= point < _MOST_POINTS:
                    self._grow(point)
                    self._is_followed[point] = True

    def learn(self, points: list[int], found: Readings) -> None:
        """What the store answered for ``points``; those without readings are remembered as empty."""
        with self._mutex:
            self._merge(found, is_older=True)
            self._known.update(p for p in points if 0 <= p < _MOST_POINTS)

    def get(self, points: list[int]) -> list[tuple[int, int, float, int]]:
        """Rows of the points that have a reading."""
        return [(p, *self._rows[p]) for p in points if p in self._rows]

    def _merge(self, batch: Readings, *, is_older: bool = False) -> None:
        order = np.lexsort((np.arange(len(batch)), batch.ts_ms, batch.point))
        point = batch.point[order]
        last = order[np.flatnonzero(np.append(point[1:] != point[:-1], True))] if len(order) else order
        newest = batch.take(last)
        columns = (newest.point.tolist(), newest.ts_ms.tolist(), newest.value.tolist(), newest.quality.tolist())
        for p, ts_ms, value, quality in zip(*columns, strict=True):
            had = self._rows.get(p)
            if p < _MOST_POINTS and (had is None or ts_ms > had[0] or (ts_ms == had[0] and not is_older)):
                self._rows[p] = (ts_ms, value, quality)

    def _grow(self, point: int) -> None:
        if point >= len(self._is_followed):
            self._is_followed = np.pad(
                self._is_followed, (0, max(point + 1, 2 * len(self._is_followed)) - len(self._is_followed))
            )
