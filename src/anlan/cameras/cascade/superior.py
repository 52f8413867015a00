"""One platform above: registered with, kept alive, and everything that is shared with it. Lives on the event loop."""

import asyncio
from typing import Protocol

from anlan.bus.messages import SuperiorConfig
from anlan.cameras.camera import Camera
from anlan.cameras.cascade.call import Lines
from anlan.cameras.cascade.calls import Calls
from anlan.cameras.cascade.entries import Entries
from anlan.cameras.cascade.errands import Errands
from anlan.cameras.cascade.link import Link, TurnedAway, Ways
from anlan.cameras.cascade.news import News
from anlan.cameras.cascade.notices import Notices
from anlan.cameras.cascade.reception import Reception
from anlan.cameras.cascade.registration import Duty, Registration
from anlan.cameras.cascade.subscriptions import Subscriptions
from anlan.cameras.cascade.turning import Hand, Turn
from anlan.cameras.cascade.turns import Turns
from anlan.cameras.gb28181 import manscdp
from anlan.cameras.gb28181.exchange import NoAnswer
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.media import Ports
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.kit.sip.message import Request
from anlan.kit.sip.refusals import Refusals

log = get_logger(__name__)

#: Answers to a keepalive that mean "I do not know you".
UNKNOWN_TO_IT = frozenset({401, 403, 404, 481})
GOODBYE_WITHIN_S = 2.0


class Cameras(Protocol):
    """What is known of cameras, by their ids."""

    turn: Turn
    notes: Turns

    def running(self, camera_id: int) -> Camera | None:
        """A camera that runs."""
        ...

    def is_on(self, camera_id: int) -> bool:
        """Does it give pictures?"""
        ...

    def can_turn(self, camera_id: int) -> bool:
        """Is it of a kind that can be turned?"""
        ...


class Superior:
    """Everything of one platform above.

    Args:
        cameras: what is known of cameras.
        lines: calls of all platforms above.
    """

    def __init__(
        self,
        config: SuperiorConfig,
        settings: Settings,
        clock: Clock,
        ways: Ways,
        cameras: Cameras,
        ports: Ports,
        lines: Lines,
        refusals: Refusals,
    ) -> None:
        self._clock, self._cameras = clock, cameras
        self.link = Link(config, settings, clock, ways)
        self.registration = Registration(config.keepalive_s)
        self._duty: asyncio.Task[None] | None = None
        self._errands = errands = Errands(self.link, refusals)
        self.subscriptions = Subscriptions(config, self.link, clock)
        self.calls = Calls(self.link, settings, ports, lines, refusals, cameras.running, errands.later)
        self.hand = Hand(config, cameras.turn, cameras.notes, clock)
        self.notices = Notices(clock)
        self._news = News(self.link, clock, self.subscriptions, self.notices, errands)
        self._reception = Reception(
            self.link, clock, self.subscriptions, self.calls, self.hand, cameras.notes, errands, refusals,
            self._is_expected,
        )  # fmt: skip
        self._show(config)
        self._news.begin()

    @property
    def config(self) -> SuperiorConfig:
        """What is configured now."""
        return self.link.config

    @property
    def is_registered(self) -> bool:
        """Does it know us?"""
        return self.registration.is_registered(self._clock.now_ms())

    def revise(self, config: SuperiorConfig) -> None:
        """Lend other cameras, under the same registration."""
        self._show(config)
        self.calls.review(self.shown)

    def _show(self, config: SuperiorConfig) -> None:
        self.link.config = config
        self.shown = Entries(config, self._cameras.is_on, self._cameras.can_turn)
        self._reception.show(self.shown)
        self._news.show(self.shown)

    def asked(self, request: Request, flow: Flow) -> None:
        """One request of this platform above.

        Raises:
            Refused: it is not taken; it has been answered.
        """
        self._reception.asked(request, flow)

    def tick(self) -> None:
        """Once a second: what is due, and what changed."""
        if not self._is_on_duty and (duty := self.registration.due(self._clock.now_ms())):
            self._duty = self._errands.later(self._register() if duty is Duty.REGISTER else self._beat())
        if self.is_registered:
            self._news.tick()
        elif self.calls.open and not self._is_on_duty:
            self._errands.later(self.calls.close("the platform above does not answer any more"))

    async def close(self, *, says_goodbye: bool = True) -> None:
        """End everything, and the registration with it; nobody waits for the answer for long."""
        self.hand.close()
        await self.calls.close("the platform above was switched off")
        if self.is_registered and says_goodbye:
            try:
                async with asyncio.timeout(GOODBYE_WITHIN_S):
                    await self.link.register(0)
            except (NoAnswer, TurnedAway, TimeoutError) as error:
                log.debug("GB/T 28181 superior not told of the end", superior=self.config.name, reason=str(error))
        await self._errands.close()

    # --- registering -------------------------------------------------------------------------------

    @property
    def _is_on_duty(self) -> bool:
        """Does it register or say that it lives just now?"""
        return self._duty is not None and not self._duty.done()

    def _is_expected(self) -> bool:
        """Registered, or about to be: its first question may overtake our reading of its "200 OK"."""
        return self.is_registered or self._is_on_duty

    async def _register(self) -> None:
        was, name = self.is_registered, self.config.name
        try:
            granted_s = await self.link.register(self.config.expires_s)
        except TurnedAway as error:
            self.registration.refused(self._clock.now_ms(), str(error))
            log.warning("GB/T 28181 superior refuses", superior=name, reason=str(error))
        except NoAnswer as error:
            self.link.forget_way()
            self.registration.unanswered(self._clock.now_ms(), str(error))
            log.info("GB/T 28181 superior does not answer", superior=name, reason=str(error))
        else:
            self.registration.registered(self._clock.now_ms(), granted_s)
            if not was:
                log.info("GB/T 28181 registered with superior", superior=name, for_s=granted_s)

    async def _beat(self) -> None:
        body = manscdp.body("Notify", "Keepalive", self.link.next_sn(), self.config.own_code, "<Status>OK</Status>")
        try:
            response = await self.link.tell(body)
        except NoAnswer:
            self.registration.beat_missed(self._clock.now_ms())
            return
        if response.status in UNKNOWN_TO_IT:
            self.registration.forgotten(self._clock.now_ms(), f"keepalive refused: {response.status}")
        else:
            self.registration.beat_answered(self._clock.now_ms())
