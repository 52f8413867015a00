"""Minutes of cleaning still owed after the cleaning window has closed.

The window opens at a time of the day and comes again. While it is open, and afterwards, minutes in which somebody
sweeps in the zone are counted, short pauses included; when it has closed, what is missing is owed until it is made up
or the next window opens. Time that was not watched might have been cleaning and is not held against anybody.

Worked example: 10 minutes are required between 17:00 and 18:00. Somebody sweeps for 6 minutes. At 18:00 the value is
4; somebody comes back and sweeps, and at 18:20 it is 0.

Beside the value stands a dust index: how much lighter and flatter the view is than it was just after the last
complete cleaning. It is advice, never an alarm.
"""

from typing import Annotated

import msgspec

from anlan.cameras import recogniser
from anlan.cameras.people import SURE
from anlan.cameras.recognisers.dust_cleaning.dust_index import Cells, cells, dust_index
from anlan.cameras.recognisers.dust_cleaning.sweeping import Sweeping
from anlan.cameras.views import Finding, View

MINUTE_MS = 60_000
#: The county's time, Asia/Shanghai: eight hours before UTC, no summer time.
SHANGHAI_MS = 8 * 60 * MINUTE_MS
#: Between two moments of sweeping that are no further apart than this, somebody swept: looks come unevenly, and a
#: sweeper bends down, turns round or passes behind a bench.
PAUSE_MS = 10_000
#: The dust index is looked at this often, while nobody is in the zone.
INDEX_EVERY_MS = 60_000


class Config(recogniser.Config, frozen=True, kw_only=True):
    """What may be set per scene."""

    minutes_required: Annotated[
        float,
        msgspec.Meta(
            ge=0.1,
            le=480,
            description="Minutes of sweeping due in each window.",
            extra_json_schema={"title_zh": "每个时段应清扫分钟数"},
        ),
    ] = 10.0
    opens_at_minute: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            le=1439,
            description="Minute of the day at which a window opens; 1020 = 17:00.",
            extra_json_schema={"title_zh": "时段开始（当日第几分钟，1020 为 17:00）"},
        ),
    ] = 1020
    window_min: Annotated[
        float,
        msgspec.Meta(
            ge=0.1,
            le=1440,
            description="Minutes the window stays open.",
            extra_json_schema={"title_zh": "时段长度（分钟）"},
        ),
    ] = 60.0
    every_min: Annotated[
        float,
        msgspec.Meta(
            ge=1,
            le=10080,
            description="Minutes from one opening to the next; 1440 = daily.",
            extra_json_schema={"title_zh": "时段间隔（分钟，1440 为每天）"},
        ),
    ] = 1440.0


class Recogniser(recogniser.Recogniser[Config]):
    """An account of minutes swept and minutes due."""

    config_type = Config

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._sweeping = Sweeping.nothing_seen()
        self._viewed_at_ms: int | None = None
        self._swept_until_ms = -(2**62)  # up to here the account is kept
        self._window = -1  # number of the window whose account is kept
        self._done_ms = self._watched_ms = 0
        self._clean: Cells | None = None
        self._index: float | None = None
        self._index_at_ms = -(2**62)

    def observe(self, view: View) -> Finding:
        """Take one view; the value is in minutes."""
        passed_ms = 0 if self._viewed_at_ms is None else max(0, view.at_ms - self._viewed_at_ms)
        self._viewed_at_ms = view.at_ms
        self._swept_until_ms = min(self._swept_until_ms, view.at_ms)  # later only where the clock was set back
        window, into_min = self._place_in_time(view.at_ms)
        if window != self._window:
            self._window, self._done_ms, self._watched_ms = window, 0, 0
        believable = tuple(p for p in view.persons if p.is_believable(SURE))
        sweepers = self._sweeping.see(view.at_ms, view.picture, believable)
        if sweepers:
            self._credit(min(self._sweeping.since_ms[p.track_id] for p in sweepers), view.at_ms, into_min)
        if into_min <= self.config.window_min:
            self._watched_ms += passed_ms
        self._look_for_dust(view)
        note = "" if self._index is None else f"dust {self._index:.0%}"
        owed_min = self._owed_min(into_min)
        is_due = self._done_ms < self.config.minutes_required * MINUTE_MS and into_min <= self.config.window_min
        marks = tuple(person.box for person in sweepers)
        return Finding(owed_min, marks, note, is_suspicious=bool(believable) and (is_due or owed_min > 0))

    def blind(self, at_ms: int) -> None:
        """Nothing is counted, neither for nor against."""
        self._viewed_at_ms = None
        self._sweeping = Sweeping.nothing_seen()

    def reset(self) -> None:
        """Duty begins; the account goes on, for it belongs to the window and not to the duty."""
        self.blind(0)

    def _place_in_time(self, at_ms: int) -> tuple[int, float]:
        """Number of the window that opened last, and minutes since it opened."""
        local_min = (at_ms + SHANGHAI_MS) / MINUTE_MS - self.config.opens_at_minute
        number = int(local_min // self.config.every_min)
        return number, local_min - number * self.config.every_min

    def _credit(self, since_ms: int, until_ms: int, into_min: float) -> None:
        """Somebody swept in that time; what is known already counts once, a pause since then counts too."""
        if since_ms - self._swept_until_ms <= PAUSE_MS:
            since_ms = self._swept_until_ms
        since_ms = max(since_ms, until_ms - round(into_min * MINUTE_MS))  # what was before belongs to the last window
        due_ms = self.config.minutes_required * MINUTE_MS
        was_owing = self._done_ms < due_ms
        self._done_ms += until_ms - since_ms
        self._swept_until_ms = until_ms
        if was_owing and self._done_ms >= due_ms:
            self._clean, self._index = None, None  # the next empty view is the clean one

    def _owed_min(self, into_min: float) -> float:
        if into_min < self.config.window_min:
            return 0.0
        watched_min, done_min = self._watched_ms / MINUTE_MS, self._done_ms / MINUTE_MS
        unseen_min = max(0.0, self.config.window_min - watched_min)
        return round(max(0.0, self.config.minutes_required - done_min - unseen_min), 1)

    def _look_for_dust(self, view: View) -> None:
        """Now and then, while nobody hides the view."""
        if view.everybody or view.at_ms - self._index_at_ms < INDEX_EVERY_MS:
            return
        self._index_at_ms = view.at_ms
        now = cells(view.picture, view.zone.pixels)
        if self._clean is None or self._clean.shape != now.shape:  # pictures of another shape cannot be compared
            self._clean = now
        self._index = dust_index(self._clean, now)
