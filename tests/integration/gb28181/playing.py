"""A recorder that also tells and plays what it recorded (GB/T 28181-2016, 9.7, 9.8, annex B), for tests."""

import asyncio
import re
import socket
import struct
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from tests.integration.gb28181 import program_stream, recorded_film
from tests.integration.gb28181.device import Recorder

COUNTY = timezone(timedelta(hours=8))


@dataclass
class PlayingRecorder(Recorder):
    """``records``: (begin, end) as it writes them; ``record_pages``: RecordInfo answers word for word, instead.

    ``refuses``: words of INFO bodies that it answers with 488. ``leads``: how often faster than real time it plays.
    """

    records: list[tuple[str, str]] = field(default_factory=list)
    record_pages: list[str] | None = None
    per_page: int = 3
    refuses: tuple[str, ...] = ()
    leads: float = 1.0
    names_the_call: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.infos: list[str] = []
        self.queries: list[str] = []
        self._players: dict[str, Player] = {}

    def _heard(self, data: bytes) -> None:
        text = data.decode("latin-1")
        if text.startswith("INFO "):
            self._steered(text)
            return
        if text.startswith("BYE "):
            for player in self._players.values():
                player.stop.set()
        super()._heard(data)

    def _answer(self, command: str, text: str) -> None:
        if command != "RecordInfo":
            super()._answer(command, text)
            return
        self.queries.append(text)
        sn = re.search(r"<SN>(\d+)</SN>", text)[1]  # type: ignore[index]
        channel = re.search(r"<DeviceID>(\d+)</DeviceID>", text)[1]  # type: ignore[index]
        loop = asyncio.get_running_loop()
        for page in self.record_pages if self.record_pages is not None else self.listed(channel):
            body = self.xml("Response", "RecordInfo", page, channel, sn)
            loop.call_soon(self.send, self.request("MESSAGE", body))

    def listed(self, channel: str) -> list[str]:
        """What it recorded, some entries at a time; an empty list is one answer as well."""
        pages = []
        for at in range(0, max(1, len(self.records)), self.per_page):
            some = self.records[at : at + self.per_page]
            items = "".join(
                f"<Item><DeviceID>{channel}</DeviceID><Name>录像</Name><FilePath>/{begin}</FilePath>"
                f"<StartTime>{begin}</StartTime><EndTime>{end}</EndTime><Secrecy>0</Secrecy><Type>time</Type></Item>"
                for begin, end in some
            )
            whole = f"<Name>录像</Name><SumNum>{len(self.records)}</SumNum>"
            pages.append(f'{whole}<RecordList Num="{len(some)}">{items}</RecordList>')
        return pages

    def _invited(self, text: str) -> None:
        if "s=Playback" not in text:
            super()._invited(text)
            return
        self.invites.append(text)
        is_tcp = "TCP/RTP/AVP" in text
        if is_tcp and not self.takes_tcp:
            self._reply(text, "488 Not Acceptable Here")
            return
        begin, end = (int(one) for one in re.search(r"t=(\d+) (\d+)", text).groups())  # type: ignore[union-attr]
        host, port = re.search(r"c=IN IP4 (\S+)", text)[1], int(re.search(r"m=video (\d+)", text)[1])  # type: ignore[index]
        ssrc, call_id = re.search(r"y=(\d+)", text)[1], _header(text, "call-id")  # type: ignore[index]
        channel = re.search(r"u=(\d+):0", text)[1]  # type: ignore[index]
        protocol, setup = ("TCP/RTP/AVP", "a=setup:active\r\n") if is_tcp else ("RTP/AVP", "")
        self._reply(
            text,
            body=f"v=0\r\no={self.id} 0 0 IN IP4 127.0.0.1\r\ns=Playback\r\nc=IN IP4 127.0.0.1\r\nt={begin} {end}\r\n"
            f"m=video 40000 {protocol} 96\r\na=sendonly\r\na=rtpmap:96 PS/90000\r\n{setup}y={ssrc}\r\n",
        )
        loop = asyncio.get_running_loop()
        player = Player(host, port, int(ssrc), is_tcp, begin, end, self.leads)
        player.ended = lambda: loop.call_soon_threadsafe(self._file_sent, call_id, channel)
        self._players[call_id] = player
        self._films.append(player.stop)
        player.start()

    def _file_sent(self, call_id: str, channel: str) -> None:
        raw = self.request("MESSAGE", self.xml("Notify", "MediaStatus", "<NotifyType>121</NotifyType>", channel))
        if self.names_the_call:
            raw = re.sub(rb"Call-ID: \S+", f"Call-ID: {call_id}".encode(), raw)
        self.send(raw)

    def _steered(self, text: str) -> None:
        body = text.partition("\r\n\r\n")[2]
        self.infos.append(body)
        self.asked.append("INFO")
        player = self._players.get(_header(text, "call-id"))
        if player is None or any(word in body for word in self.refuses):
            self._reply(text, "488 Not Acceptable Here")
            return
        player.obey(body)
        self._reply(text)


def _header(text: str, name: str) -> str:
    return re.search(rf"(?im)^{name}: *(\S+)", text)[1]  # type: ignore[index]


class Player(threading.Thread):
    """Sends one recording, at the speed it is told."""

    def __init__(self, host: str, port: int, ssrc: int, is_tcp: bool, begin_s: int, end_s: int, leads: float) -> None:
        super().__init__(daemon=True)
        self._to, self._ssrc, self._is_tcp, self._leads = (host, port), ssrc, is_tcp, leads
        self._begin_s, self._end_s, self._place_s, self._scale = begin_s, end_s, begin_s, 1.0
        self.stop, self._runs = threading.Event(), threading.Event()
        self._runs.set()
        self.ended = lambda: None

    def obey(self, body: str) -> None:
        """One MANSRTSP command."""
        if body.startswith("PAUSE"):
            self._runs.clear()
            return
        if found := re.search(r"Scale: ([\d.]+)", body):
            self._scale = float(found[1])
        if found := re.search(r"Range: npt=([\d.]+)-", body):
            self._place_s = self._begin_s + int(float(found[1]))
        self._runs.set()

    def run(self) -> None:
        out = socket.socket(socket.AF_INET, socket.SOCK_STREAM if self._is_tcp else socket.SOCK_DGRAM)
        with out:
            try:
                out.connect(self._to)
                self._send_all(out)
            except OSError:
                return  # the platform closed it
            if not self.stop.is_set():
                self.ended()
                self.stop.wait(3)

    def _send_all(self, out: socket.socket) -> None:
        number = 65_500
        while self._place_s < self._end_s and not self.stop.is_set():
            second = self._place_s
            for pack in recorded_film.packs(second):
                self._runs.wait(10)
                if self.stop.is_set():
                    return
                if self._place_s != second:
                    break  # it was sent elsewhere
                packets = list(program_stream.in_rtp([pack], self._ssrc, number))
                number += len(packets)
                for packet in packets:
                    out.send(struct.pack("!H", len(packet)) + packet if self._is_tcp else packet)
                self.stop.wait(1 / recorded_film.FPS / self._scale / self._leads)
            else:
                self._place_s += 1


def written(at_s: float) -> str:
    """A time as recorders write it: of the county, without its zone."""
    return datetime.fromtimestamp(at_s, COUNTY).strftime("%Y-%m-%dT%H:%M:%S")
