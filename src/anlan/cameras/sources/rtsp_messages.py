"""RTSP messages (RFC 2326) as devices send them: taken out of the bytes that arrived, within bounds."""

import re
from typing import NamedTuple

HEAD_MAX, BODY_MAX = 16_384, 65_536
_STATUS = re.compile(r"RTSP/\d\.\d +(\d{3})(?:\s(.*))?")
_NAME = re.compile(r"[A-Za-z0-9-]+")
#: How a packet of media among the messages begins (10.12).
_MEDIA = ord("$")


class NotRtsp(Exception):
    """What arrived is no message, or too large; the message says which."""


class Message(NamedTuple):
    """``status``: 0 for a question of the device. ``headers``: names in small letters; some come more than once."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The last one of this name; "" without."""
        return next((value for known, value in reversed(self.headers) if known == name), "")

    def all(self, name: str) -> list[str]:
        """Every one of this name."""
        return [value for known, value in self.headers if known == name]


def taken(waiting: bytearray) -> Message | None:
    """The first whole message, removed from ``waiting``; None while it is not whole.

    Raises:
        NotRtsp: it will never be one.
    """
    found = re.search(rb"\r?\n\r?\n", waiting)
    if found is None or found.end() > HEAD_MAX:
        if len(waiting) > HEAD_MAX:
            raise NotRtsp("the device does not speak RTSP")
        return None
    first, *lines = waiting[: found.start()].decode("latin-1").split("\n")
    said = _STATUS.fullmatch(first.strip())
    headers = tuple(_headers(lines))
    message = Message(int(said[1]) if said else 0, (said[2] or "") if said else "", headers, b"")
    end = found.end() + _length(message)
    if len(waiting) < end:
        return None
    message = message._replace(body=bytes(waiting[found.end() : end]))
    del waiting[:end]
    return message


def packet_taken(waiting: bytearray) -> tuple[int, bytes] | None:
    """Channel and content of the packet of media that ``waiting`` begins with, removed; None while it is not whole."""
    if len(waiting) < 4 or len(waiting) < (end := 4 + int.from_bytes(waiting[2:4], "big")):
        return None
    channel, content = waiting[1], bytes(waiting[4:end])
    del waiting[:end]
    return channel, content


def begins_with_packet(waiting: bytearray) -> bool:
    """Does a packet of media come next, and no message?"""
    return bool(waiting) and waiting[0] == _MEDIA


def _headers(lines: list[str]) -> list[tuple[str, str]]:
    pairs = (line.partition(":") for line in lines)
    named = ((name.strip(), value.strip()) for name, found, value in pairs if found)
    return [(name.lower(), value) for name, value in named if _NAME.fullmatch(name)]


def _length(message: Message) -> int:
    told = message.header("content-length") or "0"
    if not (told.isascii() and told.isdigit() and len(told) < 9 and int(told) <= BODY_MAX):
        raise NotRtsp("the device answers too much")
    return int(told)
