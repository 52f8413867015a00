"""A HJ 212-2017 data logger: frames over one TCP connection, each kept until its 9014 answer."""

import re
from collections import deque
from datetime import datetime, timedelta, timezone
from typing import Any

from anlan.demo.fieldclient.link import Item, Link, OnAck

CHINA = timezone(timedelta(hours=8))
_QN = re.compile(rb"(?:##\d{4}|;|^)QN=([^;&]+)")
_FLAG = re.compile(rb";Flag=(\d+)")
_PART = re.compile(rb";PNO=(\d+)")
_PARTS = re.compile(rb";PNUM=(\d+)")


def _table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
        table.append(crc)
    return table


_TABLE = _table()


def crc16(segment: bytes) -> int:
    """The standard's own check (annex A), which is not CRC-16/MODBUS.

    Worked example: the frame of annex A, ``QN=20160801085857223;ST=32;CN=1062;…;CP=&&RtdInterval=30&&``, gives 0x1C80.
    """
    crc = 0xFFFF
    for byte in segment:
        crc = _TABLE[crc >> 8 ^ byte]
    return crc


def build_frame(segment: str | bytes) -> bytes:
    """Wrap a data segment (``QN=…;ST=…;CP=&&…&&``) with head, length, check and tail."""
    data = segment.encode("gbk") if isinstance(segment, str) else segment
    return b"##%04d%s%04X\r\n" % (len(data), data, crc16(data))


def qn_of(instant: datetime) -> str:
    """Request number of an aware instant: Chinese wall-clock time to the millisecond."""
    local = instant.astimezone(CHINA)
    return f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}"


class Hj212Sender(Link):
    """One data logger. Frames with bit 0 of ``Flag`` set are kept until answered; others are sent once.

    ``in_flight`` frames may be unanswered at once; a frame not answered within ``answer_timeout_s`` (the standard's
    10 s) makes the sender reconnect and send all unanswered frames again, with their old QN. Give frames that may be
    unanswered together different QNs, except the packets of one split frame (PNUM/PNO).

    Example::

        sender = Hj212Sender("127.0.0.1", 5212, mn="330381000000000000000001", password="123456")
        await sender.start()
        await sender.send_values(now, {"a21001": (12.6, "N")})
        assert await sender.flush()
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        mn: str = "",
        password: str = "123456",  # noqa: S107 - the field's own default, part of the protocol's folklore
        st: str = "22",
        in_flight: int = 200,
        queue_size: int = 10_000,
        answer_timeout_s: float = 10.0,
        on_ack: OnAck | None = None,
    ) -> None:
        super().__init__(
            host, port, in_flight=in_flight, queue_size=queue_size, answer_timeout_s=answer_timeout_s, on_ack=on_ack
        )
        self.mn, self.password, self.st = mn, password, st
        self.rejected = 0  # answers that name no frame of ours, or say "no"
        self._sent: dict[bytes, deque[Item]] = {}
        self._unanswered = 0
        self._buffer = b""

    async def send_values(
        self,
        at: datetime,
        values: dict[str, tuple[float, str]],
        *,
        cn: str = "2011",
        suffix: str = "Rtd",
        qn: str = "",
        key: Any = None,
    ) -> None:
        """Send one real-time frame: factor code → (value, data flag), stamped ``at`` (to the second).

        ``qn`` must differ between frames that may be unanswered together; empty takes it from ``at``.
        """
        content = ";".join(f"{code}-{suffix}={value:g},{code}-Flag={flag}" for code, (value, flag) in values.items())
        local = at.astimezone(CHINA)
        head = f"QN={qn or qn_of(at)};ST={self.st};CN={cn};PW={self.password};MN={self.mn};Flag=5"
        await self.send(build_frame(f"{head};CP=&&DataTime={local:%Y%m%d%H%M%S};{content}&&"), key=key)

    async def send(self, frame: bytes, *, key: Any = None, is_awaited: bool = True) -> None:
        """Hand over one complete frame; waits while the queue is full."""
        await self.room()
        self.send_nowait(frame, key=key, is_awaited=is_awaited)

    def send_nowait(self, frame: bytes, *, key: Any = None, is_awaited: bool = True) -> None:
        """Hand over one complete frame at once; ``is_awaited`` False sends it once, whatever its Flag says.

        Raises:
            QueueFull: nothing was taken.
        """
        if not frame.endswith(b"\r\n"):
            frame += b"\r\n"
        head, _, _ = frame.partition(b"CP=&&")
        qn, flag = _QN.search(head), _FLAG.search(head)
        wants_answer = is_awaited and qn is not None and flag is not None and int(flag[1]) & 1
        self._put(Item(frame, key, tag=qn[1] if wants_answer and qn else None))

    @property
    def unanswered(self) -> int:
        """Frames sent and not yet answered."""
        return self._unanswered

    def _pump(self) -> None:
        while self._queue and self._is_ready and self._is_writable and self._unanswered < self.in_flight:
            item = self._queue.popleft()
            self._sending(item)
            self._write(item.data)
            if item.tag is not None:
                self._sent.setdefault(item.tag, deque()).append(item)
                self._unanswered += 1
        self._changed.set()

    def _greet(self) -> None:
        self._buffer = b""
        self._ready()

    def _resend(self) -> list[Item]:
        again = sorted((i for items in self._sent.values() for i in items), key=lambda i: i.first_sent_at)
        self._sent.clear()
        self._unanswered = 0
        return again

    def _oldest_sent_at(self) -> float | None:
        return next(iter(self._sent.values()))[0].last_sent_at if self._sent else None

    def data_received(self, data: bytes) -> None:
        """Bytes from the platform: answers by QN; requests of the platform are ignored."""
        *lines, rest = (self._buffer + data).split(b"\r\n")
        self._buffer = rest[-4096:]
        for line in lines:
            self._on_line(line)
        self._pump()

    def _on_line(self, line: bytes) -> None:
        head = line.partition(b"CP=&&")[0]
        qn = _QN.search(head)
        if b";CN=9014;" not in line or qn is None:
            return
        items = self._sent.get(qn[1])
        if not items:
            self.rejected += 1
            return
        # A split frame is answered per packet, or once for all: without PNO the answer is for all of them.
        is_split = _PARTS.search(items[0].data.partition(b"CP=&&")[0]) is not None
        count = len(items) if is_split and not _PART.search(head) else 1
        for _ in range(count):
            self._unanswered -= 1
            self._acknowledged(items.popleft())
        if not items:
            del self._sent[qn[1]]
