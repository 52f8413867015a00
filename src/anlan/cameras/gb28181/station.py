"""GB/T 28181 as one part of the cameras process: off unless ``ANLAN_GB28181_ID`` is set."""

import asyncio

from anlan.bus.messages import ConfigSnapshot, GatewayConfig
from anlan.bus.presence import Presence
from anlan.cameras.gb28181.calls import Calls
from anlan.cameras.gb28181.control import Gb28181Control, Turning
from anlan.cameras.gb28181.detections import DRIVER, Detections
from anlan.cameras.gb28181.devices import Devices
from anlan.cameras.gb28181.exchange import Exchange
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.gatekeeper import Gatekeeper
from anlan.cameras.gb28181.ids import is_id
from anlan.cameras.gb28181.listeners import Listeners
from anlan.cameras.gb28181.media import Ports
from anlan.cameras.gb28181.playback import Gb28181Reel
from anlan.cameras.gb28181.questions import Questions
from anlan.cameras.gb28181.recordings import Records, records_of
from anlan.cameras.gb28181.registrar import Registrar
from anlan.cameras.gb28181.source import Gb28181Source, address_of
from anlan.cameras.gb28181.streams import Recordings, Streams
from anlan.cameras.gb28181.surroundings import Above, Outside
from anlan.cameras.sources.base import SourceLost
from anlan.domain.clock import Clock
from anlan.kit.addresses import listed
from anlan.kit.logs import get_logger
from anlan.kit.sealing import NotOurs, unseal
from anlan.kit.settings import Settings
from anlan.kit.sip.message import Request, Response
from anlan.kit.sip.refusals import Refusals

log = get_logger(__name__)

#: Option of a gateway that holds its password, sealed for the cameras process.
PASSWORD_OPTION = "sealed_password"  # noqa: S105  (the option's name)
SAVE_EVERY_S = 10


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
        ports = Ports(config.bind, *config.gb28181_media_range)
        self.streams = Streams(self.devices, self.questions, self.calls, ports, self.refusals, clock)
        self.problem = ""
        self._beats = 0

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
            "gb28181_packets_lost": self.streams.packets_lost,
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
        return Gb28181Source(address_of(address), self.streams)

    # --- recordings --------------------------------------------------------------------------------

    async def records(self, address: str, from_ms: int, to_ms: int) -> Records:
        """When the device recorded this camera.

        Raises:
            SourceLost: its device is not here. NoAnswer: it does not say.
        """
        wanted = address_of(address)
        return await records_of(self.questions, self.streams.device_here(wanted), wanted.channel_id, from_ms, to_ms)

    def reel(self, address: str) -> Gb28181Reel:
        """What plays recordings of a camera; for threads.

        Raises:
            SourceLost: the address is none.
        """
        return Gb28181Reel(Recordings(self.streams, address_of(address)._replace(wants_sub=False)))

    # --- turning -----------------------------------------------------------------------------------

    def control(self, address: str) -> Gb28181Control:
        """What turns a camera; for threads.

        Raises:
            SourceLost: the address is none, or its device is not here.
        """
        wanted = address_of(address)
        device = self.streams.device_here(wanted)
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


def realm_of(config: Settings) -> str:
    """The domain that devices are told: as set, or the first ten digits of our own id."""
    return config.gb28181_realm or config.gb28181_id[:10]
