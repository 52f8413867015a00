"""One platform above: registered with, kept alive, answered. Lives on the event loop.

Bounded: ``MOST_ANSWERS`` questions are answered at a time; more are refused with 486, and it asks again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from anlan.bus.messages import SuperiorConfig
from anlan.cameras.camera import Camera
from anlan.cameras.cascade import notices, turning
from anlan.cameras.cascade.calls import Calls, Lines
from anlan.cameras.cascade.entries import Entries
from anlan.cameras.cascade.link import Link, TurnedAway, Ways
from anlan.cameras.cascade.notices import Notice, Notices
from anlan.cameras.cascade.registration import Duty, Registration
from anlan.cameras.cascade.said import ANSWERED_COMMANDS, KNOWN, Answers
from anlan.cameras.cascade.subscriptions import Subscriptions
from anlan.cameras.cascade.turning import Hand, Turn
from anlan.cameras.cascade.turns import Turns
from anlan.cameras.gb28181 import manscdp
from anlan.cameras.gb28181.exchange import NoAnswer
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.manscdp import Said, child, text
from anlan.cameras.gb28181.media import Ports
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.kit.sip.message import Request, answer, parameter
from anlan.kit.sip.refusals import Refusals, Refused

log = get_logger(__name__)

MOST_ANSWERS = 8
#: After an alarm that was not answered: again, when.
TELL_AGAIN_MS = 10_000
#: Answers to a keepalive that mean "I do not know you".
UNKNOWN_TO_IT = frozenset({401, 403, 404, 481})


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
        self.config, self._clock, self._cameras, self._refusals = config, clock, cameras, refusals
        self.link = Link(config, settings, clock, ways)
        self.registration = Registration(config.keepalive_s)
        self.subscriptions = Subscriptions(config, self.link, clock)
        self.calls = Calls(self.link, settings, ports, lines, refusals, cameras.running, self.later)
        self.hand = Hand(config, cameras.turn, cameras.notes, clock)
        self.notices = Notices(clock)
        self._show(config)
        self._sn = 0
        self._duty: asyncio.Task[None] | None = None
        self._telling: asyncio.Task[None] | None = None
        self._tell_again_ms = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._answering: set[asyncio.Task[None]] = set()
        self._told: dict[str, bool] = self.shown.states()

    @property
    def is_registered(self) -> bool:
        """Does it know us?"""
        return self.registration.is_registered(self._clock.now_ms())

    def revise(self, config: SuperiorConfig) -> None:
        """Lend other cameras, under the same registration."""
        before = set(self._told)
        self._show(config)
        self._told |= dict.fromkeys((camera.code for camera in config.cameras if camera.code not in before), False)
        self.calls.review(self.shown)

    def _show(self, config: SuperiorConfig) -> None:
        self.config = self.link.config = config
        self.shown = Entries(config, self._cameras.is_on, self._cameras.can_turn)
        self.answers = Answers(config, self.shown, self._clock)

    def tick(self) -> None:
        """Once a second: what is due, and what changed."""
        now_ms = self._clock.now_ms()
        if (self._duty is None or self._duty.done()) and (duty := self.registration.due(now_ms)):
            self._duty = self.later(self._register() if duty is Duty.REGISTER else self._beat())
        if self.is_registered:
            self._tell_changes()
            self._tell_alarms(now_ms)
        elif self.calls.open and (self._duty is None or self._duty.done()):
            self.later(self.calls.close("the platform above does not answer any more"))

    async def close(self, *, says_goodbye: bool = True) -> None:
        """End everything, and the registration with it; nobody waits for the answer for long."""
        self.hand.close()
        await self.calls.close("the platform above was switched off")
        if self.is_registered and says_goodbye:
            try:
                async with asyncio.timeout(2):
                    await self.link.register(0)
            except (NoAnswer, TurnedAway, TimeoutError) as error:
                log.debug("GB/T 28181 superior not told of the end", superior=self.config.name, reason=str(error))
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- registering -------------------------------------------------------------------------------

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
        body = manscdp.body("Notify", "Keepalive", self.next_sn(), self.config.own_code, "<Status>OK</Status>")
        try:
            response = await self.link.tell(body)
        except NoAnswer:
            self.registration.beat_missed(self._clock.now_ms())
            return
        if response.status in UNKNOWN_TO_IT:
            self.registration.forgotten(self._clock.now_ms(), f"keepalive refused: {response.status}")
        else:
            self.registration.beat_answered(self._clock.now_ms())

    # --- being asked -------------------------------------------------------------------------------

    def asked(self, request: Request, flow: Flow) -> None:
        """One request of this platform above.

        Raises:
            Refused: it is not taken; it has been answered.
        """
        exchange = self.link.exchange
        if request.method != "ACK" and exchange.is_repeat(request, flow):
            return
        if not self._expects(request):
            exchange.reply(request, flow, answer(request, 403, "Forbidden"))
            raise Refused("superior_not_registered")
        try:
            self._sort(request, flow)
        except Refused:
            exchange.reply(request, flow, answer(request, 400, "Bad Request"))
            raise

    def _expects(self, request: Request) -> bool:
        """Registered, or about to be: its first question may overtake our reading of its "200 OK"."""
        is_registering = self._duty is not None and not self._duty.done()
        return self.is_registered or is_registering or request.method in ("ACK", "BYE", "CANCEL")

    def _sort(self, request: Request, flow: Flow) -> None:
        if request.method == "MESSAGE":
            self._message(request, flow)
        elif request.method == "SUBSCRIBE":
            self.subscriptions.asked(request, flow)
        elif request.method == "INVITE":
            self._invited(request, flow)
        elif request.method == "ACK":
            self.calls.acknowledged(request)
        elif request.method in ("BYE", "CANCEL"):
            self.calls.ended(request, flow)
        elif request.method == "OPTIONS":
            self.reply(request, flow, 200, "OK")
        else:
            self.reply(request, flow, 405, "Method Not Allowed")

    def reply(self, request: Request, flow: Flow, status: int, phrase: str) -> None:
        """A short answer."""
        self.link.exchange.reply(request, flow, answer(request, status, phrase))

    def _invited(self, request: Request, flow: Flow) -> None:
        if parameter(request.get("to"), "tag"):  # inside a call: nothing of it is changed
            self.reply(request, flow, 488, "Not Acceptable Here")
        else:
            self.calls.invited(request, flow, self.shown)

    def _message(self, request: Request, flow: Flow) -> None:
        said = manscdp.parse(request.body)
        if not (said.sn.isascii() and said.sn.isdigit()):
            raise Refused("sn")
        if said.root == "Query" and said.command in KNOWN:
            self._answer_later(request, flow, self._query(said))
        elif (said.root, said.command) == ("Control", "DeviceControl"):
            self._control(request, flow, said)
        else:  # answers to our notices, times, and what nobody here needs: it must not be repeated
            self.reply(request, flow, 200, "OK")

    def _control(self, request: Request, flow: Flow, said: Said) -> None:
        shared, wanted = self.shown.camera(said.device_id), text(said.element, "PTZCmd", 32)
        command = turning.read(wanted) if wanted else None
        if any(child(said.element, name) is not None for name in ANSWERED_COMMANDS):
            self._answer_later(request, flow, self._send([self.answers.refused(said)]))
        elif wanted and command is None:
            self.reply(request, flow, 400, "Bad Request")
            self._refusals.note("superior_command")
        elif shared is None or command is None or not self.config.may_turn:
            self.reply(request, flow, 403, "Forbidden")
            self._refusals.note("superior_control")
        elif self._cameras.notes.is_full and not command.stops:
            self.reply(request, flow, 503, "Service Unavailable")
            self._refusals.note("superior_not_noted")
        else:
            self._answer_later(request, flow, self.hand.do(shared.camera_id, command))

    def _answer_later(self, request: Request, flow: Flow, work: Coroutine[Any, Any, None]) -> None:
        if len(self._answering) >= MOST_ANSWERS:
            work.close()
            self.reply(request, flow, 486, "Busy Here")
            self._refusals.note("superior_busy")
            return
        self.reply(request, flow, 200, "OK")
        task = self.later(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _query(self, said: Said) -> None:
        shared, presets = self.shown.camera(said.device_id), None
        if said.command == "PresetQuery" and shared is not None and self.config.may_turn:
            presets = await self.hand.presets(shared.camera_id)
        await self._send(self.answers.to(said, presets))

    async def _send(self, bodies: Any) -> None:
        for body in bodies:
            await self.link.tell(body)

    # --- changes -----------------------------------------------------------------------------------

    def _tell_changes(self) -> None:
        now, before = self.shown.states(), self._told
        gone = dict.fromkeys(before.keys() - now.keys(), "DEL")
        new = {code: "ON" if on else "OFF" for code, on in now.items() if before.get(code) is not on}
        self._told = now
        if (gone or new) and self.subscriptions.count:
            self.later(self._in_turn(list(self.subscriptions.tell(self.shown, gone | new))))

    def _tell_alarms(self, now_ms: int) -> None:
        is_free = self._telling is None or self._telling.done()
        if is_free and now_ms >= self._tell_again_ms and (notice := self.notices.next()):
            self._telling = self.later(self._tell_alarm(notice))

    async def _tell_alarm(self, notice: Notice) -> None:
        body = manscdp.body("Notify", "Alarm", self.next_sn(), notice.shared.code, notices.inner(notice))
        self._tell_again_ms = self._clock.now_ms() + TELL_AGAIN_MS
        await self.link.tell(body)  # what it answers, it has heard it
        self._tell_again_ms = 0
        self.notices.done(notice)

    async def _in_turn(self, works: list[Callable[[], Awaitable[None]]]) -> None:
        for work in works:
            await work()

    # --- helpers -----------------------------------------------------------------------------------

    def next_sn(self) -> int:
        """Serial number of the next thing we say."""
        self._sn = self._sn % 999_999 + 1
        return self._sn

    def later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it beside everything else."""
        task = asyncio.get_running_loop().create_task(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except NoAnswer as error:
            self._refusals.note("superior_no_answer")
            log.info("GB/T 28181 superior did not answer", superior=self.config.name, reason=str(error))
        except Exception:  # one platform above must not end the others
            self._refusals.note("internal")
            log.exception("GB/T 28181 superior", superior=self.config.name)
