"""One TCP connection: bytes in, frames out, and when to stop reading."""

import asyncio
from typing import TYPE_CHECKING, cast

from anlan.gateway.cutting import cut
from anlan.gateway.listener import watch_peer

from .codec import Rejected, StreamParser
from .message import MalformedError, parse_segment
from .reassembly import Reassembler
from .sessions import Session

if TYPE_CHECKING:
    from .driver import Driver

BUFFER_BYTES = 8192
MAX_UNANSWERED = 64  # uploads of one connection that wait to become durable
MAX_SESSIONS = 64  # MNs that one connection (a concentrator) may carry
MAX_STRANGERS = 16  # unregistered MNs one connection may name
MAX_GARBAGE = 65536  # bytes that belong to no frame, since the last good one
SILENT_MS = 60_000  # a connection that sends no frame at all, or does not finish one, is closed after this
WRITE_HIGH = 16384  # answers a device leaves unread before it is no longer read
WRITE_MOST = 65536


class Connection(asyncio.BufferedProtocol):
    """Reads into one fixed buffer, so a connection never holds more than that and one incomplete frame."""

    def __init__(self, driver: "Driver") -> None:
        self.driver = driver
        self.peer = ""
        self.sessions: dict[str, Session] = {}
        self.strangers: dict[str, int] = {}  # unregistered MN: when it was last reported, ms
        self.parser = StreamParser()
        self.parts = Reassembler()
        self.is_open = False
        self.heard_ms = 0
        self.unfinished_ms: int | None = None  # since when the frame being read is incomplete
        self.has_spoken = False
        self.unanswered = 0
        self._tokens = 0.0
        self._tokens_ms = 0
        self._garbage_mark = 0
        self._buffer = bytearray(BUFFER_BYTES)
        self._transport: asyncio.Transport | None = None
        self._holds: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # --- transport ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Admit the connection and see that a dead peer is noticed within a minute."""
        # uvloop's transports do everything asyncio.Transport does without being one.
        self._transport = cast(asyncio.Transport, transport)
        self.peer = str((transport.get_extra_info("peername") or ("",))[0])
        self.is_open = True
        self.heard_ms = self.driver.host.clock.now_ms()
        self._transport.set_write_buffer_limits(high=WRITE_HIGH)
        watch_peer(transport)
        self.driver.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget everything; what was not answered will be sent again by the device."""
        self.is_open = False
        if self._timer:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        self.driver.closed(self, "closed" if exc is None else "broken")

    def get_buffer(self, sizehint: int) -> memoryview:
        """The fixed buffer, always whole."""
        return memoryview(self._buffer)

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes arrived."""
        self.receive(bytes(self._buffer[:nbytes]))

    def pause_writing(self) -> None:
        """The device does not read its answers: do not read it either."""
        self.hold("write")

    def resume_writing(self) -> None:
        """The device reads again."""
        self.release("write")

    # --- frames ------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Handle all frames that ``data`` completes."""
        frames = 0
        held = self.parser.held_bytes
        for event in self.parser.feed(data):
            if not self.is_open:
                return
            frames += 1
            if isinstance(event, Rejected):
                self.driver.reject(self, event)
            else:
                self._segment(event)
        self._watch_unfinished(frames, held)
        if self.parser.garbage_bytes - self._garbage_mark > MAX_GARBAGE:
            self.close("garbage")
            return
        self._pace(frames)
        if self.driver.host.is_full and self.is_open:
            self.hold("full")
            self._start(self._wait_for_room())
        self.plan()

    def _watch_unfinished(self, frames: int, held: int) -> None:
        if not self.parser.held_bytes:
            self.unfinished_ms = None
        elif frames or not held or self.unfinished_ms is None:
            self.unfinished_ms = self.driver.host.clock.now_ms()

    def check_time(self, now_ms: int) -> None:
        """Close a connection that says nothing or does not finish its frame; called every few seconds."""
        if self._holds or not self.is_open:
            return
        if self.unfinished_ms is not None and now_ms - self.unfinished_ms >= SILENT_MS:
            self.driver.reject(self, Rejected("slow", "a frame did not end within a minute", b""))
            self.close("slow_frame")
        elif not self.has_spoken and now_ms - self.heard_ms >= SILENT_MS:
            self.close("silent")

    def _segment(self, segment: bytes) -> None:
        self._garbage_mark = self.parser.garbage_bytes
        self.heard_ms = self.driver.host.clock.now_ms()
        self.has_spoken = True
        try:
            message = parse_segment(segment)
        except MalformedError as error:
            self.driver.reject(self, Rejected(error.reason, str(error), segment))
            return
        self.driver.receive(self, message)

    def expire(self) -> None:
        """Pass on what was held long enough for its other parts."""
        for upload in self.parts.expire(self.driver.host.clock.now_ms()):
            self.driver.upload(self, upload)
        self._timer = None
        self.plan()

    def plan(self) -> None:
        """See that :meth:`expire` runs when it has something to do."""
        due = self.parts.next_due_ms
        if due is None or self._timer or not self.is_open:
            return
        delay_s = max(0, due - self.driver.host.clock.now_ms()) / 1000
        self._timer = asyncio.get_running_loop().call_later(delay_s + 0.01, self.expire)

    # --- pace --------------------------------------------------------------------------------------

    def _pace(self, frames: int) -> None:
        """Token bucket: a connection above its rate is read later; nothing of it is lost."""
        rate = max((s.options.frames_per_s for s in self.sessions.values()), default=200.0)
        now = self.driver.host.clock.now_ms()
        gained = (now - self._tokens_ms) / 1000 * rate if self._tokens_ms else rate * 10
        self._tokens = min(rate * 10, self._tokens + max(0.0, gained)) - frames
        self._tokens_ms = now
        if self._tokens < 0 and self.is_open:
            self.driver.host.count("connections_slowed", driver="hj212")
            self.hold("rate")
            self._start(self._wait(-self._tokens / rate))

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.release("rate")

    async def _wait_for_room(self) -> None:
        await self.driver.host.room()
        self.release("full")

    def _start(self, waiting: "asyncio.Future[None] | object") -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(waiting)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def hold(self, reason: str) -> None:
        """Stop reading until every reason given was released."""
        if not self._holds and self._transport:
            self._transport.pause_reading()
        self._holds.add(reason)

    def release(self, reason: str) -> None:
        """Take one reason back; read on when none is left."""
        self._holds.discard(reason)
        if not self._holds and self._transport and self.is_open:
            self._transport.resume_reading()

    def expect(self) -> None:
        """One more upload waits to become durable."""
        self.unanswered += 1
        if self.unanswered >= MAX_UNANSWERED:
            self.hold("unanswered")

    def settled(self) -> None:
        """One upload waits no longer."""
        self.unanswered -= 1
        if "unanswered" in self._holds and self.unanswered <= MAX_UNANSWERED // 2:
            self.release("unanswered")

    # --- out ---------------------------------------------------------------------------------------

    def send(self, frame: bytes) -> bool:
        """Send an answer; False when the connection is gone. A device that reads nothing is dropped."""
        if not self.is_open or self._transport is None:
            return False
        if self._transport.get_write_buffer_size() > WRITE_MOST:
            self.close("not_reading")
            return False
        self._transport.write(frame)
        return True

    def close(self, reason: str) -> None:
        """End the connection."""
        if self.is_open and self._transport:
            self.is_open = False
            self.driver.closed(self, reason)
            cut(self._transport)
