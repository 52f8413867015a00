"""What the platform offers to receive, and what a device answers: SDP with the lines that GB/T 28181 adds.

``y=`` is the number of the stream (SSRC, ten digits, 0 first for live, 1 for recordings). A recording is ``s=Playback``
with ``t=`` in seconds since 1970 and ``u=<channel>:0`` (0: whatever it was recorded for). ``a=streamnumber:1`` asks for
the second stream (2022, annex G); ``a=streamprofile`` is the same of some makers. Devices that know neither send what
they send.
"""

import re
from typing import NamedTuple

from anlan.kit.sip.refusals import Refused

_MEDIA = re.compile(r"video (\d{1,5})(?:/\d+)? (TCP/RTP/AVP|RTP/AVP|RTP/AVP/TCP)\b(.*)")
_HOST = re.compile(r"IN IP4 (\d{1,3}(?:\.\d{1,3}){3})")


class Recorded(NamedTuple):
    """A stretch of a recording, seconds since 1970."""

    begin_s: int
    end_s: int


class Offer(NamedTuple):
    """What we want. ``host``, ``port``: where the device is to send to. ``recorded``: that, instead of what it sees."""

    channel_id: str
    host: str
    port: int
    ssrc: str
    is_tcp: bool
    wants_sub: bool
    recorded: Recorded | None = None


class Answered(NamedTuple):
    """What the device does. ``ssrc`` None: it did not say."""

    host: str
    port: int
    is_tcp: bool
    ssrc: int | None


def offered(offer: Offer) -> bytes:
    """The body of an INVITE."""
    protocol = "TCP/RTP/AVP" if offer.is_tcp else "RTP/AVP"
    begin_s, end_s = offer.recorded or (0, 0)
    lines = [
        "v=0",
        f"o={offer.channel_id} 0 0 IN IP4 {offer.host}",
        "s=Playback" if offer.recorded else "s=Play",
        *([f"u={offer.channel_id}:0"] if offer.recorded else []),
        f"c=IN IP4 {offer.host}",
        f"t={begin_s} {end_s}",
        f"m=video {offer.port} {protocol} 96",
        "a=recvonly",
        "a=rtpmap:96 PS/90000",
        *(["a=setup:passive", "a=connection:new"] if offer.is_tcp else []),
        *(["a=streamnumber:1", "a=streamprofile:1"] if offer.wants_sub else []),
        f"y={offer.ssrc}",
        "",
    ]
    return "\r\n".join(lines).encode()


def answered(body: bytes) -> Answered:
    """What a device answered.

    Raises:
        Refused: no video, or not in a program stream.
    """
    host, media, ssrc = "", None, ""
    for line in body[:8192].decode("latin-1").splitlines():
        kind, _, value = line.partition("=")
        if kind == "c" and (found := _HOST.search(value)):
            host = found[1]
        elif kind == "m" and media is None:
            media = _MEDIA.match(value)
        elif kind == "y":
            ssrc = value.strip()
    if media is None or "96" not in media[3].split():
        raise Refused("sdp")
    number = int(ssrc) if ssrc.isascii() and ssrc.isdigit() and len(ssrc) <= 10 else None
    return Answered(host, int(media[1]), "TCP" in media[2], number)
