"""What one platform above asks: sorted, answered or refused.

Bounded: ``MOST_ANSWERS`` questions are answered at a time; more are refused with 486, and it asks again.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from anlan.cameras.cascade import turning
from anlan.cameras.cascade.calls import Calls
from anlan.cameras.cascade.entries import Entries
from anlan.cameras.cascade.errands import Errands
from anlan.cameras.cascade.link import Link
from anlan.cameras.cascade.said import ANSWERED_COMMANDS, KNOWN, Answers
from anlan.cameras.cascade.subscriptions import Subscriptions
from anlan.cameras.cascade.turning import Hand
from anlan.cameras.cascade.turns import Turns
from anlan.cameras.gb28181 import manscdp
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.manscdp import Said, child, text
from anlan.domain.clock import Clock
from anlan.kit.sip.message import Request, answer, parameter
from anlan.kit.sip.refusals import Refusals, Refused

MOST_ANSWERS = 8


class Reception:
    """One platform above's; lives on the event loop.

    Args:
        is_expected: is it registered with, or about to be?
        turns: what it turned and is not written down yet; full, it may turn nothing more.
    """

    def __init__(
        self,
        link: Link,
        clock: Clock,
        subscriptions: Subscriptions,
        calls: Calls,
        hand: Hand,
        turns: Turns,
        errands: Errands,
        refusals: Refusals,
        is_expected: Callable[[], bool],
    ) -> None:
        self._link, self._clock, self._subscriptions, self._calls = link, clock, subscriptions, calls
        self._hand, self._turns, self._errands, self._refusals = hand, turns, errands, refusals
        self._is_expected = is_expected
        self._answering: set[asyncio.Task[None]] = set()

    def show(self, shown: Entries) -> None:
        """Answer from this catalogue from now on."""
        self._shown, self._answers = shown, Answers(self._link.config, shown, self._clock)

    def asked(self, request: Request, flow: Flow) -> None:
        """One request of this platform above.

        Raises:
            Refused: it is not taken; it has been answered.
        """
        if request.method != "ACK" and self._link.exchange.is_repeat(request, flow):
            return
        if request.method not in ("ACK", "BYE", "CANCEL") and not self._is_expected():
            self._reply(request, flow, 403, "Forbidden")
            raise Refused("superior_not_registered")
        try:
            self._sort(request, flow)
        except Refused:
            self._reply(request, flow, 400, "Bad Request")
            raise

    def _sort(self, request: Request, flow: Flow) -> None:
        match request.method:
            case "MESSAGE":
                self._message(request, flow)
            case "SUBSCRIBE":
                self._subscriptions.asked(request, flow)
            case "INVITE":
                self._invited(request, flow)
            case "ACK":
                self._calls.acknowledged(request)
            case "BYE" | "CANCEL":
                self._calls.ended(request, flow)
            case "OPTIONS":
                self._reply(request, flow, 200, "OK")
            case _:
                self._reply(request, flow, 405, "Method Not Allowed")

    def _reply(self, request: Request, flow: Flow, status: int, phrase: str) -> None:
        self._link.exchange.reply(request, flow, answer(request, status, phrase))

    def _invited(self, request: Request, flow: Flow) -> None:
        if parameter(request.get("to"), "tag"):  # inside a call: nothing of it is changed
            self._reply(request, flow, 488, "Not Acceptable Here")
        else:
            self._calls.invited(request, flow, self._shown)

    # --- questions and commands ----------------------------------------------------------------------

    def _message(self, request: Request, flow: Flow) -> None:
        said = manscdp.parse(request.body)
        if not (said.sn.isascii() and said.sn.isdigit()):
            raise Refused("sn")
        if said.root == "Query" and said.command in KNOWN:
            self._answer_later(request, flow, self._query(said))
        elif (said.root, said.command) == ("Control", "DeviceControl"):
            self._control(request, flow, said)
        else:  # answers to our notices, times, and what nobody here needs: it must not be repeated
            self._reply(request, flow, 200, "OK")

    def _control(self, request: Request, flow: Flow, said: Said) -> None:
        shared, wanted = self._shown.camera(said.device_id), text(said.element, "PTZCmd", 32)
        command = turning.read(wanted) if wanted else None
        if any(child(said.element, name) is not None for name in ANSWERED_COMMANDS):
            self._answer_later(request, flow, self._send([self._answers.refused(said)]))
        elif wanted and command is None:
            self._refuse(request, flow, 400, "Bad Request", "superior_command")
        elif shared is None or command is None or not self._link.config.may_turn:
            self._refuse(request, flow, 403, "Forbidden", "superior_control")
        elif self._turns.is_full and not command.stops:
            self._refuse(request, flow, 503, "Service Unavailable", "superior_not_noted")
        else:
            self._answer_later(request, flow, self._hand.do(shared.camera_id, command))

    def _refuse(self, request: Request, flow: Flow, status: int, phrase: str, reason: str) -> None:
        self._reply(request, flow, status, phrase)
        self._refusals.note(reason)

    def _answer_later(self, request: Request, flow: Flow, work: Coroutine[Any, Any, None]) -> None:
        if len(self._answering) >= MOST_ANSWERS:
            work.close()
            self._refuse(request, flow, 486, "Busy Here", "superior_busy")
            return
        self._reply(request, flow, 200, "OK")
        task = self._errands.later(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _query(self, said: Said) -> None:
        shared, presets = self._shown.camera(said.device_id), None
        if said.command == "PresetQuery" and shared is not None and self._link.config.may_turn:
            presets = await self._hand.presets(shared.camera_id)
        await self._send(self._answers.to(said, presets))

    async def _send(self, bodies: Iterable[bytes]) -> None:
        for body in bodies:
            await self._link.tell(body)
