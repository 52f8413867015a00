"""Threads that look at pictures, fairly: whoever has waited longest past the time it was due comes next.

When the machine cannot give every camera the rate it asks for, all get proportionally less, nobody starves, and the
rate each one really gets is published. Pictures nobody has time for are dropped, the oldest first (``slot``).
The models release Python's lock while they work, so threads use all cores.

On a machine that is late, every second look goes to a camera on which something suspicious was found: a hand that
comes to the mouth or a body on the floor cannot be judged by one picture in five seconds. The others share the rest,
so half of the machine is theirs however much happens. A camera whose picture does not change waits longer and then
comes before all: to see that nothing changed costs a tenth of a look with the models.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from anlan.cameras.pace import Pace
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: How often an idle analyst looks for a new picture.
POLL_S = 0.02
#: A camera whose picture does not change waits this long past its time, and then goes first …
STILL_WAITS_S = 1.5
#: … but so many of them follow each other at most.
STILL_IN_A_ROW = 6


class Subject(Protocol):
    """A camera as analysts see it."""

    name: str
    pace: Pace  # its ``due_at`` is moved on by analysts

    @property
    def is_ready(self) -> bool:
        """True when a picture waits."""
        ...

    @property
    def is_attentive(self) -> bool:
        """True while something suspicious was found lately."""
        ...

    @property
    def is_still(self) -> bool:
        """True while nothing moves in its pictures."""
        ...

    def analyse(self) -> None:
        """Look at the newest picture. Called by one thread at a time."""
        ...


class Analysts:
    """A fixed number of threads over a changing set of cameras."""

    def __init__(self, subjects: Callable[[], Sequence[Subject]], threads: int) -> None:
        self._subjects = subjects
        self._busy: set[int] = set()
        self._turns = Turns()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"analyst {k}", daemon=True) for k in range(max(1, threads))
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the pictures in hand."""
        self._stop.set()
        for thread in self._threads:
            thread.join(5)

    def _work(self) -> None:
        while not self._stop.is_set():
            subject = self._claim(time.monotonic())
            if subject is None:
                self._stop.wait(POLL_S)
                continue
            try:
                subject.analyse()
            except Exception:  # one camera must not take the others with it
                log.exception("analysis failed", camera=subject.name)
            finally:
                with self._lock:
                    self._busy.discard(id(subject))

    def _claim(self, now: float) -> Subject | None:
        """The most overdue camera with a picture, marked busy; its next look is due one interval on."""
        with self._lock:
            waiting = [s for s in self._subjects() if id(s) not in self._busy and s.pace.due_at <= now and s.is_ready]
            if not waiting:
                return None
            chosen = self._turns.next_of(waiting, now)
            self._busy.add(id(chosen))
            return chosen


S = TypeVar("S", bound=Subject)


class Turns:
    """Whose turn it is among those that are due and have a picture."""

    def __init__(self) -> None:
        self._still_in_a_row = 0
        self._prefers_attentive = True

    def next_of(self, waiting: Sequence[S], now: float) -> S:
        """The one that comes next; its next look is due one interval on."""
        chosen = min(self._group(waiting, now), key=lambda subject: subject.pace.due_at)
        # From when it was due, so that small delays do not lower the rate; never in debt for more than one look.
        chosen.pace.due_at = max(chosen.pace.due_at + chosen.pace.interval_s, now)
        return chosen

    def _group(self, waiting: Sequence[S], now: float) -> Sequence[S]:
        late = [s for s in waiting if s.is_still and now - s.pace.due_at >= STILL_WAITS_S]
        if late and self._still_in_a_row < STILL_IN_A_ROW:
            self._still_in_a_row += 1
            return late
        self._still_in_a_row = 0
        attentive = [s for s in waiting if s.is_attentive] if self._prefers_attentive else []
        self._prefers_attentive = not self._prefers_attentive
        return attentive or [s for s in waiting if not s.is_still] or waiting
