"""Dialogues that ask for pictures: INVITE, ACK, BYE, and CANCEL for a device that thinks too long."""

import asyncio
import contextlib
import itertools
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from anlan.cameras.gb28181.devices import Device
from anlan.cameras.gb28181.exchange import Exchange, NoAnswer
from anlan.cameras.gb28181.questions import Questions
from anlan.cameras.gb28181.sdp import Answered, Offer, answered, offered
from anlan.kit.sip import message
from anlan.kit.sip.message import Headers, Request, Response
from anlan.kit.sip.refusals import Refused

INVITED_WITHIN_S = 10.0
#: A recorder that gets all its cameras' INVITEs in one moment refuses some.
AT_ONCE_PER_DEVICE = 4
#: A device is given so long to take a command within a dialogue.
STEERED_WITHIN_S = 4.0
#: Why a recording's dialogue ends when all of it was sent; and how long what is still on its way may take.
RECORDING_ENDED = "all of the recording was sent"
TAIL_S = 1.0
MANSRTSP: Headers = (("content-type", "Application/MANSRTSP"),)
#: Dialogues given up, kept so that a late "200 OK" is answered with BYE.
MOST_GIVEN_UP = 512


class Declined(NoAnswer):
    """The device refused the picture; ``status`` says how."""

    def __init__(self, status: int, phrase: str) -> None:
        super().__init__(f"the device refused the picture: {status} {phrase}"[:120])
        self.status = status


@dataclass(slots=True)
class Call:
    """One dialogue. ``on_end`` is told once when the device ends it. ``asked``: requests within it so far."""

    device: Device
    channel_id: str
    invite: Request
    answer: Response
    media: Answered
    on_end: Callable[[str], None]
    ack: bytes = b""
    is_recording: bool = False
    asked: int = 0


