"""Plain values of a device's answers: profiles, presets, who it is."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element

from anlan.cameras.onvif.soap import words

#: Nobody needs more; a stranger may send any number.
PROFILES_MAX = 256
PRESETS_MAX = 256
#: The narrowest stream that recognisers do well with.
WIDTH_WANTED = 640


class DeviceFacts(NamedTuple):
    """Who the device says it is."""

    maker: str
    model: str
    firmware: str
    serial: str


class Profile(NamedTuple):
    """One stream that can be asked for. ``width`` 0: not told. ``node``: of its PTZ unit, "" without one."""

    token: str
    name: str
    encoding: str
    width: int
    height: int
    node: str
    turns: bool = False
    zooms: bool = False


class PresetPlace(NamedTuple):
    """A stored position."""

    token: str
    name: str


def facts_of(answer: Element) -> DeviceFacts:
    """Of GetDeviceInformationResponse."""
    return DeviceFacts(
        *(words(answer, name, 64) for name in ("Manufacturer", "Model", "FirmwareVersion", "SerialNumber"))
    )


def profiles_of(answer: Element) -> list[Profile]:
    """Of GetProfilesResponse, of media service 1 or 2."""
    return [_profile(found) for found in answer.findall("{*}Profiles")[:PROFILES_MAX] if found.get("token")]


def _profile(found: Element) -> Profile:
    configurations = found.find("{*}Configurations")
    video = found.find("{*}VideoEncoderConfiguration")
    ptz = found.find("{*}PTZConfiguration")
    if configurations is not None:  # media service 2
        video, ptz = configurations.find("{*}VideoEncoder"), configurations.find("{*}PTZ")
    turns = words(ptz, "DefaultContinuousPanTiltVelocitySpace")
    zooms = words(ptz, "DefaultContinuousZoomVelocitySpace")
    return Profile(
        token=(found.get("token") or "")[:64],
        name=words(found, "Name", 64),
        encoding=words(video, "Encoding", 16),
        width=_number(words(video, "Resolution/Width", 8)),
        height=_number(words(video, "Resolution/Height", 8)),
        node=words(ptz, "NodeToken", 64),
        # Both spaces are optional in the schema: a unit that names neither is tried with both.
        turns=ptz is not None and (bool(turns) or not zooms),
        zooms=ptz is not None and (bool(zooms) or not turns),
    )


def sub_stream(profiles: Sequence[Profile]) -> Profile | None:
    """The profile to analyse: the narrowest that is wide enough, else the widest there is, else the first."""
    pictures = [profile for profile in profiles if profile.width]
    enough = [profile for profile in pictures if profile.width >= WIDTH_WANTED]
    if enough:
        return min(enough, key=lambda profile: (profile.width * profile.height, profile.token))
    return max(pictures, key=lambda profile: profile.width, default=profiles[0] if profiles else None)


def turning(profiles: Sequence[Profile]) -> Profile | None:
    """The profile by which the device is turned: the first that has a PTZ unit."""
    return next((profile for profile in profiles if profile.turns or profile.zooms), None)


def presets_of(answer: Element) -> list[PresetPlace]:
    """Of GetPresetsResponse."""
    found = answer.findall("{*}Preset")[:PRESETS_MAX]
    return [
        PresetPlace(token[:64], words(one, "Name", 64) or token[:64]) for one in found if (token := one.get("token"))
    ]


def is_moving(answer: Element) -> bool | None:
    """Of GetStatusResponse; None when the device does not tell."""
    status = answer.find("{*}PTZStatus")
    told = {words(status, f"MoveStatus/{axis}", 16) for axis in ("PanTilt", "Zoom")} - {"", "UNKNOWN"}
    return "MOVING" in told if told else None


def device_time_s(answer: Element) -> float | None:
    """Of GetSystemDateAndTimeResponse: seconds since 1970 by the device's clock; None when it does not tell."""
    names = ("Date/Year", "Date/Month", "Date/Day", "Time/Hour", "Time/Minute", "Time/Second")
    told = [words(answer, f"SystemDateAndTime/UTCDateTime/{name}", 8) for name in names]
    try:
        year, month, day, hour, minute, second = (int(text) for text in told)
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
