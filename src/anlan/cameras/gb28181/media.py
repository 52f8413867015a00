"""The sockets of one stream: a device connects to us (TCP, passive), or sends datagrams.

Nothing of another address than the device's own, or the one its answer named, is read.
"""

import errno
import itertools
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

from anlan.cameras.gb28181 import rtp
from anlan.cameras.gb28181.feed import Feed
from anlan.cameras.gb28181.ps_units import Units
from anlan.cameras.sources.base import OPEN_LIMIT_S, READ_LIMIT_S, SourceLost
from anlan.kit.sip.refusals import Refusals, Refused

RECEIVE_BYTES = 4_194_304
_TICK_S = 0.5


class Port(NamedTuple):
    """An open socket that waits for one stream."""

    socket: socket.socket
    number: int
    is_tcp: bool


class Ports:
    """Ports for streams, from a range that the firewall lets through."""

    def __init__(self, bind: str, first: int, last: int) -> None:
        self._bind, self._numbers = bind, range(first + first % 2, last + 1, 2)
        self._turn = itertools.count()

    def open(self, *, is_tcp: bool) -> Port:
        """An open port.

        Raises:
            SourceLost: all are taken.
        """
        for _ in self._numbers:
            number = self._numbers[next(self._turn) % len(self._numbers)]
            kind = socket.SOCK_STREAM if is_tcp else socket.SOCK_DGRAM
            one = socket.socket(socket.AF_INET, kind)
            try:
                _prepare(one, self._bind, number, is_tcp)
            except OSError as error:
                one.close()
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise SourceLost(f"no port for pictures: {error.strerror}") from None
            else:
                return Port(one, number, is_tcp)
        raise SourceLost("all ports for pictures are taken: widen ANLAN_GB28181_MEDIA_PORTS")


def _prepare(one: socket.socket, bind: str, number: int, is_tcp: bool) -> None:
    if is_tcp:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind((bind, number))
    one.settimeout(_TICK_S)
    if is_tcp:
        one.listen(2)
    else:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)


class Receiver(threading.Thread):
    """Reads one stream into a feed until the feed ends. ``hosts``: who may send."""

    def __init__(self, port: Port, hosts: frozenset[str], ssrc: int | None, feed: Feed, refusals: Refusals) -> None:
        super().__init__(name=f"gb28181 media {port.number}", daemon=True)
        self._port, self._hosts, self._ssrc, self._feed, self._refusals = port, hosts, ssrc, feed, refusals
        self._order, self._units = rtp.InOrder(), Units()
        self._locked: int | None = None
        self.was_heard = False

    def run(self) -> None:
        """Until the feed ends or the stream does."""
        try:
            with self._port.socket:
                for raw in self._framed() if self._port.is_tcp else self._datagrams():
                    self._take(raw)
            self._feed.end("the device closed the connection of its pictures")
        except SourceLost as lost:
            self._feed.end(str(lost))
        except (OSError, Refused) as error:
            self._refusals.note(error.reason if isinstance(error, Refused) else "media_cut")
            self._feed.end("the pictures broke off")
        except Exception as error:  # whatever a device sends, the camera is tried again
            self._refusals.note("internal")
            self._feed.end(f"receiving failed: {type(error).__name__}")

    @property
    def lost(self) -> int:
        """Packets that never came."""
        return self._order.lost

    def _take(self, raw: bytes) -> None:
        try:
            packet = rtp.parse(raw)
        except Refused as refused:
            self._refusals.note(refused.reason)
            if self._port.is_tcp:
                raise  # what is no packet here is not one further on either
            return
        if packet is None or not self._is_ours(packet):
            return
        self.was_heard = True
        for one, is_after_loss in self._order.put(packet):
            for unit, is_key in self._units.put(one, is_after_loss=is_after_loss):
                self._feed.put(unit, is_key)

    def _is_ours(self, packet: rtp.Packet) -> bool:
        """The first one decides: devices exist that send under another number than they were told."""
        if self._locked is None:
            self._locked = packet.ssrc
            if self._ssrc is not None and packet.ssrc != self._ssrc:
                self._refusals.note("ssrc")
        return packet.ssrc == self._locked

    def _datagrams(self) -> Iterator[bytes]:
        heard = time.monotonic()
        while not self._feed.is_ended:
            try:
                raw, (host, *_) = self._port.socket.recvfrom(65_536)
            except TimeoutError:
                if time.monotonic() - heard > READ_LIMIT_S:
                    return
                continue
            if host in self._hosts:
                heard = time.monotonic()
                yield raw
            else:
                self._refusals.note("media_host")

    def _framed(self) -> Iterator[bytes]:
        """Packets of a connection, each behind two bytes of length (RFC 4571)."""
        connection = self._accepted()
        if connection is None:
            return
        with connection:
            connection.settimeout(_TICK_S)
            waiting = bytearray()
            for more in self._pieces(connection):
                waiting += more
                begin = 0
                while len(waiting) - begin >= 2:
                    (length,) = struct.unpack_from("!H", waiting, begin)
                    if len(waiting) - begin - 2 < length:
                        break
                    yield bytes(waiting[begin + 2 : begin + 2 + length])
                    begin += 2 + length
                del waiting[:begin]

    def _pieces(self, connection: socket.socket) -> Iterator[bytes]:
        heard = time.monotonic()
        while not self._feed.is_ended:
            try:
                more = connection.recv(65_536)
            except TimeoutError:
                if time.monotonic() - heard > READ_LIMIT_S:
                    return
                continue
            if not more:
                return
            heard = time.monotonic()
            yield more

    def _accepted(self) -> socket.socket | None:
        until = time.monotonic() + OPEN_LIMIT_S
        while not self._feed.is_ended and time.monotonic() < until:
            try:
                connection, (host, *_) = self._port.socket.accept()
            except TimeoutError:
                continue
            if host in self._hosts:
                return connection
            self._refusals.note("media_host")
            connection.close()
        raise SourceLost("the device did not connect to send its pictures")
