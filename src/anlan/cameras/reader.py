"""One thread per camera that keeps pictures coming: connect, read, and after a loss try again, more slowly each time.

Waits grow 1, 2, 4 … 60 s with jitter, so that a switch that comes back is not hit by all its cameras at once; one
picture sets them back. Log lines: one when a camera goes, one when it returns.
"""

import random
import threading
import time
from collections.abc import Callable

from anlan.cameras.slot import NewestFrame
from anlan.cameras.sources.base import Source, SourceLost
from anlan.cameras.tap import Tap
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger

log = get_logger(__name__)

BACK_OFF_FIRST_S = 1.0
BACK_OFF_MAX_S = 60.0
#: A reader that did not move for this long hangs in a library call that ignores its limits, and is replaced.
STUCK_AFTER_S = 60.0


class Reader:
    """Fills a slot from a source, and a tap where pictures arrive coded. ``open_source``: for every attempt."""

    def __init__(
        self, name: str, open_source: Callable[[], Source], slot: NewestFrame, clock: Clock,
        tap: Tap | None = None,
    ) -> None:  # fmt: skip
        self._tap = tap or Tap()
        self._name = name
        self._open = open_source
        self._slot = slot
        self._clock = clock
        self._stop = threading.Event()
        self._moved_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"camera {name}", daemon=True)
        self.connections = 0
        self.problem = ""

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; it does within the limits of its source."""
        self._stop.set()

    def join(self, wait_s: float) -> None:
        """Wait for the thread's end."""
        self._thread.join(wait_s)

    @property
    def is_stuck(self) -> bool:
        """True when the thread neither reads nor waits as it should."""
        return not self._stop.is_set() and time.monotonic() - self._moved_at > STUCK_AFTER_S

    def _run(self) -> None:
        wait_s = BACK_OFF_FIRST_S
        while not self._stop.is_set():
            before = self._slot.arrived
            reason = self._read()
            if self._stop.is_set():
                return
            wait_s = BACK_OFF_FIRST_S if self._slot.arrived > before else wait_s
            self._note(reason)
            self._rest(wait_s * random.uniform(0.75, 1.25))
            wait_s = min(wait_s * 2, BACK_OFF_MAX_S)

    def _read(self) -> str:
        """Read until the source is lost; returns why."""
        try:
            self.connections += 1
            self._tap.begin()
            for arrival in self._open().arrivals(self._stop):
                self._moved_at = time.monotonic()
                self._slot.put(self._clock.now_ms(), arrival.load)
                self._tap.put(arrival.coded)
                if self.problem:
                    log.info("camera is back", camera=self._name, connections=self.connections)
                    self.problem = ""
        except SourceLost as error:
            return str(error)
        except Exception as error:  # whatever a codec or a driver throws, the camera is tried again
            # The type only: texts of foreign errors may quote the address with its login.
            return f"reading failed unexpectedly: {type(error).__name__}"
        return "the source ended"

    def _note(self, reason: str) -> None:
        if not self.problem:
            log.warning("camera lost, trying again", camera=self._name, reason=reason)
        self.problem = reason

    def _rest(self, wait_s: float) -> None:
        until = time.monotonic() + wait_s
        while not self._stop.is_set() and time.monotonic() < until:
            self._moved_at = time.monotonic()
            self._stop.wait(min(5.0, max(0.01, until - time.monotonic())))
