"""What falls due in the records: deadlines every second, and at their own pace proofs that nothing is forgotten."""

import asyncio
import itertools
from collections.abc import Callable

from django.db import connection

from anlan.bus.ills import Ills
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.records.evidence.services import originals_expire
from anlan.records.figures import bulletins, reports
from anlan.records.incidents import auditor, sweeper
from anlan.records.loudspeakers.planning import forget as broadcasts_forget
from anlan.records.merging.services import stragglers_move
from anlan.records.notices import canary
from anlan.records.registry import auditor as register_auditor
from anlan.records.registry import sweeper as register_sweeper
from anlan.records.registry.consents import consents_remind
from anlan.records.reporting.planning import forget as reports_forget
from anlan.records.sites.services.limits import overrides_expire
from anlan.web import worker_store as store
from anlan.web.clock_keeper import ClockKeeper
from anlan.web.config_publisher import ConfigPublisher
from anlan.web.records_thread import Database

log = get_logger(__name__)


class DueWork:
    """Runs in every worker: rows are swept under locks.

    Args:
        wake: says that there is news in the outbox.
    """

    def __init__(
        self,
        database: Database,
        ills: Ills,
        config: Settings,
        facts: dict[str, float | int | str],
        publisher: ConfigPublisher,
        wake: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._database, self._ills, self._config, self._facts = database, ills, config, facts
        self._publisher, self._wake = publisher, wake
        self._clock = ClockKeeper(clock, database, ills, facts)
        self._has_more, self._forgotten = False, list[str]()

    async def run(self) -> None:
        """Once a second, until cancelled. What fails is tried again a second later."""
        for second in itertools.count():
            try:
                self._note_failed(await self._round(second))
            except Exception as error:
                log.exception("sweep failed, again in a second")
                self._ills.note("due", f"deadlines cannot be looked after; look at the database ({error})")
            await asyncio.sleep(1)

    async def _round(self, second: int) -> int:
        """Everything that is due in this second of our life; returns how many deadlines of alarms failed."""
        await self._clock.look()
        failed = await self._sweep_incidents()
        if second % 5 == 0 and self._config.canary:
            self._facts["canary_age_s"] = round(await self._database(canary.age_s), 1)
        if second % 10 == 5 or self._has_more:  # deadlines are days: ten seconds late is on time
            self._has_more = (await self._database(register_sweeper.sweep)).is_more
        if second % 30 == 0:
            await self._prove(looks_through_ledgers=second % 300 == 0)
        if second % 60 == 20:
            await asyncio.to_thread(_bulletins)  # counts for seconds: alarms do not wait for it
        if second % 3600 == 60:
            await self._tidy_up()
        return failed

    async def _sweep_incidents(self) -> int:
        swept: sweeper.Swept = await self._database(sweeper.sweep)
        if swept.escalated or swept.reopened or swept.late_opened:
            self._wake()
        return swept.failed

    def _note_failed(self, count: int) -> None:
        """What cannot be taken is tried every second, and stays on the health page until it can."""
        self._facts["due_failed"] = count
        if count:
            self._ills.note("due", f"{count} of what is due cannot be taken; the worker's log says which and why")
        else:
            self._ills.over("due")

    async def _prove(self, *, looks_through_ledgers: bool) -> None:
        """Bring what is left over into order, and name every record without a future."""
        await self._publisher.agree()
        if await self._database(stragglers_move):
            log.info("rows moved to the enterprise that their own went into")
        if await self._database(overrides_expire):
            self._wake()
        if looks_through_ledgers:
            self._forgotten = await self._database(register_auditor.problems)
        problems = await self._database(auditor.problems) + self._forgotten
        self._facts["auditor_problems"] = len(problems)
        for problem in problems[:10]:
            log.error("record without a future", problem=problem)

    async def _tidy_up(self) -> None:
        """Let go of what nobody needs any more, and remind of consents that end."""
        for forget in (store.prune, originals_expire, consents_remind, reports_forget, broadcasts_forget):
            await self._database(forget)


def _bulletins() -> None:
    """Make the bulletins and scheduled reports that are due, over a connection of this thread."""
    try:
        bulletins.sweep()
        reports.sweep()
    finally:
        connection.close()
