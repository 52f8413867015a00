"""Which hours must be rolled up again, because readings arrived for them after they were closed."""

import numpy as np
import numpy.typing as npt

#: More late points than this in one hour, and the whole hour is done again.
_MOST_POINTS = 5_000
#: More marks than this in all, and every hour is marked whole: memory stays bounded.
_MOST_MARKS = 200_000


class LateHours:
    """Marks (hour, point) not yet mended; −1 stands for all points of the hour. Guarded by the caller's lock."""

    def __init__(self, all_points: int = -1) -> None:
        self._all = all_points
        self._marks: dict[int, set[int]] = {}
        self._size = 0

    def known(self, hour_ms: int, point: int) -> None:
        """A mark read from the store at start."""
        self._marks.setdefault(hour_ms, set()).add(point)
        self._size += 1

    def add(self, hours: npt.NDArray[np.int64], points: npt.NDArray[np.int32]) -> list[tuple[int, int]]:
        """Mark the hours and points of late readings; returns the marks that are new."""
        new: list[tuple[int, int]] = []
        for hour in np.unique(hours).tolist():
            marked = self._marks.setdefault(hour, set())
            if self._all in marked:
                continue
            found = set(np.unique(points[hours == hour]).tolist()) - marked
            if len(marked) + len(found) > _MOST_POINTS or self._size > _MOST_MARKS:
                found = {self._all}
            marked |= found
            self._size += len(found)
            new += [(hour, point) for point in found]
        return new

    def take(self) -> dict[int, set[int]]:
        """All marks, oldest hour first; they are forgotten here and must be mended by the caller."""
        taken = dict(sorted(self._marks.items()))
        self._marks, self._size = {}, 0
        return taken

    def put_back(self, marks: dict[int, set[int]]) -> None:
        """Marks that were taken and could not be mended."""
        for hour, points in marks.items():
            for point in points:
                self.known(hour, point)
