"""Alarms of lent cameras, told to a platform above that an administrator allowed to hear them.

A copy for information: nobody here waits for it, and the alarm's own way is another one. Full: the oldest goes, and is
counted; what could not be told within ``OLD_MS`` is not told any more.
"""

from collections import deque
from typing import NamedTuple

from anlan.bus.messages import AlarmTransition, SharedCamera
from anlan.cameras.cascade.entries import named
from anlan.domain.clock import LOCAL, Clock, from_ms

MOST, OLD_MS = 100, 600_000
#: Method 5: by video (2016, A.2.5).
METHOD = 5


class Notice(NamedTuple):
    """One alarm of one lent camera."""

    alarm: AlarmTransition
    shared: SharedCamera
    scene: str


class Notices:
    """What waits to be told to one platform above."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: deque[Notice] = deque()
        self.told = self.dropped = 0

    def put(self, notice: Notice) -> None:
        """One more."""
        self._waiting.append(notice)
        if len(self._waiting) > MOST:
            self._waiting.popleft()
            self.dropped += 1

    def next(self) -> Notice | None:
        """The oldest that is worth telling; it stays until :meth:`done`."""
        now_ms = self._clock.now_ms()
        while self._waiting and now_ms - self._waiting[0].alarm.at_ms > OLD_MS:
            self._waiting.popleft()
            self.dropped += 1
        return self._waiting[0] if self._waiting else None

    def done(self, notice: Notice) -> None:
        """It was told."""
        if self._waiting and self._waiting[0] is notice:
            self._waiting.popleft()
            self.told += 1


def inner(notice: Notice) -> str:
    """The inner part of its Alarm notice."""
    alarm = notice.alarm
    at = from_ms(alarm.at_ms).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M:%S")
    said = named(f"{notice.shared.name} {notice.scene} {alarm.label}".strip())
    return (
        f"<AlarmPriority>{alarm.grade.rank}</AlarmPriority><AlarmMethod>{METHOD}</AlarmMethod>"
        f"<AlarmTime>{at}</AlarmTime><AlarmDescription>{said}</AlarmDescription>"
    )
