"""A loudspeaker that answers by itself, for tests; it reads SIP in its own simple way, not in Anlan's.

``answers`` says what it does with an INVITE: a status, or ``silent``, ``ringing``, ``hangs_up`` (after ten packets),
``inactive`` (takes the call and does not want to hear), ``elsewhere`` (wants the sound at ``media_host``).
"""

import hashlib
import re
import socket
import threading
import time
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Horn:
    """One horn on a port of its own; a thread each for SIP and sound, ended with the ``with``."""

    answers: str = "200"
    password: str = ""
    codec: int = 8
    media_host: str = "127.0.0.1"
    loses_first: int = 0

    requests: list[str] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)
    arrived_s: list[float] = field(default_factory=list)

    def __enter__(self) -> "Horn":
        self._sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sip.bind(("127.0.0.1", 0))
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._rtp.bind(("127.0.0.1", 0))
        for one in (self._sip, self._rtp):
            one.settimeout(0.05)
        self.port = self._sip.getsockname()[1]
        self._is_open = True
        self._invite = ""
        self._caller = ("", 0)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._answer, self._hear)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_open = False
        for thread in self._threads:
            thread.join(5)
        self._sip.close()
        self._rtp.close()

    @property
    def address(self) -> str:
        return f"sip:8001@127.0.0.1:{self.port}"

    def asked(self, method: str) -> list[str]:
        return [one for one in self.requests if one.startswith(f"{method} ")]

    @property
    def samples(self) -> np.ndarray:
        """What was heard, decoded by FFmpeg's decoder."""
        return decoded(b"".join(packet[12:] for packet in self.packets), self.codec)

    # --- SIP ---------------------------------------------------------------------------------------

    def _answer(self) -> None:
        while True:
            try:
                raw, self._caller = self._sip.recvfrom(65_535)
            except TimeoutError:
                if self._is_open:
                    continue
                return  # nothing is on its way any more
            text = raw.decode("latin-1")
            self.requests.append(text)
            if self.loses_first:
                self.loses_first -= 1
                continue
            self._handle(text)

    def _handle(self, text: str) -> None:
        method = text.split(" ", 1)[0]
        if method == "SIP/2.0" or method == "ACK":
            return
        if self.password and method in ("INVITE", "OPTIONS") and not self._knows_password(text):
            self.reply(text, "401 Unauthorized", 'WWW-Authenticate: Digest realm="horn", nonce="abc", qop="auth"\r\n')
        elif method == "INVITE":
            self._invite = text
            self._invited(text)
        elif method == "CANCEL":
            self.reply(text, "200 OK")
            self.reply(self._invite, "487 Request Terminated")
        elif method == "OPTIONS":
            self.reply(text, "200 OK" if self.answers == "200" else f"{self.answers} No")
        else:
            self.reply(text, "200 OK")

    def _invited(self, text: str) -> None:
        if self.answers == "silent":
            return
        if self.answers == "ringing":
            self.reply(text, "180 Ringing")
        elif self.answers.isdigit() and self.answers != "200":
            self.reply(text, f"{self.answers} No")
        else:
            self.reply(text, "100 Trying")
            way = "inactive" if self.answers == "inactive" else "recvonly"
            body = (
                f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 {self.media_host}\r\nt=0 0\r\n"
                f"m=audio {self._rtp.getsockname()[1]} RTP/AVP {self.codec}\r\na={way}\r\n"
            )
            more = f"Contact: <sip:horn@127.0.0.1:{self.port}>\r\nContent-Type: application/sdp\r\n"
            self.reply(text, "200 OK", more, body)

    def reply(self, request: str, status: str, more: str = "", body: str = "") -> None:
        kept = "".join(f"{line}\r\n" for line in request.split("\r\n") if re.match(r"(Via|From|Call-ID|CSeq):", line))
        to = re.search(r"^To: (.*?)\r$", request, re.M)[1]  # type: ignore[index]
        tag = "" if "tag=" in to or status.startswith("100") else ";tag=horn"
        text = f"SIP/2.0 {status}\r\n{kept}To: {to}{tag}\r\n{more}Content-Length: {len(body)}\r\n\r\n{body}"
        self._sip.sendto(text.encode(), self._caller)

    def hang_up(self) -> None:
        own = re.search(r"^From: (.*?)\r$", self._invite, re.M)[1]  # type: ignore[index]
        call = re.search(r"^Call-ID: (.*?)\r$", self._invite, re.M)[1]  # type: ignore[index]
        text = (
            f"BYE sip:anlan@there SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bKbye\r\n"
            f"From: <sip:8001@127.0.0.1>;tag=horn\r\nTo: {own}\r\nCall-ID: {call}\r\nCSeq: 1 BYE\r\n"
            "Content-Length: 0\r\n\r\n"
        )
        self._sip.sendto(text.encode(), self._caller)

    def _knows_password(self, text: str) -> bool:
        said = dict(re.findall(r'(\w+)="?([^",\r]+)"?', next(iter(re.findall(r"Authorization: (.*)", text)), "")))

        def digest(what: str) -> str:
            return hashlib.md5(what.encode(), usedforsecurity=False).hexdigest()

        if "response" not in said:
            return False
        known = digest(f"{said['username']}:horn:{self.password}")
        asked = digest(f"{text.split(' ', 1)[0]}:{said['uri']}")
        return said["response"] == digest(f"{known}:abc:{said['nc']}:{said['cnonce']}:auth:{asked}")

    # --- sound -------------------------------------------------------------------------------------

    def _hear(self) -> None:
        while True:
            try:
                packet = self._rtp.recv(2048)
            except TimeoutError:
                if self._is_open:
                    continue
                return
            self.packets.append(packet)
            self.arrived_s.append(time.monotonic())
            if self.answers == "hangs_up" and len(self.packets) == 10:
                self.hang_up()


def decoded(payload: bytes, codec: int) -> np.ndarray:
    """G.711 into samples, by FFmpeg."""
    import av

    context = av.CodecContext.create({8: "pcm_alaw", 0: "pcm_mulaw"}[codec], "r")
    context.sample_rate, context.layout = 8_000, "mono"
    frames = context.decode(av.Packet(payload))
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])


def loudest_hz(samples: np.ndarray) -> float:
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * 8_000 / len(samples))
