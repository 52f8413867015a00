"""An RTSP server that plays a recording as ONVIF's Streaming Specification (chapter 6) has it, for tests.

It reads requests in its own simple way: digest login, ``Require: onvif-replay``, ``Range: clock=``, ``Scale``, PAUSE,
and the NTP time before each picture, by a clock of its own.
"""

import contextlib
import hashlib
import re
import socket
import struct
import threading
import time
from datetime import UTC, datetime

from tests.integration.gb28181 import recorded_film

#: Devices offer Basic beside the digest.
ASKS = 'WWW-Authenticate: Digest realm="nvr", nonce="n2", qop="auth"\r\nWWW-Authenticate: Basic realm="nvr"\r\n'
SPS_LINE = "a=rtpmap:{kind} {coding}/90000\r\na=fmtp:{kind} packetization-mode=1\r\n"


class ReplayServer:
    """``asked``: requests, word for word. ``knows_replay`` False: it answers ``Require`` with 551, sends no times."""

    def __init__(
        self, *, user: str = "watch", password: str = "geheim", codec: str = "libx264", ahead_s: float = 0.0,
        knows_replay: bool = True, ends_at_s: int = 2**40, fastest: float = 8.0,
    ) -> None:  # fmt: skip
        self.user, self.password, self.codec, self.ahead_s = user, password, codec, ahead_s
        self.knows_replay, self.ends_at_s, self.fastest = knows_replay, ends_at_s, fastest
        self.asked: list[str] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._server.close()
        self.cut()

    def cut(self) -> None:
        """End all connections without a word."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def methods(self) -> list[str]:
        return [text.split(" ", 1)[0] for text in self.asked]

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                self._open.append(client)
                threading.Thread(target=_Talk(self, client).run, daemon=True).start()


class _Talk:
    def __init__(self, server: ReplayServer, client: socket.socket) -> None:
        self._server, self._client, self._sending = server, client, threading.Lock()
        self._film: threading.Event | None = None
        self._place_s, self._scale = 0, 1.0

    def run(self) -> None:
        waiting = b""
        with contextlib.suppress(OSError):
            while piece := self._client.recv(65_536):
                waiting += piece
                while b"\r\n\r\n" in waiting:
                    head, _, waiting = waiting.partition(b"\r\n\r\n")
                    self._answer(head.decode())
        self._stop()

    def _answer(self, text: str) -> None:
        server = self._server
        server.asked.append(text)
        method = text.split(" ", 1)[0]
        if not self._is_known(text, method):
            self._reply(text, "401 Unauthorized", ASKS)
            return
        if "Require:" in text and not server.knows_replay:
            self._reply(text, "551 Option not supported", "Unsupported: onvif-replay\r\n")
            return
        if method == "DESCRIBE":
            self._describe(text)
        elif method == "SETUP":
            self._reply(text, extra="Session: s77;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n")
        elif method == "PLAY":
            self._play(text)
        else:
            self._stop()
            self._reply(text)

    def _describe(self, text: str) -> None:
        coding = "H265" if self._server.codec == "libx265" else "H264"
        body = (
            "v=0\r\ns=replay\r\nm=audio 0 RTP/AVP 0\r\na=control:audio\r\nm=video 0 RTP/AVP 97\r\n"
            f"{SPS_LINE.format(kind=97, coding=coding)}a=control:rtsp://192.168.1.64/recording/video\r\n"
        )
        self._reply(text, extra=f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n", body=body)

    def _play(self, text: str) -> None:
        self._stop()
        if found := re.search(r"Range: clock=(\d{8}T\d{6})", text):
            at = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC).timestamp()
            self._place_s = int(at - self._server.ahead_s)
        if found := re.search(r"Scale: ([\d.]+)", text):
            self._scale = min(self._server.fastest, float(found[1]))
        self._film = threading.Event()
        self._reply(text, extra=f"Scale: {self._scale:.1f}\r\n")
        threading.Thread(target=self._send, args=(self._film,), daemon=True).start()

    def _stop(self) -> None:
        if self._film is not None:
            self._film.set()

    def _send(self, stop: threading.Event) -> None:
        number = 1
        with contextlib.suppress(OSError):
            while not stop.is_set():
                second = self._place_s
                if second >= self._server.ends_at_s:
                    self._frame(1, struct.pack("!BBHI", 0x81, 203, 1, 9))  # RTCP BYE
                    return
                for k, (unit, _) in enumerate(recorded_film.units(second, self._server.codec)):
                    number = self._picture(unit, second + k / recorded_film.FPS, number)
                    if stop.wait(1 / recorded_film.FPS / self._scale):
                        return
                self._place_s = second + 1

    def _picture(self, unit: bytes, at_s: float, number: int) -> int:
        nals = [nal for nal in re.split(rb"\x00\x00\x00?\x01", unit) if nal]
        pieces = [piece for nal in nals for piece in fragments(nal, is_h265=self._server.codec == "libx265")]
        stamp = round(at_s * 90_000) & 0xFFFFFFFF
        for k, piece in enumerate(pieces):
            marker = 0x80 if k == len(pieces) - 1 else 0
            extended = 0x10 if self._server.knows_replay and k == 0 else 0
            raw = struct.pack("!BBHII", 0x80 | extended, marker | 97, number & 0xFFFF, stamp, 9)
            if extended:
                ntp_s = at_s + self._server.ahead_s + 2_208_988_800
                raw += struct.pack("!HHIII", 0xABAC, 3, int(ntp_s), int(ntp_s % 1 * 2**32), 0)
            self._frame(0, raw + piece)
            number += 1
        return number

    def _frame(self, channel: int, raw: bytes) -> None:
        with self._sending:
            self._client.sendall(struct.pack("!BBH", 0x24, channel, len(raw)) + raw)

    def _is_known(self, text: str, method: str) -> bool:
        said = dict(re.findall(r'(\w+)="?([^",\s]*)"?', text.partition("Authorization:")[2].partition("\r\n")[0]))
        if said.get("username") != self._server.user:
            return False
        one = _md5(f"{self._server.user}:nvr:{self._server.password}")
        two = _md5(f"{method}:{text.split(' ')[1]}")
        return said["response"] == _md5(f"{one}:n2:{said['nc']}:{said['cnonce']}:auth:{two}")

    def _reply(self, text: str, status: str = "200 OK", extra: str = "", body: str = "") -> None:
        number = re.search(r"CSeq: (\d+)", text)[1]  # type: ignore[index]
        with self._sending:
            self._client.sendall(f"RTSP/1.0 {status}\r\nCSeq: {number}\r\n{extra}\r\n{body}".encode())


def fragments(nal: bytes, *, is_h265: bool, size: int = 1_000) -> list[bytes]:
    """A NAL unit as it is, or cut (FU-A of RFC 6184, FU of RFC 7798)."""
    if len(nal) <= size:
        return [nal]
    head, rest = (nal[:2], nal[2:]) if is_h265 else (nal[:1], nal[1:])
    kind = nal[0] >> 1 & 0x3F if is_h265 else nal[0] & 0x1F
    parts = [rest[at : at + size] for at in range(0, len(rest), size)]
    cut = []
    for k, part in enumerate(parts):
        about = (0x80 if k == 0 else 0) | (0x40 if k == len(parts) - 1 else 0) | kind
        begin = (
            bytes([(head[0] & 0x81) | 49 << 1, head[1], about]) if is_h265 else bytes([(head[0] & 0xE0) | 28, about])
        )
        cut.append(bytes(begin) + part)
    return cut


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def wait_until(what, within_s: float = 15) -> None:  # type: ignore[no-untyped-def]
    until = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)
