"""Who turns one camera, until when it moves, and when it goes home: decided here, done elsewhere.

* First come, first served: whoever turns it keeps it for ``LEASE_MS`` after the last command; others see who.
* A move ends by itself after ``MOVE_MS`` unless it is renewed: a lost connection never leaves a camera turning.
* ``home_after_ms`` after the last hand it goes home. It is there when it stands still, or, when it does not tell,
  ``SETTLES_MS`` after it was sent.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

LEASE_MS = 15_000
MOVE_MS = 1_000
SETTLES_MS = 10_000
#: Sooner than this after it was sent home nobody believes that it stands still: it has hardly begun.
STARTS_MS = 2_000
#: After a failed command: again, when.
AGAIN_MS = 10_000
STOP_AGAIN_MS = 500
#: For this long it may be away before somebody must be told that it watches nothing.
QUIET_MS = 300_000
#: Commands a second.
COMMANDS_MAX = 8


class Hand(NamedTuple):
    """Somebody at a screen."""

    id: int
    name: str


class Held(Exception):
    """Another hand is on it; ``hand`` says whose."""

    def __init__(self, hand: Hand) -> None:
        super().__init__(hand.name)
        self.hand = hand


class TooFast(Exception):
    """More commands than any hand gives."""


class Duty(StrEnum):
    """What must be sent now."""

    STOP = "stop"
    HOME = "home"
    LOOK = "look"  # does it still move?


@dataclass(slots=True)
class _Due:
    stop_ms: int = 0
    home_ms: int = 0
    look_ms: int = 0
    settled_ms: int = 0


class Steering:
    """One camera. All times in ms of the injected clock; 0 means never.

    Args:
        home: token of the preset where its zones were drawn; "" when there is none, then it never goes home and is
            never away.
    """

    def __init__(self, home: str, home_after_ms: int, *, is_away: bool = False, now_ms: int = 0) -> None:
        self.home, self.home_after_ms, self.is_away = home, home_after_ms, is_away
        self._hand: Hand | None = None
        self._held_until_ms = 0
        self._due = _Due(home_ms=now_ms + home_after_ms if is_away else 0)
        self._stamps: list[int] = []
        self._away_since_ms = now_ms
        self._is_lost = False

    # --- people ----------------------------------------------------------------------------------

    def move(self, hand: Hand, now_ms: int) -> bool:
        """A move is about to be sent; True when it begins a gesture instead of going on with one.

        Raises:
            Held, TooFast: it must not.
        """
        self._take(hand, now_ms)
        begins = not self._due.stop_ms
        self._due.stop_ms = now_ms + MOVE_MS
        self._leave_home(now_ms)
        return begins

    def halt(self, hand: Hand, now_ms: int) -> None:
        """A stop is about to be sent. It never counts as too fast.

        Raises:
            Held: it must not.
        """
        self._require_free(hand, now_ms)
        if self.holder(now_ms):
            self._hold(hand, now_ms)
        self._due.stop_ms = now_ms  # due until it is known to be done

    def goto(self, hand: Hand, token: str, now_ms: int) -> None:
        """A preset is about to be asked for.

        Raises:
            Held, TooFast: it must not.
        """
        self._take(hand, now_ms)
        self._due.stop_ms = 0
        self._leave_home(now_ms)
        if token == self.home and self.home:
            self._begin_homing(now_ms)

    # --- time ------------------------------------------------------------------------------------

    def duty(self, now_ms: int) -> Duty | None:
        """What must be sent now; it stays due until :meth:`done` or :meth:`failed`."""
        if self._due.stop_ms and now_ms >= self._due.stop_ms:
            return Duty.STOP
        if self._due.home_ms and now_ms >= self._due.home_ms:
            return Duty.HOME
        if self._due.settled_ms and now_ms >= self._due.look_ms:
            return Duty.LOOK
        return None

    def done(self, duty: Duty, now_ms: int, *, is_moving: bool | None = None) -> None:
        """It was sent; for ``LOOK`` with the camera's answer."""
        if duty is Duty.STOP and self._due.stop_ms <= now_ms:  # not renewed meanwhile
            self._due.stop_ms = 0
        elif duty is Duty.HOME and self._due.home_ms:
            self._begin_homing(now_ms)
        elif duty is Duty.LOOK and self._due.settled_ms:
            self._settle(now_ms, is_moving)

    def failed(self, duty: Duty, now_ms: int) -> None:
        """It could not be sent: again later, for ever. A camera that cannot go home stays away."""
        if duty is Duty.STOP and self._due.stop_ms:
            self._due.stop_ms = now_ms + STOP_AGAIN_MS
        elif duty is Duty.HOME and self._due.home_ms:
            self._due.home_ms, self._is_lost = now_ms + AGAIN_MS, True
        elif duty is Duty.LOOK:
            self._settle(now_ms, None)

    # --- what screens show -----------------------------------------------------------------------

    def holder(self, now_ms: int) -> Hand | None:
        """Whose hand is on it."""
        return self._hand if now_ms < self._held_until_ms else None

    def held_for_ms(self, now_ms: int) -> int:
        """How long that hand still has it."""
        return max(0, self._held_until_ms - now_ms)

    def home_in_ms(self, now_ms: int) -> int:
        """When it goes home by itself; 0 when it does not."""
        return max(1, self._due.home_ms - now_ms) if self._due.home_ms else 0

    def is_quiet(self, now_ms: int) -> bool:
        """True while it is away as people do now and then; false when it cannot get home, or is kept away."""
        return self.is_away and not self._is_lost and now_ms - self._away_since_ms < QUIET_MS

    @property
    def is_turning(self) -> bool:
        """A move was sent and no stop yet."""
        return bool(self._due.stop_ms)

    @property
    def is_homing(self) -> bool:
        """On its way home."""
        return bool(self._due.settled_ms)

    @property
    def is_idle(self) -> bool:
        """True when nothing will ever be due."""
        due = self._due
        return not (due.stop_ms or due.home_ms or due.settled_ms)

    def _take(self, hand: Hand, now_ms: int) -> None:
        self._require_free(hand, now_ms)
        self._stamps = [at_ms for at_ms in self._stamps if now_ms - at_ms < 1000]
        if len(self._stamps) >= COMMANDS_MAX:
            raise TooFast
        self._stamps.append(now_ms)
        self._hold(hand, now_ms)

    def _require_free(self, hand: Hand, now_ms: int) -> None:
        holder = self.holder(now_ms)
        if holder is not None and holder.id != hand.id:
            raise Held(holder)

    def _hold(self, hand: Hand, now_ms: int) -> None:
        self._hand, self._held_until_ms = hand, now_ms + LEASE_MS

    def _leave_home(self, now_ms: int) -> None:
        self._due.settled_ms = self._due.look_ms = 0
        if self.home:
            self._away_since_ms = self._away_since_ms if self.is_away else now_ms
            self.is_away = True
            self._due.home_ms = now_ms + self.home_after_ms

    def _begin_homing(self, now_ms: int) -> None:
        self._due.home_ms, self._is_lost = 0, False
        self._due.look_ms, self._due.settled_ms = now_ms + STARTS_MS, now_ms + SETTLES_MS

    def _settle(self, now_ms: int, is_moving: bool | None) -> None:
        # A camera that says it moves for ever is believed for as long as one that says nothing, twice.
        latest_ms = self._due.settled_ms + (SETTLES_MS if is_moving else 0)
        if is_moving is False or now_ms >= latest_ms:
            self.is_away = False
            self._due.settled_ms = self._due.look_ms = 0
        else:
            self._due.look_ms = now_ms + 1000
