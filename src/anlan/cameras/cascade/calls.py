"""Calls from above: INVITE for a picture, ACK, BYE, CANCEL.

More calls at once than ``call.Lines`` allows are answered 486. A call of whose ACK nothing is heard for
``ACK_WITHIN_S`` is given up.
"""

import asyncio
from collections.abc import Callable

from anlan.cameras.camera import Camera
from anlan.cameras.cascade.call import Call, Declined, Lines
from anlan.cameras.cascade.entries import Entries
from anlan.cameras.cascade.inviting import Inviting
from anlan.cameras.cascade.link import Link
from anlan.cameras.cascade.subscriptions import in_dialogue
from anlan.cameras.gb28181.exchange import REPEAT_FIRST_S, REPEAT_MAX_S, NoAnswer
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.media import Ports
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.kit.sip.message import Request, answer
from anlan.kit.sip.refusals import Refusals, Refused

log = get_logger(__name__)

ACK_WITHIN_S = 32.0


class Calls:
    """Those of one platform above; lives on the event loop.

    Args:
        camera_of: a running camera, by its id.
        later: does something beside everything else.
    """

    def __init__(
        self,
        link: Link,
        settings: Settings,
        ports: Ports,
        lines: Lines,
        refusals: Refusals,
        camera_of: Callable[[int], Camera | None],
        later: Callable[..., object],
    ) -> None:
        self._link, self._lines, self._refusals, self._later = link, lines, refusals, later
        self._inviting = Inviting(link, settings, ports, lines, camera_of, self._sender_ended)
        self._open: dict[str, Call] = {}
        self._loop = asyncio.get_running_loop()

    @property
    def open(self) -> list[Call]:
        """Those that run."""
        return list(self._open.values())

    # --- what is asked -----------------------------------------------------------------------------

    def invited(self, request: Request, flow: Flow, shown: Entries) -> None:
        """An INVITE: answered at once, its pictures go when its ACK is here."""
        exchange = self._link.exchange
        exchange.reply(request, flow, answer(request, 100, "Trying"))
        try:
            call = self._inviting.call(request, flow, shown, already=len(self._open))
        except Refused as refused:
            self._refusals.note(refused.reason)
            exchange.reply(request, flow, answer(request, 488, "Not Acceptable Here"))
        except Declined as declined:
            self._refusals.note(declined.reason or "superior_declined")
            exchange.reply(request, flow, answer(request, declined.status, declined.phrase))
        else:
            self._open[request.call_id] = call
            self._lines.busy.append(call)
            exchange.reply(request, flow, call.response)
            self._later(self._until_acknowledged(call))
            log.info("GB/T 28181 picture lent", superior=self._link.config.name, camera=call.shared.name)

    def acknowledged(self, request: Request) -> None:
        """An ACK: the pictures go."""
        call = self._open.get(request.call_id)
        if call is not None and not call.is_acknowledged:
            call.is_acknowledged = True
            call.sender.start()

    def ended(self, request: Request, flow: Flow) -> None:
        """A BYE, or a CANCEL of what was not acknowledged yet."""
        call = self._open.get(request.call_id)
        exchange = self._link.exchange
        if call is None:
            exchange.reply(request, flow, answer(request, 481, "Call/Transaction Does Not Exist"))
            return
        exchange.reply(request, flow, answer(request, 200, "OK"))
        if request.method == "BYE" or not call.is_acknowledged:
            self._drop(call)

    # --- what ends -----------------------------------------------------------------------------------

    def review(self, shown: Entries) -> None:
        """End calls of cameras that are not lent any more."""
        for call in self.open:
            if shown.camera(call.shared.code) is None:
                self._later(self.hang_up(call, "not lent any more"))

    async def hang_up(self, call: Call, why: str) -> None:
        """End a call from our side."""
        if self._open.get(call.request.call_id) is not call:
            return
        self._drop(call)
        log.info("GB/T 28181 picture ends", camera=call.shared.name, reason=why)
        flow = call.flow if call.flow.is_open else self._link.flow
        if flow is None:
            return
        bye = in_dialogue(self._link, flow, call.request, call.own_tag, "BYE", 1)
        try:
            await self._link.exchange.ask(flow, bye, 4.0)
        except NoAnswer:
            log.debug("BYE not answered", camera=call.shared.name)

    async def close(self, why: str) -> None:
        """End all."""
        await asyncio.gather(*(self.hang_up(call, why) for call in self.open), return_exceptions=True)

    def _drop(self, call: Call) -> None:
        self._open.pop(call.request.call_id, None)
        if call in self._lines.busy:
            self._lines.busy.remove(call)
        call.stop.set()
        if not call.is_acknowledged and call.sender.port is not None:
            call.sender.port.socket.close()

    async def _until_acknowledged(self, call: Call) -> None:
        """Over datagrams the answer is said again until its ACK comes (RFC 3261, 13.3.1.4)."""
        waited_s, pause_s = 0.0, REPEAT_FIRST_S
        while not call.is_acknowledged and not call.stop.is_set():
            if waited_s >= ACK_WITHIN_S:
                await self.hang_up(call, "no ACK came")
                return
            await asyncio.sleep(pause_s)
            waited_s, pause_s = waited_s + pause_s, min(2 * pause_s, REPEAT_MAX_S)
            if call.flow.protocol == "UDP" and not call.is_acknowledged and not call.stop.is_set():
                self._link.exchange.reply(call.request, call.flow, call.response)

    def _sender_ended(self, call_id: str, why: str) -> None:
        """From the sender's thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ended_itself, call_id, why)

    def _ended_itself(self, call_id: str, why: str) -> None:
        call = self._open.get(call_id)
        if call is not None:
            self._later(self.hang_up(call, why))
