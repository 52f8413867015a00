"""Virtual loudspeakers: one machine that answers SIP calls for every horn of the county and counts what it hears.

They listen on an address of this machine that the platform itself never uses, so that calling them can be allowed
without allowing calls to the platform's own ports.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from anlan.kit.logs import get_logger
from anlan.kit.sip import message
from anlan.kit.sip.audio import PACKET_S
from anlan.kit.sip.g711 import NAMES, PCMA, RATE_HZ
from anlan.kit.sip.message import Request
from anlan.kit.sip.refusals import Refused

log = get_logger(__name__)

HOST = "127.0.0.2"
#: The last one of the county never answers: a horn that is dead must be seen as dead.
DEAD = "8099"

Address = tuple[str, int]


@dataclass(eq=False)
class Horns(asyncio.DatagramProtocol):
    """All horns behind one SIP port. ``calls``: horn → the call it is in. ``heard_s``: horn → seconds of sound."""

    port: int = 0
    calls: dict[str, str] = field(default_factory=dict)
    heard_s: Counter[str] = field(default_factory=Counter)
    _sounds: dict[str, asyncio.DatagramTransport] = field(default_factory=dict)

    async def open(self) -> None:
        """Listen on a free port.

        Raises:
            OSError: this machine has no such address (some systems give loopback only one).
        """
        self._sip, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, local_addr=(HOST, self.port)
        )
        self.port = self._sip.get_extra_info("sockname")[1]

    def close(self) -> None:
        """Fall silent."""
        for transport in (self._sip, *self._sounds.values()):
            transport.close()

    def address_of(self, number: str) -> str:
        """What is entered for the horn of that number."""
        return f"sip:{number}@{HOST}:{self.port}"

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """One message; what is none is left out, as a device does."""
        try:
            said = message.parse(data)
        except Refused:
            return
        number = message.user_of(said.uri) if isinstance(said, Request) else DEAD
        if isinstance(said, Request) and number != DEAD:
            self._asked(said, number, addr)

    def _asked(self, request: Request, number: str, caller: Address) -> None:
        if request.method == "INVITE":
            asyncio.get_running_loop().create_task(self._answer(request, number, caller))
        elif request.method != "ACK":
            if request.method == "BYE" and self.calls.get(number) == request.call_id:
                self._hang_up(number)
            self._sip.sendto(message.written(message.answer(request, 200, "OK")), caller)

    async def _answer(self, request: Request, number: str, caller: Address) -> None:
        if self.calls.setdefault(number, request.call_id) != request.call_id:
            self._sip.sendto(message.written(message.answer(request, 486, "Busy Here")), caller)
            return
        if number not in self._sounds:
            self._sounds[number], _ = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: _Ear(self.heard_s, number), local_addr=(HOST, 0)
            )
        extra = (("contact", f"<{self.address_of(number)}>"), ("content-type", "application/sdp"))
        body = self._wants(self._sounds[number].get_extra_info("sockname")[1])
        self._sip.sendto(message.written(message.answer(request, 200, "OK", extra, body)), caller)

    def _wants(self, port: int) -> bytes:
        lines = [
            "v=0", f"o=- 1 1 IN IP4 {HOST}", "s=-", f"c=IN IP4 {HOST}", "t=0 0", f"m=audio {port} RTP/AVP {PCMA}",
            f"a=rtpmap:{PCMA} {NAMES[PCMA]}/{RATE_HZ}", "a=recvonly", "",
        ]  # fmt: skip
        return "\r\n".join(lines).encode()

    def _hang_up(self, number: str) -> None:
        self.calls.pop(number, None)
        if (sound := self._sounds.pop(number, None)) is not None:
            sound.close()
        log.info("a horn was spoken through", horn=number, heard_s=round(self.heard_s[number], 1))


@dataclass(eq=False)
class _Ear(asyncio.DatagramProtocol):
    heard_s: Counter[str]
    number: str

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """One packet of sound."""
        self.heard_s[self.number] += PACKET_S  # type: ignore[assignment]  # a Counter of seconds
