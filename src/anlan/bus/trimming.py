"""Which part of a stream may go when room is short: only what every reader is done with, oldest first, and no more
than is needed. Pure: figures in, one sequence out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

#: A stream this full is trimmed, down to this share of its room.
TRIM_FROM = 0.80
TRIM_TO = 0.70


@dataclass(frozen=True, slots=True)
class Fill:
    """One stream now. ``room_bytes``: the most it may come to, by its limit or by what is left of the disk."""

    first_seq: int
    last_seq: int
    messages: int
    size_bytes: int
    room_bytes: int

    @property
    def share(self) -> float:
        """0 empty, 1 full; more than 1 when the disk has less left than it should."""
        return self.size_bytes / max(self.room_bytes, 1)


def keep_from(fill: Fill, needs: Iterable[int | None]) -> int | None:
    """First message to keep, or None when nothing must go or nothing may go.

    ``needs`` has one entry per reader: the first message it would read after a crash, None when it has not said.
    Sizes of messages differ, so the cut is an estimate; the next look corrects it.
    """
    said = list(needs)
    if fill.share < TRIM_FROM or not fill.messages or not said or any(need is None for need in said):
        return None
    surplus_bytes = fill.size_bytes - TRIM_TO * fill.room_bytes
    wanted = fill.first_seq + max(1, round(fill.messages * surplus_bytes / fill.size_bytes))
    cut = min(wanted, fill.last_seq + 1, *(need for need in said if need is not None))
    return cut if cut > fill.first_seq else None
