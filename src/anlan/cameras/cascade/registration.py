"""When to register with a platform above, and when to say that we live. Nothing is sent here; the clock is given.

* It is renewed when a fifth of its time is left; a renewal that fails leaves the registration as it is until its end.
* Nobody answers: again after 5, 10, 20 … 60 s. It says no (403, a wrong password): after 1, 2, 4 … 15 minutes, since a
  platform above that is asked every second by an inferior it does not know locks it out.
* Three keepalives without an answer: it has forgotten us or is gone; registered anew at once.
"""

from enum import StrEnum

MISSES_MAX = 3
SILENT_FIRST_S, SILENT_MAX_S = 5, 60
REFUSED_FIRST_S, REFUSED_MAX_S = 60, 900
#: Part of a registration's time after which it is renewed.
RENEW_AT = 0.8


class Duty(StrEnum):
    """What is due."""

    REGISTER = "register"
    KEEPALIVE = "keepalive"


class Registration:
    """One platform above. All times in ms of the caller's clock; 0 means never."""

    def __init__(self, keepalive_s: int) -> None:
        self._keepalive_ms = keepalive_s * 1000
        self._due_ms = self._beat_ms = 0
        self._silent_s, self._refused_s = SILENT_FIRST_S, REFUSED_FIRST_S
        self.until_ms = self.since_ms = self.answered_ms = 0
        self.missed = self.registrations = 0
        self.problem = ""

    def is_registered(self, now_ms: int) -> bool:
        """Does the platform above know us?"""
        return now_ms < self.until_ms

    def due(self, now_ms: int) -> Duty | None:
        """What to send now; it stays due until its outcome is told."""
        if now_ms >= self._due_ms:
            return Duty.REGISTER
        if self.is_registered(now_ms) and now_ms >= self._beat_ms:
            return Duty.KEEPALIVE
        return None

    def registered(self, now_ms: int, granted_s: int) -> None:
        """It said yes, for so long."""
        if not self.is_registered(now_ms):
            self.since_ms = now_ms
        self.until_ms = now_ms + granted_s * 1000
        self._due_ms = now_ms + round(granted_s * 1000 * RENEW_AT)
        self._beat_ms = now_ms + self._keepalive_ms
        self._silent_s, self._refused_s = SILENT_FIRST_S, REFUSED_FIRST_S
        self.missed, self.problem, self.answered_ms = 0, "", now_ms
        self.registrations += 1

    def unanswered(self, now_ms: int, why: str) -> None:
        """Nobody answered a registration."""
        self._due_ms, self.problem = now_ms + self._silent_s * 1000, why
        self._silent_s = min(self._silent_s * 2, SILENT_MAX_S)

    def refused(self, now_ms: int, why: str) -> None:
        """It said no to a registration: then we are not registered any more either."""
        self.until_ms, self._due_ms, self.problem = 0, now_ms + self._refused_s * 1000, why
        self._refused_s = min(self._refused_s * 2, REFUSED_MAX_S)

    def beat_answered(self, now_ms: int) -> None:
        """A keepalive was answered."""
        self.missed, self.answered_ms, self._beat_ms = 0, now_ms, now_ms + self._keepalive_ms

    def beat_missed(self, now_ms: int) -> None:
        """A keepalive was not answered."""
        self.missed, self._beat_ms = self.missed + 1, now_ms + self._keepalive_ms
        if self.missed >= MISSES_MAX:
            self.forgotten(now_ms, f"{self.missed} keepalives were not answered")

    def forgotten(self, now_ms: int, why: str) -> None:
        """It does not know us any more: register at once."""
        self.until_ms, self._due_ms, self.missed, self.problem = 0, now_ms, 0, why
