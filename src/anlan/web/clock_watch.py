"""Has the machine's clock been set back? By a clock that cannot be, and after a restart by what was written before.

Forwards needs no help: what came due meanwhile is taken at once, as after an outage. Backwards, everything that is due
would wait for as long as the step was, in silence.
"""

import time
from collections.abc import Callable
from datetime import datetime

from anlan.domain.clock import Clock

#: Less is an ordinary correction.
LEAST_S = 2.0
#: Of two machines' clocks: what another wrote may be a little ahead of us.
LEAST_AT_START_S = 10.0


class ClockWatch:
    """Asked about once a second. ``behind_until_s`` is the steady instant at which the clock is where it was before."""

    def __init__(self, clock: Clock, steady: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._steady = clock, steady
        self._before = self._look()
        self.behind_until_s = float("-inf")

    def gone_back_s(self) -> float:
        """By how much since the last call; 0 when it was not."""
        (wall_before, steady_before), (wall, steady) = self._before, self._look()
        self._before = (wall, steady)
        return self._told((steady - steady_before) - (wall - wall_before), LEAST_S)

    def gone_back_since_s(self, written: datetime | None) -> float:
        """By how much the present lies before what was ``written`` before the start; 0 when it does not."""
        return self._told(written.timestamp() - self._look()[0], LEAST_AT_START_S) if written else 0.0

    def is_behind(self) -> bool:
        """True until the clock is again where it was before it was set back."""
        return self._steady() < self.behind_until_s

    def _told(self, gone_s: float, least_s: float) -> float:
        if gone_s <= least_s:
            return 0.0
        self.behind_until_s = max(self.behind_until_s, self._steady()) + gone_s
        return gone_s

    def _look(self) -> tuple[float, float]:
        return self._clock.now_ms() / 1000, self._steady()
