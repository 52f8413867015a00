"""RTSP with the media on the same connection (RFC 2326, 10.12), as far as playing a recording back needs it.

FFmpeg reads live streams; it cannot ask for a time of the clock (``Range: clock=``), say ``Require: onvif-replay`` or
read the time that ONVIF puts before each picture, and without those there is no playback. Nor is there an RTSP client
for Python that is kept.
The password is proved by digest only; a device that wants it in clear is refused.
"""

import base64
import binascii
import contextlib
import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from anlan.cameras.onvif.device import Login
from anlan.cameras.sources.base import OPEN_LIMIT_S, READ_LIMIT_S, SourceLost
from anlan.cameras.sources.rtsp_messages import Message, NotRtsp, begins_with_packet, packet_taken, taken
from anlan.kit.http_digest import answerable, authorization

_TICK_S = 0.5
#: A session is kept alive this often; devices end it after 60 s as a rule.
ALIVE_EVERY_S = 20.0
CODECS = {"H264": "h264", "H265": "hevc"}


class Track(NamedTuple):
    """The video of a description. ``codec``: as FFmpeg calls it; ``parameters``: NAL units that come before any."""

    control: str
    codec: str
    payload_type: int
    parameters: tuple[bytes, ...]


class Conversation:
    """One connection. ``on_packet`` gets RTP packets, ``on_end`` why there are no more, both from its own thread.

    Raises:
        SourceLost: nobody answers there.
    """

    def __init__(
        self, address: str, login: Login | None, on_packet: Callable[[bytes], None], on_end: Callable[[str], None]
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme != "rtsp":
            raise SourceLost("playback over TLS (rtsps) is not supported")
        self._address, self._login = address, login
        self._on_packet, self._on_end = on_packet, on_end
        self._challenge, self._session, self._number = "", "", 0
        self._replies: queue.Queue[Message] = queue.Queue(8)
        self._at_yes: Callable[[], None] | None = None
        self._asking = threading.Lock()
        self._is_closed = threading.Event()
        self._asked_s = time.monotonic()
        try:
            self._socket = socket.create_connection((parts.hostname or "", parts.port or 554), OPEN_LIMIT_S)
        except OSError as error:
            raise SourceLost(f"no answer from the device ({type(error).__name__})") from None
        self._socket.settimeout(_TICK_S)
        self._waiting = bytearray()
        threading.Thread(target=self._read, name="rtsp playback", daemon=True).start()

    def describe(self) -> Track:
        """The video that is there.

        Raises:
            SourceLost: none that can be shown, or a refusal.
        """
        reply = self.ask("DESCRIBE", self._address, {"Accept": "application/sdp"})
        base = reply.header("content-base") or self._address
        return _on_this_machine(track_of(reply.body.decode("utf-8", "replace"), base), self._address)

    def set_up(self, track: Track) -> None:
        """Have the track sent here."""
        transport = {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1"}
        reply = self.ask("SETUP", track.control, transport)
        self._session = reply.header("session").partition(";")[0].strip()

    def ask(self, method: str, uri: str = "", headers: Mapping[str, str] | None = None) -> Message:
        """An answer that is a yes.

        Raises:
            SourceLost: a refusal, or none.
        """
        reply = self.told(method, uri, headers)
        if reply.status == 401:
            raise SourceLost("the device refuses the account for playback, or wants the password in clear")
        if reply.status >= 300:
            raise SourceLost(f"the device refuses {method}: {reply.status}")
        return reply

    def told(
        self,
        method: str,
        uri: str = "",
        headers: Mapping[str, str] | None = None,
        at_yes: Callable[[], None] | None = None,
    ) -> Message:
        """An answer, whatever it says. ``at_yes`` is called between the last packet before a yes and the first one
        after it.

        Raises:
            SourceLost: there is none.
        """
        with self._asking:
            self._at_yes = at_yes
            reply = self._sent(method, uri or self._address, headers or {})
            challenge = answerable(reply.all("www-authenticate"))
            if reply.status == 401 and self._login and challenge:
                self._challenge = challenge
                reply = self._sent(method, uri or self._address, headers or {})
            return reply

    def close(self) -> None:
        """End the session and the connection; the device's answer is not needed."""
        if not self._is_closed.is_set():
            self._is_closed.set()
            with contextlib.suppress(OSError):
                if self._session:
                    self._write("TEARDOWN", self._address, {})
        with contextlib.suppress(OSError):
            self._socket.close()

    def _sent(self, method: str, uri: str, headers: Mapping[str, str]) -> Message:
        until_s = time.monotonic() + OPEN_LIMIT_S
        try:
            self._write(method, uri, headers)
        except OSError as error:
            raise SourceLost(f"the connection to the device broke off ({type(error).__name__})") from None
        while (left_s := until_s - time.monotonic()) > 0 and not self._is_closed.is_set():
            with contextlib.suppress(queue.Empty):
                reply = self._replies.get(timeout=min(left_s, _TICK_S))
                if reply.header("cseq") == str(self._number):
                    return reply
        raise SourceLost(f"the device does not answer {method}")

    def _write(self, method: str, uri: str, headers: Mapping[str, str]) -> None:
        self._number += 1
        self._asked_s = time.monotonic()
        lines = {"CSeq": str(self._number), "User-Agent": "Anlan", **headers}
        if self._session:
            lines["Session"] = self._session
        if self._challenge and self._login:
            proof = authorization(self._challenge, method, uri, *self._login)
            lines |= {"Authorization": proof} if proof else {}
        text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._socket.sendall(f"{method} {uri} RTSP/1.0\r\n{text}\r\n".encode())

    # --- reading -----------------------------------------------------------------------------------

    def _read(self) -> None:
        why = "the device closed the connection"
        try:
            while not self._is_closed.is_set():
                self._one()
        except (_Ended, NotRtsp) as ended:
            why = str(ended) or why
        except (OSError, ValueError) as error:
            why = f"the connection to the device broke off ({type(error).__name__})"
        except Exception as error:  # whatever a device sends, the person is told and may try again
            why = f"receiving failed ({type(error).__name__})"
        if not self._is_closed.is_set():
            self._is_closed.set()
            self._on_end(why)

    def _one(self) -> None:
        """A packet or an answer."""
        while not self._waiting:
            self._more()
        if begins_with_packet(self._waiting):
            while (packet := packet_taken(self._waiting)) is None:
                self._more()
            self._packet(*packet)
            return
        while (message := taken(self._waiting)) is None:
            self._more()
        self._answer(message)

    def _packet(self, channel: int, content: bytes) -> None:
        if channel == 0:
            self._on_packet(content)
        elif is_goodbye(content):
            raise _Ended("the recording ended")

    def _answer(self, message: Message) -> None:
        do = self._at_yes
        if 200 <= message.status < 300 and do is not None and message.header("cseq") == str(self._number):
            self._at_yes = None
            do()
        if message.status:  # questions of the device are left
            with contextlib.suppress(queue.Full):
                self._replies.put_nowait(message)

    def _more(self) -> None:
        heard_s = time.monotonic()
        while not self._is_closed.is_set():
            try:
                piece = self._socket.recv(65_536)
            except TimeoutError:
                self._keep_alive()
                if time.monotonic() - heard_s > READ_LIMIT_S + ALIVE_EVERY_S:
                    raise _Ended("the device is silent") from None
                continue
            if not piece:
                raise _Ended("")
            self._waiting += piece
            self._keep_alive()
            return
        raise _Ended("")

    def _keep_alive(self) -> None:
        if self._session and time.monotonic() - self._asked_s > ALIVE_EVERY_S and self._asking.acquire(blocking=False):
            try:
                self._write("OPTIONS", self._address, {})
            finally:
                self._asking.release()


class _Ended(Exception):
    """Nothing more can be read."""


def is_goodbye(rtcp: bytes) -> bool:
    """Does the sender say that its stream is over (RTCP BYE, RFC 3550, 6.6)?"""
    while len(rtcp) >= 4:
        if rtcp[1] == 203:
            return True
        rtcp = rtcp[4 + 4 * int.from_bytes(rtcp[2:4], "big") :]
    return False


def track_of(sdp: str, base: str) -> Track:
    """The first video of a description.

    Raises:
        SourceLost: none, or not in H.264 or H.265.
    """
    lines = [line.strip() for line in sdp.splitlines()]
    begin = next((k for k, line in enumerate(lines) if line.startswith("m=video ")), None)
    if begin is None:
        raise SourceLost("the recording has no video")
    own = lines[begin + 1 :]
    own = own[: next((k for k, line in enumerate(own) if line.startswith("m=")), len(own))]
    kind = lines[begin].split()[-1]
    coding = (
        next((line for line in own if line.startswith(f"a=rtpmap:{kind} ")), "").partition(" ")[2].partition("/")[0]
    )
    codec = CODECS.get(coding.upper())
    if codec is None or not kind.isascii() or not kind.isdigit():
        raise SourceLost(f"the recording is in {coding[:16] or 'an unknown coding'}; H.264 and H.265 can be played")
    control = next((line[10:] for line in own if line.startswith("a=control:")), "")
    format_ = next((line for line in own if line.startswith(f"a=fmtp:{kind}")), "")
    address = urljoin(base if base.endswith("/") else base + "/", control) if control not in ("", "*") else base
    return Track(address, codec, int(kind), tuple(_parameters(format_)))


def _parameters(line: str) -> list[bytes]:
    found = []
    for text in re.findall(r"sprop-(?:parameter-sets|vps|sps|pps)=([A-Za-z0-9+/=,]+)", line):
        for part in text.split(","):
            with contextlib.suppress(binascii.Error, ValueError):
                found.append(base64.b64decode(part))
    return found


def _on_this_machine(track: Track, address: str) -> Track:
    """What a device says of itself is often its address behind a router: requests name the one that is connected to."""
    return track._replace(control=urlsplit(track.control)._replace(netloc=urlsplit(address).netloc).geturl())
