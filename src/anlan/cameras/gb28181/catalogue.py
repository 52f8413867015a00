"""What a device has: its channels, and the directories they lie in.

An answer comes in many MESSAGEs, in any order, some twice and some never. What came replaces what was known only when
all of it came; an incomplete answer is added to what is known, says so, and is asked for again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import msgspec

from anlan.cameras.gb28181.ids import CAMERA_TYPES, is_code, type_of
from anlan.cameras.gb28181.manscdp import Said, child, text

#: Most channels of one device: a county's platform below us. What exceeds it is counted and left out.
CHANNELS_MAX = 20_000
#: Nothing more of an answer for so long: the rest is not coming.
SILENT_MS = 15_000
#: When an incomplete catalogue is asked for again, and a complete one.
AGAIN_MS, REFRESH_MS = 300_000, 6 * 3_600_000


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. ``longitude`` and ``latitude`` are what the device says: which system they are in, it does not say
    (GCJ-02 or WGS-84), so they are shown to a person and never believed."""

    id: str
    name: str = ""
    parent_id: str = ""
    manufacturer: str = ""
    model: str = ""
    address: str = ""
    region: str = ""
    is_on: bool = True
    longitude: float | None = None
    latitude: float | None = None
    ptz_type: int = 0  # 1 dome, 2 half dome, 3 fixed, 4 remote controlled; 0 = not said

    @property
    def is_camera(self) -> bool:
        """Can pictures be asked for? A directory has none."""
        return type_of(self.id) in CAMERA_TYPES


@dataclass(slots=True)
class _Gathering:
    sn: str
    total: int
    heard_ms: int
    received: int = 0
    found: dict[str, Channel] = field(default_factory=dict)


class Catalogue:
    """One device's."""

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.missing = 0  # entries that the last answer announced and did not bring
        self.left_out = 0
        self.at_ms = 0  # when the last answer ended; 0 = never
        self.asked_ms = 0
        self._asked_sn = ""
        self._gathering: _Gathering | None = None

    def ask(self, sn: str, now_ms: int) -> None:
        """A question goes out."""
        self._asked_sn, self.asked_ms = sn, now_ms

    def is_due(self, now_ms: int) -> bool:
        """Should it be asked for (again)?"""
        wait_ms = REFRESH_MS if self.at_ms and not self.missing else AGAIN_MS
        return self._gathering is None and (not self.asked_ms or now_ms - self.asked_ms >= wait_ms)

    @property
    def is_gathering(self) -> bool:
        """True while an answer is arriving."""
        return self._gathering is not None

    def take(self, said: Said, now_ms: int) -> None:
        """One part of an answer."""
        found = list(channels_of(said))
        total = _number(said, "SumNum")
        if said.sn != self._asked_sn:
            self._merge(found)
            return
        if self._gathering is None or self._gathering.sn != said.sn:
            self._gathering = _Gathering(said.sn, total, now_ms)
        part = self._gathering
        part.heard_ms, part.total = now_ms, max(part.total, total)
        part.received += len(found)
        for channel in found:
            if len(part.found) < CHANNELS_MAX:
                part.found[channel.id] = channel
        if part.received >= part.total:
            self._end(part, now_ms)

    def notice(self, said: Said) -> None:
        """A change that the device tells of: ADD, DEL, UPDATE, ON, OFF and the like, per entry."""
        for item in _items(said):
            event = text(item, "Event", 16).upper()
            channel = _channel(item)
            if channel is None:
                continue
            if event == "DEL":
                self.channels.pop(channel.id, None)
            elif event in ("ON", "OFF", "VLOST", "DEFECT"):
                known = self.channels.get(channel.id, channel)
                self._merge([msgspec.structs.replace(known, is_on=event == "ON")])
            else:
                self._merge([channel])

    def tick(self, now_ms: int) -> None:
        """End an answer that stopped coming."""
        part = self._gathering
        if part is not None and now_ms - part.heard_ms > SILENT_MS:
            self._end(part, now_ms)

    def _end(self, part: _Gathering, now_ms: int) -> None:
        self._gathering = None
        self.missing = max(0, part.total - part.received)
        self.left_out = max(0, part.total - CHANNELS_MAX)
        self.at_ms = now_ms
        if not self.missing:
            self.channels = {}
        self._merge(part.found.values())

    def _merge(self, channels: Iterable[Channel]) -> None:
        for channel in channels:
            if channel.id in self.channels or len(self.channels) < CHANNELS_MAX:
                self.channels[channel.id] = channel


def channels_of(said: Said) -> Iterator[Channel]:
    """Entries of one part; those without an id are left out."""
    return (channel for channel in map(_channel, _items(said)) if channel is not None)


def _items(said: Said) -> list[Element]:
    listed = child(said.element, "DeviceList")
    return [] if listed is None else [one for one in listed if one.tag.lower() == "item"]


def _channel(item: Element) -> Channel | None:
    channel_id = text(item, "DeviceID", 20)
    if not is_code(channel_id):
        return None
    info = child(item, "Info")
    ptz = text(item, "PTZType", 2) or ("" if info is None else text(info, "PTZType", 2))
    return Channel(
        id=channel_id,
        name=text(item, "Name", 128),
        parent_id=text(item, "ParentID", 64).rpartition("/")[2][:20],
        manufacturer=text(item, "Manufacturer", 64),
        model=text(item, "Model", 64),
        address=text(item, "Address", 128),
        region=text(item, "CivilCode", 20),
        is_on=text(item, "Status", 8).upper() not in ("OFF", "OFFLINE"),
        longitude=_degrees(text(item, "Longitude", 24), 180),
        latitude=_degrees(text(item, "Latitude", 24), 90),
        ptz_type=int(ptz) if ptz.isascii() and ptz.isdigit() else 0,
    )


def _degrees(said: str, most: int) -> float | None:
    """Zero is what devices send that were never told where they are."""
    try:
        value = float(said)
    except ValueError:
        return None
    return value if value and abs(value) <= most else None


def _number(said: Said, name: str) -> int:
    found = text(said.element, name, 8)
    return int(found) if found.isascii() and found.isdigit() else 0
