"""The history process: the log into the store, queries answered, old data let go."""

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from anlan.bus import config_store, subjects
from anlan.bus.history_client import ERROR, TRUNCATED
from anlan.bus.lease import Lease
from anlan.bus.messages import HistoryQuery, HistoryReply, RawQuery, to_json
from anlan.bus.readings import encode
from anlan.bus.service import Service
from anlan.history.answers import Answers, BadQuery
from anlan.history.ingest import Ingest
from anlan.history.recent import Newest, Pending
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.store import Store, StoreError
from anlan.history.stores import open_store
from anlan.kit.logs import get_logger

log = get_logger(__name__)

_READERS = 2
#: Questions that may wait for a reader; more are told to come again.
_MOST_WAITING = 64
_ROLL_UP_EVERY_S = 20.0
_EXPIRE_EVERY_S = 3600.0
_query_decoder = msgspec.json.Decoder(HistoryQuery)
_raw_decoder = msgspec.json.Decoder(RawQuery)


async def main(service: Service) -> None:
    """Own the store until told to stop; a second process stands by."""
    lease = Lease(service.bus, "history", service.settings.folder("history"), service.settings.lease_s)
    if not await lease.acquire(service.stop):
        return
    keeping = asyncio.create_task(lease.keep())
    try:
        await _own(service, keeping)
    finally:
        keeping.cancel()
        await lease.release()


async def _own(service: Service, keeping: asyncio.Task[None]) -> None:
    """Store and answer until told to stop, or until ``keeping`` ends because somebody else owns the store."""
    loop = asyncio.get_running_loop()
    config = HistorySettings()
    store = await loop.run_in_executor(None, open_store, service.settings, config, service.clock.now_ms())
    pending, newest, scaler = Pending(), Newest(), Scaler()
    ingest = Ingest(service.bus, store, pending, newest, scaler, config, service.clock.now_ms)
    desk = QueryDesk(service, Answers(store, pending, newest, config, service.clock.now_ms))
    await desk.open()
    log.info("history is open", **store.facts())
    jobs = [
        asyncio.create_task(ingest.run(service.stop)),
        asyncio.create_task(_follow_config(service, scaler)),
        asyncio.create_task(_keep_house(service, store, config)),
        asyncio.create_task(_report(service, store, ingest, desk)),
    ]
    try:
        ended, _ = await asyncio.wait([*jobs, keeping], return_when=asyncio.FIRST_COMPLETED)
        for job in ended:
            job.result()
    finally:
        service.stop.set()
        await asyncio.wait(jobs[:1], timeout=3)  # what was fetched is stored before the store closes
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await desk.close()
        await loop.run_in_executor(None, store.close)


class QueryDesk:
    """Answers over the bus, in threads of its own, a bounded number at a time."""

    def __init__(self, service: Service, answers: Answers) -> None:
        self.service, self.answers = service, answers
        self.asked = self.refused = 0
        self.times_ms: deque[float] = deque(maxlen=500)
        self._threads = ThreadPoolExecutor(_READERS, "history-query")
        self._running: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begin to answer."""
        nc = self.service.bus.nc
        self._subscriptions = [
            await nc.subscribe(subjects.HISTORY_QUERY, queue="history", cb=self._on_query),
            await nc.subscribe(subjects.HISTORY_READ, queue="history", cb=self._on_query),
        ]

    async def close(self) -> None:
        """Stop answering; what is being answered is finished."""
        for subscription in self._subscriptions:
            await subscription.unsubscribe()
        if self._running:
            await asyncio.wait(self._running, timeout=3)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _on_query(self, message: Msg) -> None:
        self.asked += 1
        if len(self._running) >= _MOST_WAITING:
            await self._send(message, self._refuse(message, "history is busy: ask again in a moment"))
            return
        task = asyncio.create_task(self._answer(message))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, message: Msg) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        work = self._read if message.subject == subjects.HISTORY_READ else self._query
        try:
            reply = await loop.run_in_executor(self._threads, work, message.data)
        except (BadQuery, StoreError, msgspec.DecodeError) as error:
            reply = self._refuse(message, str(error))
        except Exception:
            log.exception("a query failed", query=message.data[:500])
            reply = self._refuse(message, "history could not answer: its log says why")
        self.times_ms.append((loop.time() - began) * 1000)
        await self._send(message, reply)

    def _query(self, payload: bytes) -> tuple[bytes, dict[str, str]]:
        return to_json(self.answers.answer(_query_decoder.decode(payload))), {}

    def _read(self, payload: bytes) -> tuple[bytes, dict[str, str]]:
        page, is_truncated = self.answers.page(_raw_decoder.decode(payload))
        return encode(page), {TRUNCATED: "1"} if is_truncated else {}

    def _refuse(self, message: Msg, why: str) -> tuple[bytes, dict[str, str]]:
        self.refused += 1
        if message.subject == subjects.HISTORY_READ:
            return b"", {ERROR: " ".join(why.split())}
        return to_json(HistoryReply(error=why)), {}

    async def _send(self, message: Msg, reply: tuple[bytes, dict[str, str]]) -> None:
        payload, headers = reply
        if len(payload) > self.service.bus.nc.max_payload:
            payload, headers = self._refuse(
                message, "the answer is too large: ask for fewer points or a shorter window"
            )
        try:
            await self.service.bus.nc.publish(message.reply, payload, headers=headers or None)
        except NatsError as error:
            log.warning("answer not sent", error=repr(error))


async def _follow_config(service: Service, scaler: Scaler) -> None:
    async for snapshot in config_store.watch(service.bus):
        scaler.configure({p.id: p.resolution for p in snapshot.points})


async def _keep_house(service: Service, store: Store, config: HistorySettings) -> None:
    loop = asyncio.get_running_loop()
    expire_at = loop.time()
    while True:
        try:
            await loop.run_in_executor(None, store.roll_up, service.clock.now_ms())
            if loop.time() >= expire_at:
                expire_at = loop.time() + _EXPIRE_EVERY_S
                if gone := await loop.run_in_executor(None, store.expire, service.clock.now_ms()):
                    log.info("partitions past their time dropped", partitions=gone)
        except StoreError as error:
            log.error("housekeeping failed, trying again", error=str(error))
        await asyncio.sleep(_ROLL_UP_EVERY_S)


async def _report(service: Service, store: Store, ingest: Ingest, desk: QueryDesk) -> None:
    loop = asyncio.get_running_loop()
    sizes: dict[str, float | int | str] = {}
    beat = 0
    while True:
        if beat % 10 == 0:
            sizes = await loop.run_in_executor(None, store.facts)
        beat += 1
        service.facts = {
            "owner": 1,
            "stored": ingest.stored,
            "pending_rows": ingest.pending.rows,
            "log_messages_waiting": ingest.lag,
            "inserts": ingest.inserts,
            "insert_ms": round(ingest.insert_ms, 1),
            "undecodable": ingest.undecodable,
            "missing_messages": ingest.missing,
            "queries": desk.asked,
            "queries_refused": desk.refused,
            "query_ms_p95": round(float(np.percentile(desk.times_ms, 95)), 1) if desk.times_ms else 0.0,
            **sizes,
        }
        service.unwell = ingest.unwell
        if ingest.needs_from is not None:
            service.needs[subjects.READINGS] = ingest.needs_from
        await asyncio.sleep(1)
