"""What a platform above wants to see and where it is to be sent: SDP in, SDP out."""

import re
from typing import NamedTuple

from anlan.cameras.gb28181 import sdp
from anlan.kit.sip.refusals import Refused


class Offer(NamedTuple):
    """``listens``: the platform above waits for our connection; else, over TCP, it connects to us.

    ``ssrc``: ten digits as it gave them; empty when it gave none.
    """

    what: str
    host: str
    port: int
    is_tcp: bool
    listens: bool
    ssrc: str


def read(body: bytes) -> Offer:
    """The body of an INVITE.

    Raises:
        Refused: no video, or not in a program stream, or without an address to send it to.
    """
    media = sdp.answered(body)
    if not media.host or not 0 < media.port < 65_536:
        raise Refused("sdp")
    setup, what = _line(body, "a=setup"), _line(body, "s")
    ssrc = f"{media.ssrc:010d}" if media.ssrc is not None and media.ssrc < 2**32 else ""
    return Offer(what.strip(), media.host, media.port, media.is_tcp, setup.strip() != "active", ssrc)


def answered(offer: Offer, channel: str, host: str, port: int, ssrc: str) -> bytes:
    """The body of our answer: from where it is sent, and who connects."""
    setup = "active" if offer.listens else "passive"
    lines = [
        "v=0",
        f"o={channel} 0 0 IN IP4 {host}",
        "s=Play",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=video {port} {'TCP/RTP/AVP' if offer.is_tcp else 'RTP/AVP'} 96",
        "a=sendonly",
        "a=rtpmap:96 PS/90000",
        *([f"a=setup:{setup}", "a=connection:new"] if offer.is_tcp else []),
        f"y={ssrc}",
        "",
    ]
    return "\r\n".join(lines).encode()


def _line(body: bytes, name: str) -> str:
    separator = ":" if name.startswith("a=") else "="
    found = re.search(rf"(?m)^{re.escape(name)}{separator}([^\r\n]{{0,64}})", body[:8192].decode("latin-1"))
    return found[1] if found else ""