class Calls:
    """All dialogues of this process; lives on the event loop."""

    def __init__(self, exchange: Exchange, questions: Questions, port: int) -> None:
        self._exchange, self._questions, self._port = exchange, questions, port
        self._open: dict[str, Call] = {}
        self._given_up: OrderedDict[str, Device] = OrderedDict()
        self._number = itertools.count(secrets.randbelow(9_000) + 1)
        self._turns: dict[str, asyncio.Semaphore] = {}

    @property
    def count(self) -> int:
        """Open dialogues."""
        return len(self._open)

    def new_ssrc(self, *, is_live: bool = True) -> str:
        """0 for live and 1 for recordings, five digits of the realm, four of our own."""
        region = (self._exchange.realm + "0" * 10)[3:8]
        return f"{0 if is_live else 1}{region}{next(self._number) % 10_000:04d}"

    async def invite(self, device: Device, offer: Offer, on_end: Callable[[str], None]) -> Call:
        """Ask for a picture.

        Raises:
            NoAnswer: no answer. Declined: a refusal. Refused: an answer that is none.
        """
        async with self._turns.setdefault(device.id, asyncio.Semaphore(AT_ONCE_PER_DEVICE)):
            return await self._invite(device, offer, on_end)

    async def bye(self, call: Call) -> None:
        """End a dialogue; the device's answer is not needed."""
        if self._open.pop(call.invite.call_id, None) is not None:
            await self._within(call.device, call.invite, call.answer, "BYE", call.asked + 1)

    async def info(self, call: Call, body: bytes) -> bool:
        """Steer a recording; False when the device does not take the command."""
        if call.device.flow is None or call.invite.call_id not in self._open:
            return False
        call.asked += 1
        request = self._following(call.device, call.invite, call.answer, "INFO", call.asked, MANSRTSP, body)
        try:
            return (await self._exchange.ask(call.device.flow, request, STEERED_WITHIN_S)).status < 300
        except NoAnswer:
            return False

    def recording_ended(self, device: Device, call_id: str, channel_id: str) -> None:
        """A device has sent all of a recording. It names the dialogue; some name only the channel."""
        named = self._open.get(call_id)
        others = [
            one for one in self._open.values()
            if one.is_recording and one.device is device and one.channel_id == channel_id
        ]  # fmt: skip
        call = named or (others[0] if len(others) == 1 else None)
        if call is not None and call.is_recording:
            asyncio.get_running_loop().call_later(TAIL_S, call.on_end, RECORDING_ENDED)

    async def close(self) -> None:
        """End all."""
        await asyncio.gather(*(self.bye(call) for call in list(self._open.values())), return_exceptions=True)

    def ended(self, call_id: str) -> bool:
        """A device ended a dialogue; True when there was one."""
        call = self._open.pop(call_id, None)
        if call is not None:
            call.on_end("the device ended its pictures")
        return call is not None

    def answered_late(self, response: Response) -> bool:
        """An answer nobody waits for: our ACK was lost, or we gave up too early."""
        if response.cseq[1] != "INVITE" or response.status >= 300:
            return False
        call = self._open.get(response.call_id)
        if call is not None and call.device.flow is not None:
            call.device.flow.send(call.ack)
            return True
        device = self._given_up.pop(response.call_id, None)
        if device is None:
            return False
        task = asyncio.get_running_loop().create_task(self._hang_up(device, response))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return True

    async def _invite(self, device: Device, offer: Offer, on_end: Callable[[str], None]) -> Call:
        if device.flow is None:
            raise NoAnswer("this device is not registered")
        request = self._request(device, offer)
        try:
            response = await self._exchange.ask(device.flow, request, INVITED_WITHIN_S)
        except (NoAnswer, asyncio.CancelledError):
            self._give_up(device, request)
            raise
        ack = self._in_dialogue(device, request, response, "ACK")
        device.flow.send(ack)
        if response.status >= 300:
            raise Declined(response.status, response.phrase)
        try:
            media = answered(response.body)
            call = Call(device, offer.channel_id, request, response, media, on_end, ack, offer.recorded is not None)
        except Refused:
            await self._within(device, request, response, "BYE")
            raise
        self._open[request.call_id] = call
        return call

    def _request(self, device: Device, offer: Offer) -> Request:
        assert device.flow is not None
        here = f"{self._questions.here(device)}:{self._port}"
        headers: Headers = (
            ("contact", f"<sip:{self._exchange.own_id}@{here}>"),
            ("subject", f"{offer.channel_id}:{offer.ssrc},{self._exchange.own_id}:0"),
            ("content-type", "APPLICATION/SDP"),
        )
        return self._exchange.request(
            device.flow, "INVITE", offer.channel_id, here, headers=headers, body=offered(offer)
        )

    def _in_dialogue(self, device: Device, invite: Request, response: Response, method: str) -> bytes:
        """ACK and BYE: to whom the answer says. An ACK of a refusal belongs to the transaction of its INVITE."""
        return message.written(self._following(device, invite, response, method))

    def _following(
        self,
        device: Device,
        invite: Request,
        response: Response,
        method: str,
        ahead: int = 1,
        headers: Headers = (),
        body: bytes = b"",
    ) -> Request:
        """``ahead``: how far its number is from the INVITE's; an ACK has the same."""
        assert device.flow is not None
        number, _ = invite.cseq
        request = self._exchange.request(
            device.flow, method, "", f"{self._questions.here(device)}:{self._port}",
            call_id=invite.call_id, cseq=number + (0 if method == "ACK" else ahead), to=response.get("to"),
            own_tag=message.parameter(response.get("from") or invite.get("from"), "tag"),
            uri=message.uri_of(response.get("contact")) or invite.uri, headers=headers, body=body,
        )  # fmt: skip
        if method == "ACK" and response.status >= 300:
            return Request((invite.headers[0], *request.headers[1:]), method="ACK", uri=invite.uri)
        return request

    async def _within(self, device: Device, invite: Request, response: Response, method: str, ahead: int = 1) -> None:
        if device.flow is None or not device.flow.is_open:
            return
        with contextlib.suppress(NoAnswer):  # then the device is gone, and the dialogue with it
            await self._exchange.ask(device.flow, self._following(device, invite, response, method, ahead), 2.0)

    def _give_up(self, device: Device, request: Request) -> None:
        self._given_up[request.call_id] = device
        while len(self._given_up) > MOST_GIVEN_UP:
            self._given_up.popitem(last=False)
        if device.flow is None:
            return
        number, _ = request.cseq
        kept = [pair for pair in request.headers if pair[0] in ("via", "from", "to", "call-id", "max-forwards")]
        cancel = Request((*kept, ("cseq", f"{number} CANCEL")), method="CANCEL", uri=request.uri)
        device.flow.send(message.written(cancel))

    async def _hang_up(self, device: Device, response: Response) -> None:
        """A picture that comes after we gave up: take it, and end it."""
        number, _ = response.cseq
        lines = (("from", response.get("from")), ("call-id", response.call_id), ("cseq", f"{number} INVITE"))
        stand_in = Request(lines, method="INVITE", uri=message.uri_of(response.get("contact")))
        if device.flow is not None:
            device.flow.send(self._in_dialogue(device, stand_in, response, "ACK"))
            await self._within(device, stand_in, response, "BYE")
