"""From the log into the store: fetch for a second, insert once, then acknowledge. In that order, always.

A process that dies between insert and acknowledgement gets the same messages again; the store keeps one reading
per point and stamp, so nothing is doubled. One acknowledgement a second stands for everything before it, so the
order of the log is checked: after a hole or a failed fetch, reading begins anew behind what is stored.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.readings import decode
from anlan.history.recent import Newest, Pending
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.store import Store, StoreError
from anlan.kit.logs import get_logger

log = get_logger(__name__)

DURABLE = "history"
_FETCH = 1000
_FETCH_WAIT_S = 0.25
#: Longer than a slow insert, so that the server does not deliver again what is being stored.
_ACK_WAIT_S = 120.0
#: A silent log is looked at this often.
_LOOK_EVERY_S = 5.0
#: How long a loss that nobody can undo stays on the health page; the counter keeps it for ever.
_LOSS_SHOWN_S = 120.0


class OutOfOrder(Exception):
    """A message of the log did not arrive."""


class Ingest:
    """The one writer of the store."""

    def __init__(
        self,
        bus: Bus,
        store: Store,
        pending: Pending,
        newest: Newest,
        scaler: Scaler,
        config: HistorySettings,
        now_ms: Callable[[], int],
    ) -> None:
        self.bus, self.store, self.pending, self.newest, self.scaler = bus, store, pending, newest, scaler
        self.config, self.now_ms = config, now_ms
        self.stored = self.undecodable = self.missing = self.inserts = 0
        self.insert_ms = 0.0
        self.lag = 0  # messages of the log not yet fetched
        self.trouble = ""
        self._loss, self._loss_at = "", 0.0
        self._thread = ThreadPoolExecutor(1, "history-insert")
        self._subscription: JetStreamContext.PullSubscription | None = None
        self._stored_seq: int | None = None  # place in the log; None until the server was asked
        self._stream_created = ""
        self._taken_seq = 0
        self._look_at = 0.0
        self._hole_before = 0  # a hole that was still there on reading again

    @property
    def needs_from(self) -> int | None:
        """First message of the log that a restart would read; None until the server was asked."""
        return None if self._stored_seq is None else self._stored_seq + 1

    @property
    def unwell(self) -> str:
        """What is wrong and what to do; what is lost for good is said for a while."""
        loop = asyncio.get_running_loop()
        loss = self._loss if self._loss and loop.time() - self._loss_at < _LOSS_SHOWN_S else ""
        return " | ".join(text for text in (self.trouble, loss) if text)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``; what was fetched is stored and acknowledged before returning."""
        while not stop.is_set():
            last = await self._collect(stop)
            if last is not None:
                await self._store(stop)
                await self._acknowledge(last)
        self._thread.shutdown()

    async def _collect(self, stop: asyncio.Event) -> Msg | None:
        """Fetch for one insert's time; the last message, when there was one."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.config.insert_every_s
        last: Msg | None = None
        while loop.time() < deadline and self.pending.rows < self.config.insert_rows_max and not stop.is_set():
            try:
                subscription = self._subscription or await self._subscribe()
                for message in await _fetch(subscription):
                    last = self._take(message) or last
                if last is None:
                    await self._still_there()
            except (NatsError, OSError, TimeoutError, OutOfOrder) as error:
                log.warning("reading the log again from what is stored", error=repr(error))
                self._subscription, last = None, None
                self.pending.stored()  # not acknowledged, so it comes again
                await asyncio.sleep(0.5)
        return last

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        """A consumer that begins behind what is stored, also when its predecessor died with messages in hand."""
        js = self.bus.js
        await self._know_the_stream()
        try:
            info = await js.consumer_info(subjects.READINGS, DURABLE)
            if self._stored_seq is None:
                self._stored_seq = info.ack_floor.stream_seq if info.ack_floor else 0
            await js.delete_consumer(subjects.READINGS, DURABLE)
        except NotFoundError:
            # Also after a death between delete and add: everything is read again and kept once.
            self._stored_seq = self._stored_seq or 0
        self._taken_seq = self._stored_seq
        await js.add_consumer(
            subjects.READINGS,
            ConsumerConfig(
                durable_name=DURABLE,
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=self._stored_seq + 1,
                ack_policy=AckPolicy.ALL,
                ack_wait=_ACK_WAIT_S,
                max_ack_pending=100_000,
                max_waiting=64,
            ),
        )
        self._subscription = await js.pull_subscribe_bind(
            DURABLE, subjects.READINGS, pending_msgs_limit=100_000, pending_bytes_limit=512 * 2**20
        )
        return self._subscription

    async def _know_the_stream(self) -> None:
        """A stream that was deleted and made again counts from 1: our place in the old one means nothing there."""
        info = await self.bus.js.stream_info(subjects.READINGS)
        is_other = self._stream_created not in ("", str(info.created))
        self._stream_created = str(info.created)
        if is_other or (self._stored_seq or 0) > info.state.last_seq:
            self._stored_seq = 0
            self._lose("the readings stream was replaced: it is read from its beginning; look at who deleted it")

    async def _still_there(self) -> None:
        """Called when nothing comes: a consumer that went with its stream would be waited for in silence."""
        loop = asyncio.get_running_loop()
        if self._subscription is None or loop.time() < self._look_at:
            return
        self._look_at = loop.time() + _LOOK_EVERY_S
        await self.bus.js.consumer_info(subjects.READINGS, DURABLE)

    def _lose(self, text: str) -> None:
        self._loss, self._loss_at = text, asyncio.get_running_loop().time()
        log.error("history: " + text)

    def _take(self, message: Msg) -> Msg | None:
        """Take one message into the pending batch; None when it was taken before."""
        seq = message.metadata.sequence.stream
        if seq <= self._taken_seq:
            return None
        self._check_order(seq)
        self._taken_seq = seq
        self.lag = message.metadata.num_pending
        try:
            batch = decode(message.data)
        except (pa.ArrowException, OSError, ValueError) as error:
            # Kept out of the way of everything else; it stays in the log for three days to be looked at.
            self.undecodable += 1
            log.error("a batch of the log is unreadable and was skipped", seq=seq, error=str(error)[:200])
            return message
        if len(batch):
            self.pending.add(batch)
            self.newest.arrived(batch)
        return message

    def _check_order(self, seq: int) -> None:
        """A hole may be ours (a fetch that failed half-way) or the log's (damage on disk goes unreported)."""
        if not self._taken_seq or seq == self._taken_seq + 1:
            return
        if self._hole_before != seq:
            self._hole_before = seq
            raise OutOfOrder(f"message {self._taken_seq + 1} of the log did not arrive before {seq}")
        self.missing += seq - self._taken_seq - 1
        self._lose(
            f"messages {self._taken_seq + 1} to {seq - 1} are gone from the log (damaged or expired) and are missing "
            "in history; check the disk"
        )

    async def _store(self, stop: asyncio.Event) -> None:
        """Insert what was collected, as often as it takes; nothing newer is fetched meanwhile."""
        loop = asyncio.get_running_loop()
        batch = self.pending.take()
        if not len(batch):
            return
        delay_s = 0.5
        while True:
            began = loop.time()
            try:
                await loop.run_in_executor(
                    self._thread, lambda: self.store.insert(self.scaler.scale(batch), self.now_ms())
                )
                break
            except StoreError as error:
                self.trouble = f"readings cannot be stored (they wait in the log): {error}; look at disk space"
                log.error("insert failed, trying again", error=str(error), rows=len(batch))
            if stop.is_set():
                raise StoreError(self.trouble)
            await asyncio.sleep(delay_s)
            delay_s = min(delay_s * 2, 10.0)
        self.trouble = ""
        self.insert_ms = (loop.time() - began) * 1000
        self.inserts += 1
        self.stored += len(batch)

    async def _acknowledge(self, last: Msg) -> None:
        self._stored_seq = last.metadata.sequence.stream
        self.pending.stored()
        try:
            await last.ack()
        except NatsError as error:
            # Delivered again after the next start, and stored once all the same.
            log.warning("acknowledgement not sent", error=repr(error))


async def _fetch(subscription: JetStreamContext.PullSubscription) -> list[Msg]:
    """What the log has; empty for each of nats-py's three ways to say "nothing yet"."""
    try:
        return await subscription.fetch(_FETCH, timeout=_FETCH_WAIT_S)
    except TimeoutError:  # nats.errors.TimeoutError is one as well
        return []
