"""Takes every deadline along when the machine's clock is set back, in the worker that leads."""

from anlan.bus.ills import Ills
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger
from anlan.records.incidents.step_back import step_back
from anlan.web import worker_store as store
from anlan.web.clock_watch import ClockWatch
from anlan.web.records_thread import Database

log = get_logger(__name__)


class ClockKeeper:
    """Looked through once a second. Every worker watches, so that whoever leads next has not missed a step."""

    def __init__(self, clock: Clock, database: Database, ills: Ills, facts: dict[str, float | int | str]) -> None:
        self._watch, self._is_compared = ClockWatch(clock), False
        self._database, self._ills, self._facts = database, ills, facts

    async def look(self) -> None:
        """A clock that was set back takes the deadlines along; the health page says so until it is where it was."""
        gone_s = self._watch.gone_back_s()
        if self._facts.get("owner"):
            await self._lead(gone_s)
        if not self._watch.is_behind():
            self._ills.over("clock")

    async def _lead(self, gone_s: float) -> None:
        if not self._is_compared:
            gone_s = gone_s or self._watch.gone_back_since_s(await self._database(store.newest_written))
            self._is_compared = True
        if gone_s:
            await self._database(lambda: step_back(gone_s))
            log.error("the clock was set back; deadlines were moved with it", seconds=round(gone_s, 1))
            self._ills.note(
                "clock",
                f"this machine's clock was set back by {gone_s:.0f} s; deadlines and delays were moved with it and "
                "readings without a stamp of their own are judged on, but devices whose own clock is more than 5 min "
                "ahead of the new one raise no alarm: look at NTP, and at the readings marked as of the future",
            )
