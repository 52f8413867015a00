"""Who sent what and what the platform has answered for: the demo's own books, beside the truth."""

from dataclasses import dataclass, field
from typing import Any

from anlan.demo.truth import Delivered, Truth
from anlan.domain.clock import Clock


@dataclass(frozen=True, slots=True)
class Reading:
    """One value on its way: point id, stamp in ms, value and quality as the platform will keep them."""

    point_id: int
    ts_ms: int
    value: float
    quality: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """The readings of one message, and when they were made."""

    readings: tuple[Reading, ...]
    made_at_ms: int


@dataclass(slots=True)
class Ledger:
    """Counts readings and passes acknowledged ones on to the truth, in the order of the acknowledgements."""

    truth: Truth
    clock: Clock
    sent: int = 0
    acknowledged: int = 0
    #: Distinct (point, stamp) acknowledged: a clock that is set back stamps a second time, and the later one counts.
    kept: set[tuple[int, int]] | None = None
    dropped: int = 0  # a plant's own buffer was full
    bad_frames: int = 0
    doubles: int = 0
    first_ms: int = 2**62  # earliest and latest stamp sent
    last_ms: int = 0
    problems: list[str] = field(default_factory=list)

    def handed_over(self, parcel: Parcel) -> None:
        """A message was given to the line."""
        self.sent += len(parcel.readings)
        for reading in parcel.readings:
            self.first_ms = min(self.first_ms, reading.ts_ms)
            self.last_ms = max(self.last_ms, reading.ts_ms)

    def acked(self, parcel: Any, seconds: float) -> None:
        """The platform acknowledged a message ``seconds`` after it was first sent; doubles carry no parcel."""
        if not isinstance(parcel, Parcel):
            return
        now = self.clock.now_ms()
        self.acknowledged += len(parcel.readings)
        if self.kept is not None:
            self.kept.update((reading.point_id, reading.ts_ms) for reading in parcel.readings)
        sent_at = now - round(seconds * 1000)
        is_late = sent_at - parcel.made_at_ms > 2000
        for reading in parcel.readings:
            delivered = Delivered(reading.ts_ms, reading.value, reading.quality, sent_at, is_late)
            self.truth.delivered(reading.point_id, delivered, now)
