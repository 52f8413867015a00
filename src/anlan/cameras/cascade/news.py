"""What one platform above is told without asking: changes of our catalogue, and alarms of cameras lent to it."""

import asyncio
from collections.abc import Awaitable, Callable

from anlan.cameras.cascade import notices
from anlan.cameras.cascade.entries import Entries
from anlan.cameras.cascade.errands import Errands
from anlan.cameras.cascade.link import Link
from anlan.cameras.cascade.notices import Notice, Notices
from anlan.cameras.cascade.subscriptions import Subscriptions
from anlan.cameras.gb28181 import manscdp
from anlan.domain.clock import Clock

#: After an alarm that was not answered: again, when.
TELL_AGAIN_MS = 10_000


class News:
    """One platform above's; lives on the event loop."""

    def __init__(
        self, link: Link, clock: Clock, subscriptions: Subscriptions, waiting: Notices, errands: Errands
    ) -> None:
        self._link, self._clock, self._subscriptions = link, clock, subscriptions
        self._waiting, self._errands = waiting, errands
        self._told: dict[str, bool] = {}
        self._telling: asyncio.Task[None] | None = None
        self._tell_again_ms = 0

    def show(self, shown: Entries) -> None:
        """Tell of this catalogue from now on; a camera that is new in it counts as off until it was told."""
        codes = [camera.code for camera in self._link.config.cameras if camera.code not in self._told]
        self._told |= dict.fromkeys(codes, False)
        self._shown = shown

    def begin(self) -> None:
        """What there is now is known: it is asked for, not told."""
        self._told = self._shown.states()

    def tick(self) -> None:
        """Tell what changed, and the next alarm."""
        self._tell_changes()
        self._tell_alarms()

    def _tell_changes(self) -> None:
        now, before = self._shown.states(), self._told
        gone = dict.fromkeys(before.keys() - now.keys(), "DEL")
        new = {code: "ON" if on else "OFF" for code, on in now.items() if before.get(code) is not on}
        self._told = now
        if (gone or new) and self._subscriptions.count:
            self._errands.later(_in_turn(list(self._subscriptions.tell(self._shown, gone | new))))

    def _tell_alarms(self) -> None:
        is_free = self._telling is None or self._telling.done()
        if is_free and self._clock.now_ms() >= self._tell_again_ms and (notice := self._waiting.next()):
            self._telling = self._errands.later(self._tell_alarm(notice))

    async def _tell_alarm(self, notice: Notice) -> None:
        body = manscdp.body("Notify", "Alarm", self._link.next_sn(), notice.shared.code, notices.inner(notice))
        self._tell_again_ms = self._clock.now_ms() + TELL_AGAIN_MS
        await self._link.tell(body)  # what it answers, it has heard it
        self._tell_again_ms = 0
        self._waiting.done(notice)


async def _in_turn(works: list[Callable[[], Awaitable[None]]]) -> None:
    for work in works:
        await work()
