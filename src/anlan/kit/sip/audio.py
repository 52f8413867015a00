"""The sound of a call: what is offered and answered in SDP (RFC 4566, 3264), and the packets (RFC 3550, 3551)."""

import re
import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.kit.sip.g711 import NAMES, PCMA, PCMU, RATE_HZ, silence
from anlan.kit.sip.refusals import Refused

PACKET_S = 0.02
SAMPLES_A_PACKET = round(RATE_HZ * PACKET_S)

_MEDIA = re.compile(r"audio (\d{1,5})(?:/\d+)? RTP/AVP\b(.*)")
_HOST = re.compile(r"IN IP4 (\d{1,3}(?:\.\d{1,3}){3})(?:/\d+)*")


@dataclass(frozen=True, slots=True)
class Answered:
    """Where the endpoint wants the sound, and by which law."""

    host: str
    port: int
    payload_type: int


def offered(host: str, port: int) -> bytes:
    """The body of an INVITE: we only send. A-law first, which is what China's networks speak."""
    session = secrets.randbelow(2**31)
    lines = [
        "v=0",
        f"o=anlan {session} {session} IN IP4 {host}",
        "s=Anlan",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {PCMA} {PCMU}",
        *(f"a=rtpmap:{number} {NAMES[number]}/{RATE_HZ}" for number in (PCMA, PCMU)),
        f"a=ptime:{PACKET_S * 1000:.0f}",
        "a=sendonly",
        "",
    ]
    return "\r\n".join(lines).encode()


def answered(body: bytes) -> Answered:
    """What an endpoint answered.

    Raises:
        Refused: no sound, by no law we know, or it does not want to hear.
    """
    host, media, does_hear = "", None, True
    for line in body[:8192].decode("latin-1").splitlines():
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            if media is not None:
                break  # other streams follow; the sound's own lines are read
            media = _MEDIA.match(value)
        elif kind == "c" and (found := _HOST.fullmatch(value)):
            host = found[1]
        elif kind == "a" and value in ("inactive", "sendonly"):
            does_hear = False
    if media is None or not host or host == "0.0.0.0" or not does_hear or not 0 < int(media[1]) < 65536:  # noqa: S104
        raise Refused("sdp")
    known = [int(word) for word in media[2].split() if word in (str(PCMA), str(PCMU))]
    if not known:
        raise Refused("codec")
    return Answered(host, int(media[1]), known[0])


def packets(sound: bytes, payload_type: int) -> Iterator[bytes]:
    """``sound`` (G.711) in packets of 20 ms; the last is filled up with silence."""
    number, stamp, source = secrets.randbelow(1 << 15), secrets.randbits(32), secrets.randbits(32)
    sound += bytes([silence(payload_type)]) * (-len(sound) % SAMPLES_A_PACKET)
    for place, begin in enumerate(range(0, len(sound), SAMPLES_A_PACKET)):
        begins = 0x80 if place == 0 else 0  # a marker says where talk begins
        head = struct.pack(
            "!BBHII", 0x80, begins | payload_type, (number + place) & 0xFFFF, (stamp + begin) & 0xFFFFFFFF, source
        )
        yield head + sound[begin : begin + SAMPLES_A_PACKET]
