"""Devices that may register, what is known of each, and what of it outlives a restart.

A device that registered for an hour does not know that this process was restarted: it goes on with keepalives. So its
address, its catalogue and until when it is registered are kept in a file. A connection (TCP) cannot be kept; such a
device connects again by itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from anlan.bus.messages import GatewayConfig
from anlan.cameras.gb28181.catalogue import Catalogue, Channel
from anlan.cameras.gb28181.flow import Flow
from anlan.kit.logs import get_logger

log = get_logger(__name__)


class Remembered(msgspec.Struct, kw_only=True):
    """One device in the file."""

    id: str
    host: str = ""
    port: int = 0
    protocol: str = "UDP"
    until_ms: int = 0
    heard_ms: int = 0
    edition: str = ""
    facts: dict[str, str] = {}
    channels: list[Channel] = []
    catalogue_at_ms: int = 0


@dataclass(slots=True)
class Device:
    """One device. ``flow`` None: nobody knows how to reach it."""

    id: str
    gateway: GatewayConfig
    flow: Flow | None = None
    until_ms: int = 0
    heard_ms: int = 0
    keepalive_ms: int = 0
    edition: str = ""
    facts: dict[str, str] = field(default_factory=dict)  # manufacturer, model, firmware, …
    catalogue: Catalogue = field(default_factory=Catalogue)
    subscribed_until_ms: int = 0
    needs_udp: bool = False  # it does not send pictures over TCP

    def is_here(self, now_ms: int) -> bool:
        """Registered, heard of lately, and reachable?"""
        is_heard = now_ms - self.heard_ms < self.gateway.offline_after_s * 1000
        return self.flow is not None and self.flow.is_open and self.until_ms > now_ms and is_heard

    @property
    def host(self) -> str:
        """Address it registered from; empty while nobody knows how to reach it."""
        return self.flow.host if self.flow else ""


class Devices:
    """All registered gateways of this driver, by id."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._by_id: dict[str, Device] = {}
        self._at: dict[str, list[Device]] = {}
        self._remembered = {row.id: row for row in _read(path)}
        self._written = b""

    def __iter__(self) -> Iterator[Device]:
        """All of them."""
        return iter(list(self._by_id.values()))

    def get(self, device_id: str) -> Device | None:
        """One device that a person has entered."""
        return self._by_id.get(device_id)

    def adopt(self, gateways: list[GatewayConfig], flow_to: Callable[[str, int], Flow | None]) -> None:
        """Know exactly these; who stays keeps its state."""
        before, self._by_id = self._by_id, {}
        for gateway in gateways:
            device = before.get(gateway.code) or self._recalled(gateway, flow_to)
            device.gateway = gateway
            self._by_id[gateway.code] = device
        self._index()

    def at(self, host: str) -> list[Device]:
        """Who registered from this address; asked for every packet."""
        return self._at.get(host, [])

    def reached(self, device: Device, flow: Flow) -> None:
        """This is how a device is reached from now on."""
        has_moved = device.flow is None or device.flow.host != flow.host
        device.flow = flow
        if has_moved:
            self._index()

    def _index(self) -> None:
        self._at = {}
        for device in self._by_id.values():
            if device.flow is not None:
                self._at.setdefault(device.flow.host, []).append(device)

    def save(self) -> None:
        """Write what should outlive this process; nothing when nothing changed. A disk that refuses costs this only."""
        raw = msgspec.json.encode([_row(device) for device in self._by_id.values()])
        if raw == self._written:
            return
        draft = self._path.with_suffix(".new")
        try:
            draft.write_bytes(raw)
            draft.replace(self._path)
        except OSError as error:
            log.warning("what is known of GB/T 28181 devices cannot be kept", error=repr(error))
            return
        self._written = raw

    def _recalled(self, gateway: GatewayConfig, flow_to: Callable[[str, int], Flow | None]) -> Device:
        device, row = Device(gateway.code, gateway), self._remembered.get(gateway.code)
        if row is None:
            return device
        device.facts, device.edition, device.heard_ms = row.facts, row.edition, row.heard_ms
        device.catalogue.channels = {channel.id: channel for channel in row.channels}
        device.catalogue.at_ms = row.catalogue_at_ms
        if row.protocol == "UDP" and row.host:
            device.flow, device.until_ms = flow_to(row.host, row.port), row.until_ms
        return device


def _row(device: Device) -> Remembered:
    flow = device.flow
    return Remembered(
        id=device.id, host=flow.host if flow else "", port=flow.port if flow else 0,
        protocol=flow.protocol if flow else "UDP", until_ms=device.until_ms,
        heard_ms=device.heard_ms // 60_000 * 60_000, edition=device.edition, facts=device.facts,
        channels=list(device.catalogue.channels.values()), catalogue_at_ms=device.catalogue.at_ms,
    )  # fmt: skip


def _read(path: Path) -> list[Remembered]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Remembered])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError) as error:  # devices register again; this is a convenience
        log.warning("what was known of GB/T 28181 devices cannot be read; they register again", error=repr(error))
        return []
