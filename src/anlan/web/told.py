"""Outbox rows that are on the bus and not yet marked so in the database.

Marking each event by itself is a transaction and a disk flush, as dear as the alarm it tells of. So marks are kept and
written once a second. A worker that dies before has its successor publish up to a second's rows again under the same
message ids, which the stream drops as doubles.
"""

#: How long a mark may wait, and how many may.
MARK_EVERY_S = 1.0
MOST_UNMARKED = 500


class Told:
    """Ids of such rows; ``now_s`` is any monotonic clock."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self._since_s = 0.0

    def add(self, ids: list[int], now_s: float) -> None:
        """These are on the bus since ``now_s``."""
        if not self.ids:
            self._since_s = now_s
        self.ids += ids

    def is_due(self, now_s: float) -> bool:
        """True when they must be marked now."""
        return bool(self.ids) and (now_s - self._since_s >= MARK_EVERY_S or len(self.ids) >= MOST_UNMARKED)

    def marked(self, ids: list[int]) -> None:
        """The database knows of these."""
        self.ids = self.ids[len(ids) :]
