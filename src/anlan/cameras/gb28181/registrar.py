"""Who is there: REGISTER, keepalives, and everything else that a registered device says.

A device is who it says only at REGISTER, by digest. What follows is believed when it comes from the address (TCP: any
connection of that address) that registered: devices of this standard sign nothing else. Run it on the video network,
not on the Internet (``docs/how-to/connect-gb28181.md``).
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from anlan.bus.messages import GatewayConfig, UnknownSource
from anlan.cameras.gb28181 import manscdp
from anlan.cameras.gb28181.detections import DRIVER, Detections
from anlan.cameras.gb28181.devices import Device, Devices
from anlan.cameras.gb28181.digest import Challenger, Verdict
from anlan.cameras.gb28181.exchange import Exchange, NoAnswer
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.ids import is_id
from anlan.cameras.gb28181.manscdp import Said
from anlan.cameras.gb28181.questions import SUBSCRIBED_S, XML, Questions
from anlan.domain.clock import LOCAL, Clock, from_ms
from anlan.kit.logs import get_logger
from anlan.kit.sip.message import Headers, Request, Response, answer, parameter
from anlan.kit.sip.refusals import Refusals, Refused

log = get_logger(__name__)

#: Seconds a registration may last; the standard wants at least an hour and a day by default.
EXPIRES_MIN_S, EXPIRES_DEFAULT_S, EXPIRES_MAX_S = 60, 3_600, 86_400
#: NotifyType of MediaStatus: all of a recording was sent.
FILE_SENT = "121"
#: Questions to devices that run at once: after a power cut all of a county register in the same minute.
GREETED_AT_ONCE = 16


class Registrar:
    """Everything that devices say.

    Args:
        password_of: the password of a gateway, or None when it cannot be opened.
        seen: told of every sign of life.
        ended: told that a device ended a dialogue (BYE); True when there was one.
        recording_ended: told that a device sent all of a recording: the device, the dialogue, the channel.
        answered_late: told of an answer nobody waits for any more; True when it concerns a dialogue.
    """

    def __init__(
        self,
        devices: Devices,
        exchange: Exchange,
        questions: Questions,
        detections: Detections,
        refusals: Refusals,
        clock: Clock,
        *,
        password_of: Callable[[GatewayConfig], str | None],
        seen: Callable[[GatewayConfig, str], None],
        ended: Callable[[str], bool],
        recording_ended: Callable[[Device, str, str], None],
        answered_late: Callable[[Response], bool],
        tell_unknown: Callable[[UnknownSource], None],
    ) -> None:
        self._devices, self._exchange, self._questions = devices, exchange, questions
        self._detections, self._refusals, self._clock = detections, refusals, clock
        self._password_of, self._seen, self._tell_unknown = password_of, seen, tell_unknown
        self._ended, self._answered_late = ended, answered_late
        self._recording_ended = recording_ended
        self._challenger = Challenger(exchange.realm, clock)
        self._greeting = asyncio.Semaphore(GREETED_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self.registrations = 0

    def handle(self, message: Request | Response, flow: Flow) -> None:
        """One message that could be read.

        Raises:
            Refused: it is not taken; it has been answered where that costs nothing.
        """
        if isinstance(message, Response):
            if not self._exchange.hear(message) and not self._answered_late(message):
                raise Refused("answer_to_nothing")
        elif message.method != "ACK" and not self._exchange.is_repeat(message, flow):
            self._asked(message, flow)

    async def close(self) -> None:
        """End what is still being asked."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def tick(self) -> None:
        """Once a second: incomplete catalogues end, old ones and subscriptions are renewed."""
        now_ms = self._clock.now_ms()
        for device in self._devices:
            device.catalogue.tick(now_ms)
            if not device.is_here(now_ms):
                continue
            if device.catalogue.is_due(now_ms):
                device.catalogue.asked_ms = now_ms
                self._later(self._ask_catalogue(device))
            if device.subscribed_until_ms and device.subscribed_until_ms - now_ms < 300_000:
                device.subscribed_until_ms = 0
                self._later(self._subscribe(device))

    # --- requests ----------------------------------------------------------------------------------

    def _asked(self, request: Request, flow: Flow) -> None:
        if request.method == "REGISTER":
            self._register(request, flow)
            return
        device = self._device_of(request, flow)
        if device is None:
            self._exchange.reply(request, flow, answer(request, 403, "Forbidden"))
            raise Refused("not_registered")
        if device.flow is None or not device.flow.is_open:
            self._devices.reached(device, flow)  # its connection ended, and here it is again
        self._sign_of_life(device)
        if request.method in ("MESSAGE", "NOTIFY"):
            self._told(request, flow, device)
        elif request.method in ("BYE", "CANCEL"):
            known = self._ended(request.call_id)
            status = (200, "OK") if known else (481, "Call/Transaction Does Not Exist")
            self._exchange.reply(request, flow, answer(request, *status))
        elif request.method == "OPTIONS":
            self._exchange.reply(request, flow, answer(request, 200, "OK"))
        else:
            self._exchange.reply(request, flow, answer(request, 405, "Method Not Allowed"))
            raise Refused("method")

    def _device_of(self, request: Request, flow: Flow) -> Device | None:
        """Who says this. Some recorders sign with the id of a channel: the only device of that address is meant."""
        now_ms = self._clock.now_ms()
        here = [device for device in self._devices.at(flow.host) if device.until_ms > now_ms]
        named = next((device for device in here if device.id == request.sender), None)
        return named or (here[0] if len(here) == 1 and self._devices.get(request.sender) is None else None)

    def _sign_of_life(self, device: Device) -> None:
        device.heard_ms = self._clock.now_ms()
        self._seen(device.gateway, device.host)

    # --- registering -------------------------------------------------------------------------------

    def _register(self, request: Request, flow: Flow) -> None:
        device_id = request.sender
        if not is_id(device_id):
            self._exchange.reply(request, flow, answer(request, 403, "Forbidden"))
            raise Refused("id")
        device = self._devices.get(device_id)
        password = self._password_of(device.gateway) if device else None
        given = request.get("authorization")
        if not given:
            self._challenge(request, flow, is_stale=False)
            return
        verdict = self._challenger.judge(given, "REGISTER", flow.host, password or "")
        if verdict is Verdict.STALE:
            self._challenge(request, flow, is_stale=True)
        elif device is None or not password or verdict is Verdict.WRONG:
            self._refuse(request, flow, device)
        elif _expires(request) == 0:
            self._unregister(request, flow, device)
        else:
            self._welcome(request, flow, device)

    def _challenge(self, request: Request, flow: Flow, *, is_stale: bool) -> None:
        """Strangers are asked as well: who may register is not told by who is asked."""
        knows_sha256 = request.get("x-gb-ver")[:1] >= "3"
        asked = self._challenger.challenge(flow.host, knows_sha256=knows_sha256, is_stale=is_stale)
        headers: Headers = tuple(("www-authenticate", value) for value in asked)
        self._exchange.reply(request, flow, answer(request, 401, "Unauthorized", headers))

    def _refuse(self, request: Request, flow: Flow, device: Device | None) -> None:
        self._exchange.reply(request, flow, answer(request, 403, "Forbidden"))
        if device is not None:
            log.warning("GB/T 28181 device refused: wrong password", device=device.id, peer=flow.host)
            raise Refused("password")
        self._tell_unknown(
            UnknownSource(
                driver=DRIVER, gateway_code=request.sender, address="", sample=request.get("user-agent")[:200],
                seen_at_ms=self._clock.now_ms(), peer=flow.host,
            )
        )  # fmt: skip
        raise Refused("unknown_device")

    def _welcome(self, request: Request, flow: Flow, device: Device) -> None:
        now_ms, lasts_s = self._clock.now_ms(), _expires(request)
        was_here = device.is_here(now_ms)
        self._devices.reached(device, flow)
        device.until_ms = now_ms + lasts_s * 1000
        device.edition = "2022" if request.get("x-gb-ver")[:1] >= "3" else "2016"
        device.facts.setdefault("agent", request.get("user-agent")[:64])
        self._sign_of_life(device)
        self.registrations += 1
        said = (("contact", request.get("contact")), ("expires", str(lasts_s)), ("date", _date(now_ms)))
        self._exchange.reply(request, flow, answer(request, 200, "OK", tuple(pair for pair in said if pair[1])))
        if not was_here:
            log.info("GB/T 28181 device registered", device=device.id, peer=flow.host, over=flow.protocol)
            self._later(self._greet(device))

    def _unregister(self, request: Request, flow: Flow, device: Device) -> None:
        device.until_ms, device.subscribed_until_ms = 0, 0
        self._exchange.reply(request, flow, answer(request, 200, "OK", (("expires", "0"),)))
        log.info("GB/T 28181 device unregistered", device=device.id, peer=flow.host)

    # --- what is told ------------------------------------------------------------------------------

    def _told(self, request: Request, flow: Flow, device: Device) -> None:
        try:
            said = manscdp.parse(request.body)
            self._sort(request, flow, device, said)
        except Refused:
            self._exchange.reply(request, flow, answer(request, 400, "Bad Request"))
            raise

    def _sort(self, request: Request, flow: Flow, device: Device, said: Said) -> None:
        now_ms = self._clock.now_ms()
        if (said.root, said.command) == ("Notify", "Alarm"):
            self._later(self._alarmed(request, flow, device, said))
            return
        if (said.root, said.command) == ("Notify", "Keepalive"):
            device.keepalive_ms = now_ms
        elif (said.root, said.command) == ("Response", "Catalog"):
            device.catalogue.take(said, now_ms)
        elif (said.root, said.command) == ("Notify", "Catalog"):
            device.catalogue.notice(said)
        elif said.root == "Response":
            self._questions.hear(device, said)
        elif (said.root, said.command) == ("Notify", "MediaStatus"):
            if manscdp.text(said.element, "NotifyType", 4) == FILE_SENT:
                self._recording_ended(device, request.call_id, said.device_id)
        else:
            self._refusals.note("command")  # it is answered: a device must not repeat what nobody needs
        self._exchange.reply(request, flow, answer(request, 200, "OK"))

    async def _alarmed(self, request: Request, flow: Flow, device: Device, said: Said) -> None:
        """Answered when its reading is durable; until then the device repeats it. Then the standard wants a word."""
        try:
            is_taken = await self._detections.take(device, said)
        except Refused as refused:
            self._refusals.note(refused.reason)
            self._exchange.reply(request, flow, answer(request, 400, "Bad Request"))
            return
        status = (200, "OK") if is_taken else (503, "Service Unavailable")
        self._exchange.reply(request, flow, answer(request, *status))
        if is_taken and request.method == "MESSAGE" and said.sn.isdecimal():
            result = manscdp.body("Response", "Alarm", int(said.sn), said.device_id, "<Result>OK</Result>")
            await self._questions.send(device, result, headers=XML)

    # --- asking ------------------------------------------------------------------------------------

    async def _greet(self, device: Device) -> None:
        async with self._greeting:
            await self._ask_catalogue(device)
            device.facts |= await self._questions.facts(device)
        await self._subscribe(device)

    async def _ask_catalogue(self, device: Device) -> None:
        await self._questions.catalogue(device, self._clock.now_ms())

    async def _subscribe(self, device: Device) -> None:
        await self._questions.subscribe(device)
        device.subscribed_until_ms = self._clock.now_ms() + SUBSCRIBED_S * 1000

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except NoAnswer as error:
            self._refusals.note("no_answer")
            log.info("GB/T 28181 device did not answer", reason=str(error))
        except Exception:  # one device must not end the asking of all
            self._refusals.note("internal")
            log.exception("GB/T 28181 device not asked")


def _expires(request: Request) -> int:
    """Seconds of a registration, within limits; 0 ends it."""
    said = parameter(request.get("contact"), "expires") or request.get("expires")
    if not said.isascii() or not said.isdigit():
        return EXPIRES_DEFAULT_S
    wanted = int(said[:9])
    return min(EXPIRES_MAX_S, max(EXPIRES_MIN_S, wanted)) if wanted else 0


def _date(now_ms: int) -> str:
    """Local time of the county in the standard's form, by which devices set their clocks."""
    return from_ms(now_ms).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M:%S.") + f"{now_ms % 1000:03d}"
