"""One call's pictures on their way: RTP in datagrams, or on a connection that we or the platform above open.

A thread per call, which blocks on nothing but its own socket and its own outbox. A platform above that does not read
loses its call.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from anlan.cameras.cascade.film import Film
from anlan.cameras.gb28181.media import Port
from anlan.cameras.gb28181.rtp import PS
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Bytes of a packet's payload: with its headers it fits into an Ethernet frame.
PAYLOAD_MAX = 1_360
#: Datagrams sent in one go; then others get a turn, and switches' buffers too.
BURST, BURST_PAUSE_S = 24, 0.002
CONNECT_WITHIN_S, SEND_WITHIN_S = 10.0, 10.0
#: A call without pictures for so long ends: the platform above may ask again when the camera is back.
SILENT_MAX_S = 30.0


class Target(NamedTuple):
    """Where to. ``listens``: it waits for our connection."""

    host: str
    port: int
    is_tcp: bool
    listens: bool
    ssrc: int


class Sender(threading.Thread):
    """Sends a film until it ends or the way does; ``on_end`` is told why, once, from this thread.

    ``port``: our own, bound; for a connection that we open it is not used.
    """

    def __init__(self, film: Film, target: Target, port: Port | None, on_end: Callable[[str], None]) -> None:
        super().__init__(name=f"gb28181 to {target.host}:{target.port}", daemon=True)
        self._film, self._target, self.port, self._on_end = film, target, port, on_end
        self.sent_bytes = self.sent_pictures = 0
        self._refused_at = 0.0

    def run(self) -> None:
        """Until the end."""
        why = "the call is over"
        try:
            self._send()
        except (OSError, ConnectionError) as error:
            why = f"the pictures cannot be sent: {error.strerror or type(error).__name__}"
        except Exception as error:  # whatever a codec throws, the other calls go on
            log.exception("GB/T 28181 pictures not sent")
            why = f"sending failed: {type(error).__name__}"
        self._on_end(why)

    def _send(self) -> None:
        try:
            way = self._way()
        finally:
            if self.port is not None and self._target.is_tcp:
                self.port.socket.close()  # one connection, no other
        number, heard = 0, time.monotonic()
        with way:
            for unit in self._film.units():
                if unit is None:
                    if time.monotonic() - heard > SILENT_MAX_S:
                        raise ConnectionError(f"no pictures for {SILENT_MAX_S:.0f} s")
                    continue
                heard = time.monotonic()
                packets = list(packets_of(unit.pack, unit.stamp, self._target.ssrc, number))
                number += len(packets)
                self._out(way, packets)
                self.sent_pictures += 1

    def _out(self, way: socket.socket, packets: list[bytes]) -> None:
        if self._target.is_tcp:
            framed = b"".join(struct.pack("!H", len(packet)) + packet for packet in packets)
            way.sendall(framed)
            self.sent_bytes += len(framed)
            return
        for place, packet in enumerate(packets, 1):
            self._datagram(way, packet)
            if place % BURST == 0:
                time.sleep(BURST_PAUSE_S)

    def _datagram(self, way: socket.socket, packet: bytes) -> None:
        """A port that is not open yet, or not any more, says so; after a while that is believed."""
        try:
            way.send(packet)
        except ConnectionRefusedError:
            now = time.monotonic()
            self._refused_at = self._refused_at or now
            if now - self._refused_at > CONNECT_WITHIN_S:
                raise
        else:
            self._refused_at = 0.0
            self.sent_bytes += len(packet)

    def _way(self) -> socket.socket:
        """The socket to send on.

        Raises:
            OSError: there is none.
        """
        target, port = self._target, self.port
        if not target.is_tcp:
            assert port is not None
            port.socket.settimeout(SEND_WITHIN_S)
            port.socket.connect((target.host, target.port))
            return port.socket
        if target.listens:
            way = socket.create_connection((target.host, target.port), CONNECT_WITHIN_S)
        else:
            way = self._accepted()
        way.settimeout(SEND_WITHIN_S)
        return way

    def _accepted(self) -> socket.socket:
        """The connection of the platform above; of nobody else."""
        assert self.port is not None
        until = time.monotonic() + CONNECT_WITHIN_S
        while time.monotonic() < until and not self._film.is_over:
            try:
                way, (host, *_) = self.port.socket.accept()
            except TimeoutError:
                continue
            if host == self._target.host:
                return way
            way.close()
        raise TimeoutError("the platform above did not connect")


def packets_of(pack: bytes, stamp: int, ssrc: int, first: int) -> Iterator[bytes]:
    """RTP packets of one picture; the last carries the marker."""
    stamp &= 0xFFFF_FFFF
    for place, begin in enumerate(range(0, len(pack), PAYLOAD_MAX)):
        piece = pack[begin : begin + PAYLOAD_MAX]
        marker = 0x80 if begin + PAYLOAD_MAX >= len(pack) else 0
        yield struct.pack("!BBHII", 0x80, marker | PS, first + place & 0xFFFF, stamp, ssrc) + piece
