"""What the history process needs of a store; chDB in the process and a ClickHouse cluster can both be one."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from anlan.bus.readings import Readings
from anlan.history.scaling import Columns

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000

#: Readings of this quality and worse are counted and flagged, and take no part in min, max and last.
BAD_FROM = 32


class StoreError(Exception):
    """The store could not do what was asked; the text says what to do."""


class StoreInUse(StoreError):
    """Another process owns the folder."""


@dataclass(slots=True)
class Spans:
    """Equally long columns, ordered by (point, ts): one row per bucket, or per reading.

    ``low``, ``high`` and ``last`` are over the good readings of the bucket and mean nothing where ``good`` is 0.
    """

    point: npt.NDArray[np.int32]
    ts_ms: npt.NDArray[np.int64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    last: npt.NDArray[np.float64]
    last_ts: npt.NDArray[np.int64]  # orders "last" when rows are merged
    readings: npt.NDArray[np.int64]
    good: npt.NDArray[np.int64]
    worst: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.point)


class Store(Protocol):
    """All calls block; inserts come from one thread, queries from several at the same time."""

    @property
    def rolled_until_ms(self) -> int:
        """Readings with older stamps have roll-ups; everything from here on is only raw."""
        ...

    def insert(self, rows: Columns, now_ms: int) -> None:
        """Keep readings; durable on return. The same (point, stamp) again replaces the earlier one."""
        ...

    def series(self, points: list[int], from_ms: int, to_ms: int, level_ms: int, bucket_ms: int) -> Spans:
        """Buckets of the window from raw readings (level 0), minutes (60,000) or hours (3,600,000)."""
        ...

    def latest(self, points: list[int]) -> Readings:
        """Newest trusted reading of each point that has one."""
        ...

    def raw(self, points: list[int], from_ms: int, to_ms: int, limit: int) -> tuple[Readings, bool]:
        """Readings by (stamp, point), at most about ``limit``, and whether there are more after the last stamp."""
        ...

    def count(self, points: list[int], from_ms: int, to_ms: int) -> int:
        """Distinct readings in the window."""
        ...

    def count_each(self, points: list[int], from_ms: int, to_ms: int) -> list[tuple[int, int, int]]:
        """(point, distinct readings, newest stamp) in the window, by point; points without a reading are absent."""
        ...

    def roll_up(self, now_ms: int) -> int:
        """Bring roll-ups up to date with closed hours and late readings; hours worked on."""
        ...

    def expire(self, now_ms: int) -> list[str]:
        """Drop what is older than its retention; names of dropped partitions."""
        ...

    def facts(self) -> dict[str, float | int | str]:
        """Size and state, for the health page."""
        ...

    def close(self) -> None:
        """Release the store; everything inserted is already durable."""
        ...
