"""How often one camera is looked at: what is wished, what it really gets, and what follows for everybody who waits.

On a machine that is late, looks come slowly. That is slowness, not blindness: the rate is shown, stop-watches run on,
and a camera counts as unseen only when its pause is much longer than the rate it gets lets one expect.
"""

from collections import deque

#: The rate is taken over this many looks, and over no more than this long.
LOOKS, WITHIN_S = 60, 60.0
#: The next look is expected as the last few came.
RECENT = 6
#: A pause of so many expected pauses is a gap in which nothing was seen; never below or above these limits.
GAP_OF_EXPECTED, GAP_MIN_S, GAP_MAX_S = 3.0, 10.0, 45.0
#: Heartbeat looks of a late camera come up to so many times more seldom than they should.
STRETCH_MAX = 4.0


class Pace:
    """One camera's. Times are monotonic seconds.

    ``due_at`` is when it is to be looked at next; analysts move it on.
    """

    def __init__(self, looks_per_s: float, now: float) -> None:
        self.interval_s = 0.0
        self.due_at = now
        self.looks: deque[float] = deque(maxlen=LOOKS)
        self.wish(looks_per_s)

    def wish(self, looks_per_s: float) -> None:
        """Set the wished rate, between one look in ten seconds and ten in one."""
        self.interval_s = 1 / min(10.0, max(0.1, looks_per_s))

    def looked(self, now: float) -> None:
        """A look is done."""
        self.looks.append(now)

    @property
    def expected_s(self) -> float:
        """Time to expect between two looks: the mean of the last few, never less than what is wished."""
        recent = list(self.looks)[-RECENT - 1 :]
        if len(recent) < 2:
            return self.interval_s
        return max(self.interval_s, (recent[-1] - recent[0]) / (len(recent) - 1))

    @property
    def gap_s(self) -> float:
        """A longer pause is a gap: nobody knows what happened in it."""
        return min(GAP_MAX_S, max(GAP_MIN_S, GAP_OF_EXPECTED * self.expected_s))

    @property
    def stretch(self) -> float:
        """How much slower than wished it is looked at, 1..``STRETCH_MAX``: its heartbeat looks come as much later."""
        return min(STRETCH_MAX, self.expected_s / self.interval_s)

    def rate(self, now: float) -> float:
        """Looks per second, over the last minute at most."""
        recent = [at for at in self.looks if now - at < WITHIN_S]
        return round((len(recent) - 1) / (recent[-1] - recent[0]), 2) if len(recent) > 1 else 0.0
