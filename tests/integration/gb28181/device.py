"""A recorder that registers by GB/T 28181, for tests; it reads SIP in its own simple way, not in Anlan's."""

import asyncio
import hashlib
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.integration.gb28181 import program_stream

Damage = Callable[[list[bytes]], list[bytes]]


@dataclass
class Recorder:
    """One device. ``channels``: id → name. ``damage`` changes the packets of every ten pictures before they go."""

    port: int
    id: str = "33038100001180000001"
    password: str = "geheim-123"
    platform: str = "33038100002000000001"
    realm: str = "3303810000"
    over: str = "UDP"
    agent: str = "Recorder/1.0"
    edition: str = ""
    channels: dict[str, str] = field(default_factory=lambda: {"33038100001320000001": "一号库房"})
    codec: str = "libx264"
    damage: Damage = lambda packets: packets
    takes_tcp: bool = True
    knows_streams: bool = True
    pace: float = 0.04

    def __post_init__(self) -> None:
        self._answers: dict[str, asyncio.Future[str]] = {}
        self.asked: list[str] = []
        self.invites: list[str] = []
        self.byes = 0
        self.offsets: list[str] = []
        self._number = 0
        self._films: list[threading.Event] = []
        self._call = 0
        self.silent_to: set[str] = set()
        self.catalogue_pages: list[str] | None = None

    # --- the way to the platform -------------------------------------------------------------------

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        if self.over == "TCP":
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
            self.here = f"127.0.0.1:{self._writer.get_extra_info('sockname')[1]}"
            self._listening = loop.create_task(self._listen())
        else:
            recorder = self

            class Ears(asyncio.DatagramProtocol):
                def datagram_received(self, data: bytes, addr: object) -> None:
                    recorder._heard(data)

            self._transport, _ = await loop.create_datagram_endpoint(Ears, remote_addr=("127.0.0.1", self.port))
            self.here = f"127.0.0.1:{self._transport.get_extra_info('sockname')[1]}"

    async def close(self) -> None:
        for film in self._films:
            film.set()
        if self.over == "TCP":
            self._listening.cancel()
            self._writer.close()
        else:
            self._transport.close()

    def send(self, text: str | bytes) -> None:
        raw = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        if self.over == "TCP":
            self._writer.write(raw)
        else:
            self._transport.sendto(raw)

    async def _listen(self) -> None:
        while True:
            head = await self._reader.readuntil(b"\r\n\r\n")
            length = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])  # type: ignore[index]
            self._heard(head + await self._reader.readexactly(length))

    # --- what it says ------------------------------------------------------------------------------

    def request(
        self, method: str, body: bytes = b"", extra: str = "", content: str = "Application/MANSCDP+xml"
    ) -> bytes:
        self._number += 1
        lines = [
            f"{method} sip:{self.platform}@{self.realm} SIP/2.0",
            f"Via: SIP/2.0/{self.over} {self.here};rport;branch=z9hG4bK-{self.id[-4:]}-{self._number}",
            f"From: <sip:{self.id}@{self.realm}>;tag=t{self._number}",
            f"To: <sip:{self.id if method == 'REGISTER' else self.platform}@{self.realm}>",
            f"Call-ID: call-{self.id[-4:]}-{self._number}@{self.here}",
            f"CSeq: {self._number} {method}",
            f"Contact: <sip:{self.id}@{self.here}>",
            f"User-Agent: {self.agent}",
            "Max-Forwards: 70",
            *([f"X-GB-Ver: {self.edition}"] if self.edition else []),
            *([extra] if extra else []),
            *([f"Content-Type: {content}"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    async def ask(self, raw: bytes, within_s: float = 5) -> str:
        """The answer to a request of ours: the one with its branch."""
        branch = re.search(rb"branch=([^;\s]+)", raw)[1].decode()  # type: ignore[index]
        self._answers[branch] = asyncio.get_running_loop().create_future()
        self.send(raw)
        async with asyncio.timeout(within_s):
            return await self._answers[branch]

    async def register(self, expires: int = 3600, *, picks: str = "MD5") -> str:
        first = await self.ask(self.request("REGISTER", extra=f"Expires: {expires}"))
        if " 401 " not in first:
            return first
        return await self.ask(self.request("REGISTER", extra=f"Expires: {expires}\r\n{self.login(first, picks)}"))

    def login(self, challenge: str, picks: str = "MD5") -> str:
        line = next(
            found for found in re.findall(r"WWW-Authenticate: (.*)", challenge) if f"algorithm={picks}" in found
        )
        nonce, realm = re.search(r'nonce="([^"]+)"', line)[1], re.search(r'realm="([^"]+)"', line)[1]  # type: ignore[index]
        uri = f"sip:{self.platform}@{self.realm}"

        def digest(text: str) -> str:
            return hashlib.new("sha256" if picks == "SHA-256" else "md5", text.encode()).hexdigest()

        known = digest(f"{self.id}:{realm}:{self.password}")
        answer = digest(f"{known}:{nonce}:{digest(f'REGISTER:{uri}')}")
        return (
            f'Authorization: Digest username="{self.id}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
            f'response="{answer}", algorithm={picks}'
        )

    async def keepalive(self) -> str:
        return await self.tell("Notify", "Keepalive", "<Status>OK</Status>")

    async def tell(
        self, root: str, command: str, inner: str, about: str = "", sn: str = "1", method: str = "MESSAGE"
    ) -> str:
        return await self.ask(self.request(method, self.xml(root, command, inner, about, sn)))

    async def alarm(self, method: int, kind: str = "", about: str = "") -> str:
        info = f"<Info><AlarmType>{kind}</AlarmType></Info>" if kind else ""
        inner = (
            f"<AlarmPriority>1</AlarmPriority><AlarmMethod>{method}</AlarmMethod>"
            f"<AlarmTime>2026-11-26T15:00:00</AlarmTime><AlarmDescription>越界</AlarmDescription>{info}"
        )
        return await self.tell("Notify", "Alarm", inner, about or next(iter(self.channels)))

    def xml(self, root: str, command: str, inner: str, about: str = "", sn: str = "1") -> bytes:
        text = (
            f'<?xml version="1.0" encoding="GB2312"?>\n<{root}><CmdType>{command}</CmdType><SN>{sn}</SN>'
            f"<DeviceID>{about or self.id}</DeviceID>{inner}</{root}>"
        )
        return text.encode("gb18030")

    # --- what it hears -----------------------------------------------------------------------------

    def _heard(self, data: bytes) -> None:
        text = data.decode("latin-1")
        if text.startswith("SIP/2.0 "):
            waiting = self._answers.get(re.search(r"branch=([^;\s]+)", text)[1])  # type: ignore[index]
            if waiting is not None and not waiting.done():
                waiting.set_result(text)
            return
        method = text.split(" ", 1)[0]
        command = re.search(r"<CmdType>(\w+)</CmdType>", text)
        self.asked.append(f"{method} {command[1]}" if command else method)
        if method in self.silent_to or (command and command[1] in self.silent_to):
            return
        if method == "INVITE":
            self._invited(text)
        elif method == "BYE":
            self.byes += 1
            for film in self._films:
                film.set()
            self._reply(text)
        elif method in ("MESSAGE", "SUBSCRIBE"):
            self._reply(text)
            if command:
                self._answer(command[1], text)

    def _reply(self, text: str, status: str = "200 OK", body: str = "") -> None:
        kept = [
            line
            for line in text.split("\r\n\r\n")[0].split("\r\n")[1:]
            if re.match(r"(?i)(via|from|call-id|cseq):", line)
        ]
        to = re.search(r"(?im)^to: *(.*?)\r?$", text)[1]  # type: ignore[index]
        lines = [f"SIP/2.0 {status}", *kept, f"To: {to}" + ("" if "tag=" in to else ";tag=r1")]
        if body:
            lines += [f"Contact: <sip:{self.id}@{self.here}>", "Content-Type: APPLICATION/SDP"]
        self.send("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]))

    def _answer(self, command: str, text: str) -> None:
        sn = re.search(r"<SN>(\d+)</SN>", text)[1]  # type: ignore[index]
        loop = asyncio.get_running_loop()
        if command == "Catalog" and text.startswith("MESSAGE"):
            for page in self.catalogue_pages if self.catalogue_pages is not None else self.pages():
                loop.call_soon(self.send, self.request("MESSAGE", self.xml("Response", "Catalog", page, sn=sn)))
        elif command == "DeviceInfo":
            inner = "<Result>OK</Result><Manufacturer>测试</Manufacturer><Model>R1</Model><Firmware>1.2</Firmware>"
            loop.call_soon(self.send, self.request("MESSAGE", self.xml("Response", command, inner, sn=sn)))
        elif command == "DeviceStatus":
            inner = "<Result>OK</Result><Online>ONLINE</Online><Status>OK</Status>"
            loop.call_soon(self.send, self.request("MESSAGE", self.xml("Response", command, inner, sn=sn)))
        elif command == "PresetQuery":
            inner = (
                '<PresetList Num="2"><Item><PresetID>1</PresetID><PresetName>门口</PresetName></Item>'
                "<Item><PresetID>7</PresetID><PresetName>罐区</PresetName></Item></PresetList>"
            )
            loop.call_soon(self.send, self.request("MESSAGE", self.xml("Response", command, inner, sn=sn)))

    def pages(self, per_page: int = 2) -> list[str]:
        """The catalogue as it is sent, some entries at a time."""
        listed = list(self.channels.items())
        pages = []
        for at in range(0, len(listed), per_page):
            items = "".join(
                f"<Item><DeviceID>{channel}</DeviceID><Name>{name}</Name><Manufacturer>测试</Manufacturer>"
                f"<ParentID>{self.id}</ParentID><Status>ON</Status><Longitude>120.65</Longitude>"
                "<Latitude>27.78</Latitude><Info><PTZType>1</PTZType></Info></Item>"
                for channel, name in listed[at : at + per_page]
            )
            pages.append(f'<SumNum>{len(listed)}</SumNum><DeviceList Num="{per_page}">{items}</DeviceList>')
        return pages

    # --- pictures ----------------------------------------------------------------------------------

    def _invited(self, text: str) -> None:
        self.invites.append(text)
        is_tcp = "TCP/RTP/AVP" in text
        if (is_tcp and not self.takes_tcp) or ("streamnumber" in text and not self.knows_streams):
            self._reply(text, "488 Not Acceptable Here")
            return
        host = re.search(r"c=IN IP4 (\S+)", text)[1]  # type: ignore[index]
        port = int(re.search(r"m=video (\d+)", text)[1])  # type: ignore[index]
        ssrc = re.search(r"y=(\d+)", text)[1]  # type: ignore[index]
        protocol = "TCP/RTP/AVP" if is_tcp else "RTP/AVP"
        setup = "a=setup:active\r\n" if is_tcp else ""
        self._reply(
            text,
            body=f"v=0\r\no={self.id} 0 0 IN IP4 127.0.0.1\r\ns=Play\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=video 40000 {protocol} 96\r\na=sendonly\r\na=rtpmap:96 PS/90000\r\n{setup}y={ssrc}\r\n",
        )
        stop = threading.Event()
        self._films.append(stop)
        threading.Thread(target=self._play, args=(host, port, int(ssrc), is_tcp, stop), daemon=True).start()

    def _play(self, host: str, port: int, ssrc: int, is_tcp: bool, stop: threading.Event) -> None:
        film = program_stream.coded(60, self.codec)
        packs = program_stream.in_packs(film, "hevc" if self.codec == "libx265" else "h264")
        out = socket.socket(socket.AF_INET, socket.SOCK_STREAM if is_tcp else socket.SOCK_DGRAM)
        with out:
            try:
                out.connect((host, port))
                number, loops = 65_500, 0
                while not stop.is_set():
                    shifted = [(stamp + loops * 216_000, pack) for stamp, pack in packs]
                    for at in range(0, len(shifted), 10):
                        packets = list(program_stream.in_rtp(shifted[at : at + 10], ssrc, number))
                        number += len(packets)
                        for packet in self.damage(packets):
                            out.send(struct.pack("!H", len(packet)) + packet if is_tcp else packet)
                        if stop.wait(10 * self.pace):
                            return
                    loops += 1
            except OSError:
                return  # the platform closed it

    def cut(self) -> None:
        """Stop all films without a word, as a switch that loses power does."""
        for film in self._films:
            film.set()


def wait_until(what: Callable[[], bool], within_s: float = 15) -> None:
    """For threads."""
    until = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)
