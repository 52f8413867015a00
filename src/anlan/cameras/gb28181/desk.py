"""Questions of screens about GB/T 28181 devices, answered on the bus."""

from collections.abc import Awaitable, Callable

import msgspec
from nats.aio.client import Client

from anlan.bus import subjects
from anlan.bus.gb28181_messages import (
    PAGE_MAX,
    ChannelsAnswer,
    ChannelsAsk,
    Gb28181Answer,
    Gb28181Channel,
    Gb28181Device,
    RefreshAnswer,
    RefreshAsk,
)
from anlan.bus.messages import Message
from anlan.cameras.console.desk import MOST_ASKS, answering
from anlan.cameras.gb28181.catalogue import Catalogue, Channel
from anlan.cameras.gb28181.devices import Device
from anlan.cameras.gb28181.exchange import NoAnswer
from anlan.cameras.gb28181.station import Station, realm_of
from anlan.domain.clock import Clock
from anlan.kit.settings import Settings


class Gb28181Desk:
    """Everything screens may know of a station."""

    def __init__(self, station: Station, config: Settings, clock: Clock) -> None:
        self._station, self._config, self._clock = station, config, clock

    async def open(self, client: Client) -> None:
        """Answer from now on."""
        answers: dict[str, Callable[[bytes], Awaitable[Message]]] = {
            "gb28181": self._devices,
            "gb28181_channels": self._channels,
            "gb28181_refresh": self._refresh,
        }
        for question, answer in answers.items():
            await client.subscribe(
                subjects.camera_ask(question), cb=answering(client, answer), pending_msgs_limit=MOST_ASKS
            )

    async def _devices(self, data: bytes) -> Gb28181Answer:
        config = self._config
        if not self._station.is_on:
            return Gb28181Answer(is_on=False)
        return Gb28181Answer(
            is_on=True,
            own_id=config.gb28181_id,
            realm=realm_of(config),
            port=config.gb28181_port,
            address=config.gb28181_address,
            networks=config.gb28181_networks,
            media_ports=config.gb28181_media_ports,
            problem=self._station.problem,
            refused=dict(self._station.refusals.of),
            devices=tuple(_shown(device, self._clock.now_ms()) for device in self._station.devices),
        )

    async def _channels(self, data: bytes) -> ChannelsAnswer:
        ask = msgspec.msgpack.decode(data, type=ChannelsAsk)
        device = self._station.devices.get(ask.device_id)
        if device is None:
            return ChannelsAnswer(is_known=False)
        wanted = ask.q.strip().lower()
        found = [
            channel
            for channel in sorted(device.catalogue.channels.values(), key=lambda one: one.id)
            if (channel.is_camera or not ask.cameras_only) and (wanted in channel.name.lower() or wanted in channel.id)
        ]
        page = found[max(0, ask.offset) :][: min(PAGE_MAX, max(1, ask.limit))]
        listed = tuple(_row(channel, device.catalogue) for channel in page)
        return ChannelsAnswer(is_known=True, total=len(found), channels=listed)

    async def _refresh(self, data: bytes) -> RefreshAnswer:
        ask = msgspec.msgpack.decode(data, type=RefreshAsk)
        device = self._station.devices.get(ask.device_id)
        if device is None or not device.is_here(self._clock.now_ms()):
            return RefreshAnswer(why="not_here")
        try:
            await self._station.questions.catalogue(device, self._clock.now_ms())
        except NoAnswer:
            return RefreshAnswer(why="no_answer")
        return RefreshAnswer()


def _shown(device: Device, now_ms: int) -> Gb28181Device:
    known = device.catalogue
    return Gb28181Device(
        id=device.id,
        is_here=device.is_here(now_ms),
        host=device.host,
        protocol=device.flow.protocol if device.flow else "",
        edition=device.edition,
        registered_until_ms=device.until_ms,
        heard_at_ms=device.heard_ms,
        keepalive_at_ms=device.keepalive_ms,
        facts=device.facts,
        channels=len(known.channels),
        cameras=sum(channel.is_camera for channel in known.channels.values()),
        catalogue_at_ms=known.at_ms,
        is_gathering=known.is_gathering,
        missing=known.missing,
        left_out=known.left_out,
    )


def _row(channel: Channel, catalogue: Catalogue) -> Gb28181Channel:
    parent = catalogue.channels.get(channel.parent_id)
    return Gb28181Channel(
        id=channel.id,
        name=channel.name,
        directory=parent.name if parent and parent.id != channel.id else "",
        manufacturer=channel.manufacturer,
        model=channel.model,
        address=channel.address,
        is_on=channel.is_on,
        is_camera=channel.is_camera,
        ptz_type=channel.ptz_type,
        longitude=channel.longitude,
        latitude=channel.latitude,
    )
