"""What the field clients share: a bounded queue, a window of unanswered messages, a connection that comes back."""

import asyncio
import contextlib
import random
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Called once per acknowledged message with the caller's key and the seconds from first sending to the answer.
OnAck = Callable[[Any, float], None]


class QueueFull(Exception):
    """The client's buffer is full: the platform does not take messages as fast as they are made."""


class Refused(ConnectionError):
    """The platform turned this client away; the text says why. Check code, secret and address."""


@dataclass(slots=True)
class Counters:
    """Messages, not readings. ``sent`` counts first sendings, ``resent`` repetitions."""

    sent: int = 0
    resent: int = 0
    acknowledged: int = 0
    connects: int = 0
    disconnects: int = 0


@dataclass(slots=True)
class Item:
    """One message on its way: wire bytes, the caller's key, when it was first and last sent (loop time)."""

    data: bytes
    key: Any
    first_sent_at: float = 0.0
    last_sent_at: float = 0.0
    tag: Any = None  # what the answer will name: packet id, QN


class Link(asyncio.Protocol, ABC):
    """One connection kept up until :meth:`close`; subclasses speak the protocol.

    ``queue_size`` bounds what waits, unsent and unanswered together; :meth:`room` waits, ``*_nowait`` raises
    :class:`QueueFull`. ``in_flight`` bounds what may be unanswered.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        in_flight: int,
        queue_size: int,
        answer_timeout_s: float,
        on_ack: OnAck | None,
        tls: SSLContext | None = None,
    ) -> None:
        self.host, self.port = host, port
        self.in_flight, self.queue_size = in_flight, queue_size
        self.answer_timeout_s = answer_timeout_s
        self.on_ack = on_ack
        self.counters = Counters()
        self.last_error = ""
        self._tls = tls
        self._queue: deque[Item] = deque()
        self._transport: asyncio.Transport | None = None
        self._is_ready = False
        self._is_writable = True
        self._is_paused = False
        self._keeper: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()  # anything that a waiter may wait for
        self._closed = asyncio.Event()  # the present connection has ended
        self._out: list[bytes] = []
        self._is_flush_due = False

    # --- what the caller uses ---------------------------------------------------------------------

    @property
    def pending(self) -> int:
        """Messages handed over and not yet acknowledged."""
        return len(self._queue) + self.unanswered

    @property
    def is_connected(self) -> bool:
        """True while messages can be sent."""
        return self._is_ready

    async def start(self, timeout_s: float = 10.0) -> None:
        """Connect, and keep the connection up from now on.

        Raises:
            Refused: the platform refused the credentials.
            TimeoutError: no connection within ``timeout_s``; the client goes on trying until :meth:`close`.
        """
        self._is_paused = False
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        self._changed.set()
        async with asyncio.timeout(timeout_s):
            await self._until(lambda: self._is_ready or bool(self.last_error))
        if not self._is_ready:
            raise Refused(self.last_error)

    def start_soon(self) -> None:
        """Like :meth:`start`, without waiting for the first connection."""
        self._is_paused = False
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        self._changed.set()

    def vanish(self) -> None:
        """Cut the connection as a power failure would and stay away; messages pile up until :meth:`start`."""
        self._is_paused = True
        if self._transport is not None:
            self._transport.abort()

    async def room(self) -> None:
        """Return when one more message fits."""
        await self._until(lambda: self.pending < self.queue_size)

    async def flush(self, timeout_s: float = 30.0) -> bool:
        """Wait until everything handed over is acknowledged; False when that took longer than ``timeout_s``."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._until(lambda: not self.pending and not self._out)
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Say goodbye and stop; what is still pending is given up (ask :meth:`flush` first)."""
        if self._is_ready and self._transport is not None:
            self._flush()
            self._transport.write(self._goodbye())
            self._transport.close()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(2):
                    await self._closed.wait()
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        if self._transport is not None:
            self._transport.abort()

    # --- what a protocol adds ---------------------------------------------------------------------

    @property
    @abstractmethod
    def unanswered(self) -> int:
        """Messages sent and not yet answered."""

    @abstractmethod
    def _greet(self) -> None:
        """The connection is up: begin the handshake, or call :meth:`_ready` when there is none."""

    @abstractmethod
    def _resend(self) -> list[Item]:
        """Forget who was sent what; return unanswered items in order, to be sent again."""

    @abstractmethod
    def _pump(self) -> None:
        """Send queued items while the window allows."""

    @abstractmethod
    def _oldest_sent_at(self) -> float | None:
        """Loop time at which the longest unanswered item was last sent."""

    def _goodbye(self) -> bytes:
        return b""

    def _idle(self, now: float) -> None:
        """Called twice a second while connected."""

    # --- asyncio.Protocol -------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A socket is open."""
        self._transport = transport  # type: ignore[assignment]
        self._is_writable = True
        self._greet()

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone; the keeper brings a new one."""
        if self._is_ready:
            self.counters.disconnects += 1
        self._transport = None
        self._is_ready = False
        self._out.clear()
        self._closed.set()
        self._changed.set()

    def pause_writing(self) -> None:
        """The socket's buffer is full."""
        self._is_writable = False

    def resume_writing(self) -> None:
        """The socket's buffer has room."""
        self._is_writable = True
        self._pump()

    # --- inner works ------------------------------------------------------------------------------

    def _put(self, item: Item) -> None:
        if self.pending >= self.queue_size:
            raise QueueFull(f"{self.queue_size} messages wait for {self.host}:{self.port}")
        self._queue.append(item)
        if self._is_ready:
            self._pump()

    def _ready(self) -> None:
        self._is_ready = True
        self.last_error = ""
        self.counters.connects += 1
        again = self._resend()
        self.counters.resent += len(again)
        self._queue.extendleft(reversed(again))
        self._changed.set()
        self._pump()

    def _write(self, data: bytes) -> None:
        """Collect what one turn of the loop sends into one system call."""
        self._out.append(data)
        if not self._is_flush_due:
            self._is_flush_due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._is_flush_due = False
        if self._out and self._transport is not None:
            self._transport.write(b"".join(self._out))
        self._out.clear()

    def _acknowledged(self, item: Item) -> None:
        self.counters.acknowledged += 1
        if self.on_ack is not None:
            self.on_ack(item.key, asyncio.get_running_loop().time() - item.first_sent_at)

    def _sending(self, item: Item) -> None:
        now = asyncio.get_running_loop().time()
        if not item.first_sent_at:
            item.first_sent_at = now
            self.counters.sent += 1
        item.last_sent_at = now

    def _fail(self, reason: str) -> None:
        self.last_error = reason
        self._changed.set()
        if self._transport is not None:
            self._transport.abort()

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._changed.clear()
            if condition():
                break
            await self._changed.wait()

    async def _keep(self) -> None:
        delay_s = 0.1
        while True:
            await self._until(lambda: not self._is_paused)
            if await self._live_once():
                delay_s = 0.1
            await asyncio.sleep(delay_s * random.uniform(0.5, 1.0))
            delay_s = min(delay_s * 2, 5.0)

    async def _live_once(self) -> bool:
        """One connection from opening to end; True when it served."""
        loop = asyncio.get_running_loop()
        self._closed.clear()
        served = self.counters.connects
        # asyncio.timeout, not wait_for: in Python 3.11 wait_for can swallow the cancellation of close().
        try:
            async with asyncio.timeout(self.answer_timeout_s):
                await loop.create_connection(lambda: self, self.host, self.port, ssl=self._tls)
        except (OSError, TimeoutError) as error:
            # Not a refusal of the credentials: no word to start(), it waits on.
            log.debug("no connection yet", host=self.host, port=self.port, error=repr(error))
            return False
        opened_at = loop.time()
        while not self._closed.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await self._closed.wait()
            self._watch(loop.time(), opened_at)
        return self.counters.connects > served

    def _watch(self, now: float, opened_at: float) -> None:
        """An answer that stays out too long ends the connection: both sides then begin anew and in order."""
        if self._transport is None:
            return
        since = self._oldest_sent_at() if self._is_ready else opened_at
        if since is not None and now - since > self.answer_timeout_s:
            self._transport.abort()
            return
        if self._is_ready:
            self._idle(now)
