"""What a device has recorded (Profile G): which recordings, from when to when, and where each is played."""

from typing import NamedTuple
from xml.sax.saxutils import escape

from anlan.cameras.onvif import soap
from anlan.cameras.onvif.device import RECORDING, REPLAY, SEARCH, UNICAST, Device
from anlan.cameras.onvif.errors import Fault

#: A recorder has one per channel, and each costs two questions.
RECORDINGS_MAX = 64


class Recording(NamedTuple):
    """One recording; ``earliest`` and ``latest`` as the device writes them (by its own clock), "" when it does not
    tell."""

    token: str
    source: str
    earliest: str
    latest: str
    address: str


def recordings_of(device: Device) -> list[Recording]:
    """All recordings of a device; none when it does not record.

    Raises:
        OnvifError: it cannot be asked, or names an address that is no stream.
    """
    if not (device.has(RECORDING) and device.has(REPLAY)):
        return []
    told = device.ask(RECORDING, "GetRecordings").findall("{*}RecordingItem")[:RECORDINGS_MAX]
    named = [(soap.words(one, "RecordingToken", 64), soap.words(one, "Configuration/Source/Name", 64)) for one in told]
    return [
        Recording(token, source, *_span(device, token), _address(device, token)) for token, source in named if token
    ]


def _span(device: Device, token: str) -> tuple[str, str]:
    try:
        told = device.ask(SEARCH, "GetRecordingInformation", f"<x:RecordingToken>{escape(token)}</x:RecordingToken>")
    except Fault:  # a device without the search service
        return "", ""
    earliest, latest = (soap.words(told, f"RecordingInformation/{end}Recording", 32) for end in ("Earliest", "Latest"))
    return earliest, latest


def _address(device: Device, token: str) -> str:
    inside = f"{UNICAST}<x:RecordingToken>{escape(token)}</x:RecordingToken>"
    return device.stream_on_it(soap.words(device.ask(REPLAY, "GetReplayUri", inside), "Uri", 2000))
