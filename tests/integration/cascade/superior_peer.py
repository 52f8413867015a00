"""A platform above for tests that reads SIP in its own simple way, not in Anlan's; for what Anlan above never says."""

import asyncio
import re
import socket
from dataclasses import dataclass, field

OK = "SIP/2.0 200 OK"


@dataclass
class Peer:
    """Takes every registration. ``heard``: all messages from below."""

    code: str
    host: str = "127.0.0.1"
    port: int = 0
    refuses: str = ""
    silent_to: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.heard: list[str] = []
        self.answers: list[str] = []
        self.below: tuple[str, int] | None = None
        self._number = 0

    async def open(self) -> None:
        peer = self

        class Ears(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
                peer._hear(data.decode("gb18030", "replace"), address)

        loop = asyncio.get_running_loop()
        self._way, _ = await loop.create_datagram_endpoint(Ears, local_addr=(self.host, self.port))
        self.port = self._way.get_extra_info("sockname")[1]

    def close(self) -> None:
        self._way.close()

    def _hear(self, text: str, address: tuple[str, int]) -> None:
        if text.startswith("SIP/2.0 "):
            self.answers.append(text)
            return
        self.heard.append(text)
        self.below = address
        method = text.split(" ", 1)[0]
        if method in self.silent_to or any(f"<CmdType>{word}</CmdType>" in text for word in self.silent_to):
            return
        kept = [line for line in text.split("\r\n") if re.match(r"(?i)(via|from|to|call-id|cseq|expires):", line)]
        status = f"SIP/2.0 {self.refuses}" if method == "REGISTER" and self.refuses else OK
        self._way.sendto("\r\n".join([status, *kept, "Content-Length: 0", "", ""]).encode(), address)

    def request(
        self, method: str, target: str, own: str, body: bytes = b"", extra: str = "", *, sender: str = "",
        call: str = "", content: str = "Application/MANSCDP+xml",
    ) -> bytes:  # fmt: skip
        self._number += 1
        lines = [
            f"{method} sip:{target}@{own[:10]} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.host}:{self.port};rport;branch=z9hG4bKpeer{self._number}",
            f"From: <sip:{sender or self.code}@{self.code[:10]}>;tag=p1",
            f"To: <sip:{target}@{own[:10]}>",
            f"Call-ID: {call or f'peer-{self._number}'}",
            f"CSeq: {self._number} {method}",
            f"Contact: <sip:{self.code}@{self.host}:{self.port}>",
            "Max-Forwards: 70",
            *([extra] if extra else []),
            *([f"Content-Type: {content}"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    async def ask(self, raw: bytes, to: tuple[str, int] | None = None, *, final: bool = True) -> str:
        """The answer to a request."""
        branch = re.search(rb"branch=(\S+)", raw)[1].decode()  # type: ignore[index]
        self._way.sendto(raw, to or self.below)
        async with asyncio.timeout(8):
            while True:
                for text in self.answers:
                    if branch in text and not (final and text.startswith("SIP/2.0 1")):
                        return text
                await asyncio.sleep(0.01)

    def told(self, command: str) -> list[str]:
        """Bodies from below of that command."""
        return [text for text in self.heard if f"<CmdType>{command}</CmdType>" in text]


def query(command: str, about: str, sn: str = "17", root: str = "Query", inner: str = "") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="GB2312"?>\r\n<{root}><CmdType>{command}</CmdType><SN>{sn}</SN>'
        f"<DeviceID>{about}</DeviceID>{inner}</{root}>\r\n"
    )
    return text.encode("gb18030")


def invite_body(channel: str, host: str, port: int, *, tcp: str = "", name: str = "Play", payload: str = "96") -> bytes:
    protocol = "TCP/RTP/AVP" if tcp else "RTP/AVP"
    lines = [
        "v=0", f"o={channel} 0 0 IN IP4 {host}", f"s={name}", f"c=IN IP4 {host}", "t=0 0",
        f"m=video {port} {protocol} {payload}", "a=recvonly", f"a=rtpmap:{payload} PS/90000",
        *([f"a=setup:{tcp}", "a=connection:new"] if tcp else []), "y=0381000123", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def media_socket() -> socket.socket:
    """Where a platform above takes datagrams."""
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_194_304)
    one.bind(("127.0.0.1", 0))
    one.settimeout(8)
    return one
