"""Calls from above: INVITE for a picture, ACK, BYE, CANCEL.

Pictures go to the platform above that asked, or to a media server of its that an administrator entered; never to an
address that only the INVITE names. More calls at once than ``MOST_OF_ONE`` of one platform above, or ``MOST`` in all,
are answered 486. A call of whose ACK nothing is heard for ``ACK_WITHIN_S`` is given up.
"""

import asyncio
import itertools
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from anlan.bus.messages import SharedCamera, SuperiorConfig
from anlan.cameras.camera import Camera
from anlan.cameras.cascade import offer as offers
from anlan.cameras.cascade.entries import Entries
from anlan.cameras.cascade.film import Film
from anlan.cameras.cascade.link import Link
from anlan.cameras.cascade.offer import Offer
from anlan.cameras.cascade.sending import Sender, Target
from anlan.cameras.cascade.subscriptions import in_dialogue
from anlan.cameras.gb28181.exchange import REPEAT_FIRST_S, REPEAT_MAX_S, NoAnswer
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.media import Ports
from anlan.cameras.sources.base import SourceLost
from anlan.domain.camera_states import CameraState
from anlan.kit.addresses import is_within, listed, plain
from anlan.kit.field_network import Forbidden, address_to_call
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.kit.sip.message import Request, Response, answer, parameter, user_of
from anlan.kit.sip.refusals import Refusals, Refused

log = get_logger(__name__)

#: Calls of one platform above, of all, and of cameras whose pictures must be coded anew.
MOST_OF_ONE, MOST, MOST_CODED = 16, 32, 4
ACK_WITHIN_S = 32.0
#: Port of a side that opens the connection itself (RFC 4145).
NO_PORT = 9


class Declined(Exception):
    """This call is not taken; answered with ``status``."""

    def __init__(self, status: int, phrase: str, reason: str = "") -> None:
        super().__init__(phrase)
        self.status, self.phrase, self.reason = status, phrase, reason


@dataclass(slots=True)
class Call:
    """One dialogue."""

    request: Request
    flow: Flow
    response: Response
    shared: SharedCamera
    stop: threading.Event
    sender: Sender
    is_coded_anew: bool
    is_acknowledged: bool = False

    @property
    def own_tag(self) -> str:
        """Of our side of it."""
        return parameter(self.response.get("to"), "tag")


class Lines:
    """How many calls there are, of all platforms above together."""

    def __init__(self) -> None:
        self.busy: list[Call] = []

    def require_free(self, *, is_coded_anew: bool) -> None:
        """May there be one more?

        Raises:
            Declined: there may not.
        """
        coded = sum(call.is_coded_anew for call in self.busy)
        if len(self.busy) >= MOST or (is_coded_anew and coded >= MOST_CODED):
            raise Declined(486, "Busy Here", "superior_busy")


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
        self._link, self._settings, self._ports, self._lines = link, settings, ports, lines
        self._refusals, self._camera_of, self._later = refusals, camera_of, later
        self._open: dict[str, Call] = {}
        self._ssrc = itertools.count(secrets.randbelow(9_000) + 1)
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
            call = self._begin(request, flow, shown)
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

    # --- what begins ---------------------------------------------------------------------------------

    def _begin(self, request: Request, flow: Flow, shown: Entries) -> Call:
        shared = shown.camera(user_of(request.uri)) or shown.camera(user_of(request.get("to")))
        if shared is None:
            raise Declined(404, "Not Found", "superior_channel")
        wanted = offers.read(request.body)
        if wanted.what.lower() != "play":
            raise Declined(488, "Not Acceptable Here")  # nothing is recorded for platforms above
        camera = self._camera_of(shared.camera_id)
        if camera is None or camera.state is CameraState.GONE:
            raise Declined(480, "Temporarily Unavailable")
        if len(self._open) >= MOST_OF_ONE:
            raise Declined(486, "Busy Here", "superior_busy")
        self._lines.require_free(is_coded_anew=not camera.tap.is_coded)
        self._require_theirs(wanted)
        return self._made(request, flow, shared, wanted, is_coded_anew=not camera.tap.is_coded)

    def _made(self, request: Request, flow: Flow, shared: SharedCamera, wanted: Offer, *, is_coded_anew: bool) -> Call:
        ssrc, stop = wanted.ssrc or self._new_ssrc(), threading.Event()
        try:
            port = None if wanted.is_tcp and wanted.listens else self._ports.open(is_tcp=wanted.is_tcp)
        except SourceLost as lost:
            log.warning("GB/T 28181 picture not lent", reason=str(lost))
            raise Declined(486, "Busy Here", "superior_ports") from None
        film = Film(lambda: self._camera_of(shared.camera_id), stop)
        target = Target(wanted.host, wanted.port, wanted.is_tcp, wanted.listens, int(ssrc))
        body = offers.answered(wanted, shared.code, self._link.here, port.number if port else NO_PORT, ssrc)
        headers = (("contact", f"<sip:{shared.code}@{self._link.at}>"), ("content-type", "APPLICATION/SDP"))
        return Call(
            request, flow, answer(request, 200, "OK", headers, body), shared, stop,
            Sender(film, target, port, lambda why: self._sender_ended(request.call_id, why)), is_coded_anew,
        )  # fmt: skip

    def _require_theirs(self, wanted: Offer) -> None:
        """May pictures be sent to this address?

        Raises:
            Declined: they may not.
        """
        config = self._link.config
        try:
            address = plain(wanted.host)
            address_to_call(str(address), self._settings.field_hosts)
            is_theirs = wanted.host in self._link.hosts or is_within(address, listed(config.media_networks))
        except (Forbidden, OSError, ValueError):
            is_theirs = False
        if not is_theirs:
            log.warning("GB/T 28181 picture not lent to another address", superior=config.name, host=wanted.host)
            raise Declined(403, "Forbidden", "superior_media_host")

    def _sender_ended(self, call_id: str, why: str) -> None:
        """From the sender's thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ended_itself, call_id, why)

    def _ended_itself(self, call_id: str, why: str) -> None:
        call = self._open.get(call_id)
        if call is not None:
            self._later(self.hang_up(call, why))

    def _new_ssrc(self) -> str:
        """0 for live, five digits of the domain, four of our own."""
        config: SuperiorConfig = self._link.config
        return f"0{(config.own_code)[3:8]}{next(self._ssrc) % 10_000:04d}"
