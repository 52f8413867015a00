"""GB/T 28181 as one part of the cameras process: off unless ``ANLAN_GB28181_ID`` is set."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Coroutine, Iterator
from typing import Any, Protocol, TypeVar

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, GatewayEvent, UnknownSource
from anlan.bus.presence import Presence
from anlan.cameras.gb28181.calls import Call, Calls, Declined
from anlan.cameras.gb28181.control import Gb28181Control, Turning
from anlan.cameras.gb28181.detections import DRIVER, Detections
from anlan.cameras.gb28181.devices import Device, Devices
from anlan.cameras.gb28181.exchange import Exchange, NoAnswer
from anlan.cameras.gb28181.feed import Feed
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.gatekeeper import Gatekeeper
from anlan.cameras.gb28181.ids import is_id
from anlan.cameras.gb28181.listeners import Listeners
from anlan.cameras.gb28181.media import Ports, Receiver
from anlan.cameras.gb28181.playback import Gb28181Reel
from anlan.cameras.gb28181.questions import Questions
from anlan.cameras.gb28181.recordings import Records, records_of
from anlan.cameras.gb28181.registrar import Registrar
from anlan.cameras.gb28181.sdp import Offer, Recorded
from anlan.cameras.gb28181.source import Address, Gb28181Source, address_of
from anlan.cameras.scene import SceneReading
from anlan.cameras.sources.base import OPEN_LIMIT_S, SourceLost
from anlan.domain.clock import Clock
from anlan.kit.addresses import listed
from anlan.kit.logs import get_logger
from anlan.kit.sealing import NotOurs, unseal
from anlan.kit.settings import Settings
from anlan.kit.sip.message import Request, Response
from anlan.kit.sip.refusals import Refusals, Refused

log = get_logger(__name__)

T = TypeVar("T")

#: Option of a gateway that holds its password, sealed for the cameras process.
PASSWORD_OPTION = "sealed_password"  # noqa: S105  (the option's name)
#: An INVITE may wait for others of the same device; then its answer takes up to ten seconds.
INVITE_LIMIT_S = 2 * OPEN_LIMIT_S
#: Refusals of an offer, not of the picture: another offer may be taken.
CANNOT = frozenset({400, 415, 488, 606})
SAVE_EVERY_S = 10


class Outside(Protocol):
    """What the process around it does for it."""

    def deliver(self, readings: list[SceneReading]) -> None:
        """Take readings that repeat what is known."""
        ...

    def deliver_durably(self, readings: list[SceneReading]) -> Awaitable[bool]:
        """Make readings durable; False when they are not yet."""
        ...

    def tell_unknown(self, source: UnknownSource) -> None:
        """Pass on a sample of something nobody has entered."""
        ...

    def announce(self, event: GatewayEvent) -> None:
        """Say that a gateway came or went."""
        ...


class Above(Protocol):
    """What speaks with platforms above, over the same two sockets."""

    def is_superior(self, host: str) -> bool:
        """Does a platform above speak from this address?"""
        ...

    def takes(self, message: Request | Response, flow: Flow) -> bool:
        """One message; False when it is not of a platform above.

        Raises:
            Refused: it is, and is not taken.
        """
        ...


class Station:
    """Everything of this standard. Methods are for the event loop, except those that say they block."""

    def __init__(self, config: Settings, clock: Clock, outside: Outside) -> None:
        self.is_on, self._config, self._clock = bool(config.gb28181_id), config, clock
        self._loop = asyncio.get_running_loop()
        self.refusals, self.presence = Refusals(), Presence(clock, outside.announce)
        self.devices = Devices(config.folder("cameras") / "gb28181.json")
        self.detections = Detections(outside.deliver_durably, outside.deliver, outside.tell_unknown, clock)
        self._exchange = Exchange(config.gb28181_id, realm_of(config), clock)
        self.questions = Questions(self._exchange, config.gb28181_address, config.gb28181_port)
        self.calls = Calls(self._exchange, self.questions, config.gb28181_port)
        self.registrar = Registrar(
            self.devices, self._exchange, self.questions, self.detections, self.refusals, clock,
            password_of=self._password, seen=self.presence.seen, ended=self.calls.ended,
            recording_ended=self.calls.recording_ended,
            answered_late=self.calls.answered_late, tell_unknown=outside.tell_unknown,
        )  # fmt: skip
        networks = listed(config.gb28181_networks)
        self._above: Above | None = None
        gatekeeper = Gatekeeper(networks, self._is_device, clock, self._is_superior)
        self.listeners = Listeners(self._handle, gatekeeper, self.refusals)
        self._ports = Ports(config.bind, *config.gb28181_media_range)
        self.problem = ""
        self._beats = 0
        self._pictures_lost = 0

    def join(self, above: Above) -> None:
        """Let platforms above be spoken with over the same sockets."""
        self._above = above

    async def open(self) -> None:
        """Listen, if it is on. A port that is taken costs this part only, and is said."""
        if not self.is_on:
            return
        try:
            await self.listeners.open(self._config.bind, self._config.gb28181_port)
        except OSError as error:
            self.problem = f"GB/T 28181 cannot listen on port {self._config.gb28181_port}: {error.strerror}"
            log.error(self.problem)
            return
        log.info("GB/T 28181 listens", port=self._config.gb28181_port, id=self._config.gb28181_id)

    async def close(self) -> None:
        """Tell devices that nobody wants their pictures, and stop listening."""
        if not self.is_on:
            return
        await self.calls.close()
        await self.registrar.close()
        await self.listeners.close()
        await asyncio.to_thread(self.devices.save)

    def adopt(self, snapshot: ConfigSnapshot) -> None:
        """Know the devices and points that people have entered."""
        ours = [gateway for gateway in snapshot.gateways if gateway.driver == DRIVER and is_id(gateway.code)]
        self.devices.adopt(ours, self.listeners.flow)
        self.detections.adopt(snapshot)

    def tick(self) -> None:
        """Once a second."""
        if not self.is_on:
            return
        self.registrar.tick()
        self.presence.sweep()
        self.detections.tick(self.devices)
        self._beats += 1
        if self._beats % SAVE_EVERY_S == 0:
            self._loop.run_in_executor(None, self.devices.save)

    def facts(self) -> dict[str, float | int | str]:
        """Figures for the heartbeat; none while it is off."""
        if not self.is_on:
            return {}
        now_ms, devices = self._clock.now_ms(), list(self.devices)
        return {
            "gb28181_devices": len(devices),
            "gb28181_devices_here": sum(device.is_here(now_ms) for device in devices),
            "gb28181_channels": sum(len(device.catalogue.channels) for device in devices),
            "gb28181_streams": self.calls.count,
            "gb28181_packets_lost": self._pictures_lost,
            "gb28181_alarms": self.detections.taken,
            "gb28181_alarms_unknown": self.detections.unknown,
            "gb28181_refused": self.refusals.total,
        }

    # --- pictures ----------------------------------------------------------------------------------

    def source(self, address: str) -> Gb28181Source:
        """The source of a camera.

        Raises:
            SourceLost: the address is none, or this part is off.
        """
        if not self.is_on:
            raise SourceLost("GB/T 28181 is off: set ANLAN_GB28181_ID")
        return Gb28181Source(address_of(address), self)

    @contextlib.contextmanager
    def playing(self, address: Address, stop: threading.Event) -> Iterator[Feed]:
        """A stream, for as long as the context lasts; blocks, for reader threads.

        Raises:
            SourceLost: the device does not send it.
        """
        device = self._device_here(address)
        feed = Feed(stop)
        call, receiver = self._begin(device, address, feed)
        try:
            yield feed
        finally:
            if not receiver.was_heard and not stop.is_set():
                device.needs_udp = not device.needs_udp  # the other way may go through
            self._pictures_lost += receiver.lost
            feed.end("nobody wants the pictures any more")
            if not self._loop.is_closed():  # else all dialogues have ended with it
                asyncio.run_coroutine_threadsafe(self.calls.bye(call), self._loop)

    def _begin(
        self, device: Device, address: Address, feed: Feed, recorded: Recorded | None = None
    ) -> tuple[Call, Receiver]:
        """Ask in the way that should work, and in others while the device says that it cannot do that."""
        why: Exception = NoAnswer("no answer")
        for is_tcp, wants_sub in _ways(device, address):
            try:
                wanted = address._replace(wants_sub=wants_sub)
                begun = self._invite(device, wanted, feed, is_tcp=is_tcp, recorded=recorded)
            except Declined as declined:
                why = declined
                if declined.status not in CANNOT:
                    break
            except (NoAnswer, Refused, TimeoutError) as error:
                why = error
                break
            else:
                device.needs_udp = not is_tcp
                return begun
        raise SourceLost(f"{address}: {str(why) or 'no answer'}")

    def _invite(
        self, device: Device, address: Address, feed: Feed, *, is_tcp: bool, recorded: Recorded | None
    ) -> tuple[Call, Receiver]:
        port = self._ports.open(is_tcp=is_tcp)
        try:
            ssrc = self.calls.new_ssrc(is_live=recorded is None)
            here, wants_sub = self.questions.here(device), address.wants_sub
            offer = Offer(address.channel_id, here, port.number, ssrc, is_tcp, wants_sub, recorded)
            call = self._wait_for(self.calls.invite(device, offer, feed.end), INVITE_LIMIT_S)
        except BaseException:
            port.socket.close()
            raise
        hosts = frozenset(filter(None, (device.host, call.media.host)))
        receiver = Receiver(port, hosts, call.media.ssrc or int(ssrc), feed, self.refusals)
        receiver.start()
        return call, receiver

    def _device_here(self, address: Address) -> Device:
        device = self.devices.get(address.device_id)
        if device is None:
            raise SourceLost(f"{address}: nobody has entered this device")
        if not device.is_here(self._clock.now_ms()):
            raise SourceLost(f"{address}: the device is not registered, or has been silent for three keepalives")
        return device

    def _wait_for(self, work: Coroutine[Any, Any, T], limit_s: float) -> T:
        done = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return done.result(limit_s)
        except TimeoutError:
            done.cancel()
            raise

    # --- recordings --------------------------------------------------------------------------------

    async def records(self, address: str, from_ms: int, to_ms: int) -> Records:
        """When the device recorded this camera.

        Raises:
            SourceLost: its device is not here. NoAnswer: it does not say.
        """
        wanted = address_of(address)
        return await records_of(self.questions, self._device_here(wanted), wanted.channel_id, from_ms, to_ms)

    def reel(self, address: str) -> Gb28181Reel:
        """What plays recordings of a camera; for threads.

        Raises:
            SourceLost: the address is none.
        """
        return Gb28181Reel(_Recordings(self, address_of(address)._replace(wants_sub=False)))

    def begin_recording(self, address: Address, recorded: Recorded, feed: Feed) -> tuple[Call, Receiver]:
        """Ask for a recording; blocks.

        Raises:
            SourceLost: the device does not send it.
        """
        return self._begin(self._device_here(address), address, feed, recorded)

    def steer(self, call: Call, body: bytes) -> bool:
        """Send a command within a dialogue; blocks. False when the device does not take it."""
        try:
            return self._wait_for(self.calls.info(call, body), OPEN_LIMIT_S)
        except TimeoutError:
            return False

    def end(self, call: Call, receiver: Receiver) -> None:
        """End a dialogue, in the background."""
        self._pictures_lost += receiver.lost
        if not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self.calls.bye(call), self._loop)

    # --- turning -----------------------------------------------------------------------------------

    def control(self, address: str) -> Gb28181Control:
        """What turns a camera; for threads.

        Raises:
            SourceLost: the address is none, or its device is not here.
        """
        wanted = address_of(address)
        device = self._device_here(wanted)
        channel = device.catalogue.channels.get(wanted.channel_id)
        turning = Turning(self.questions, device, wanted.channel_id)
        return Gb28181Control(turning, channel.ptz_type if channel else 0, self._loop)

    # --- helpers -----------------------------------------------------------------------------------

    def _handle(self, message: Request | Response, flow: Flow) -> None:
        if self._above is None or not self._above.takes(message, flow):
            self.registrar.handle(message, flow)

    def _is_superior(self, host: str) -> bool:
        return self._above is not None and self._above.is_superior(host)

    def _is_device(self, host: str) -> bool:
        now_ms = self._clock.now_ms()
        return any(device.until_ms > now_ms for device in self.devices.at(host))

    def _password(self, gateway: GatewayConfig) -> str | None:
        sealed = gateway.options.get(PASSWORD_OPTION, "")
        try:
            return unseal(sealed, self._config) if sealed else None
        except NotOurs:
            self.refusals.note("password_sealed_for_another")
            return None


class _Recordings:
    """One camera's recordings, as ``playback.Plays``."""

    def __init__(self, station: Station, address: Address) -> None:
        self._station, self._address = station, address

    def begin_recording(self, begin_s: int, end_s: int, feed: Feed) -> tuple[Call, Receiver]:
        """See ``Plays``."""
        return self._station.begin_recording(self._address, Recorded(begin_s, end_s), feed)

    def steer(self, call: Call, body: str) -> bool:
        """See ``Plays``."""
        return self._station.steer(call, body.encode())

    def end_recording(self, call: Call, receiver: Receiver) -> None:
        """See ``Plays``."""
        self._station.end(call, receiver)


def _ways(device: Device, address: Address) -> list[tuple[bool, bool]]:
    """(over TCP, small stream) in the order to try them."""
    over = (not device.needs_udp, device.needs_udp)
    streams = (True, False) if address.wants_sub else (False,)
    return [(is_tcp, wants_sub) for wants_sub in streams for is_tcp in over]


def realm_of(config: Settings) -> str:
    """The domain that devices are told: as set, or the first ten digits of our own id."""
    return config.gb28181_realm or config.gb28181_id[:10]
