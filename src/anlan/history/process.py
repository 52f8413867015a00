"""The history process: the stream's readings into the store, once a second, and answers to everybody's questions.

A batch is acknowledged after its insert is on disk. Killed in between, it is delivered and inserted again, and the
store counts the same (point, stamp) once.
"""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

import msgspec
import numpy as np
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from pyarrow import ArrowInvalid

from anlan.bus import config_store, history_client, subjects
from anlan.bus.messages import HistoryQuery, HistoryReply, RawQuery, to_json
from anlan.bus.readings import Readings, concat, decode, encode
from anlan.bus.service import Service
from anlan.history.questions import answer
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.sqlstore import SqlStore
from anlan.history.store import StoreError
from anlan.history.stores.chdb.engine import ChdbEngine
from anlan.kit.logs import get_logger

log = get_logger(__name__)

HOUSEKEEPING_S = 60.0


class Historian:
    """One process's store, its place in the stream, and its answers."""

    def __init__(self, service: Service, store: SqlStore, config: HistorySettings) -> None:
        self.service, self.store, self.config = service, store, config
        self.scaler = Scaler()
        self.pending = Readings.empty()
        self.stored = self.acked_seq = 0
        self._answering: set[asyncio.Task[None]] = set()

    # --- intake --------------------------------------------------------------------------------------

    async def intake(self) -> None:
        """Collect for a second, insert, acknowledge; for ever."""
        subscription = await self._subscribe()
        while True:
            messages = await self._collect(subscription)
            if messages:
                await self._keep(messages)

    async def _subscribe(self) -> Subscription:
        return await self.service.bus.js.subscribe(
            "anlan.readings.*",
            stream=subjects.READINGS,
            durable="history",
            manual_ack=True,
            config=ConsumerConfig(
                ack_policy=AckPolicy.ALL, deliver_policy=DeliverPolicy.ALL, ack_wait=60, max_ack_pending=5_000
            ),
            pending_msgs_limit=10_000,
            pending_bytes_limit=512 * 2**20,
        )

    async def _collect(self, subscription: Subscription) -> list[Msg]:
        messages: list[Msg] = []
        deadline = time.monotonic() + self.config.insert_every_s
        n_bytes = 0
        while n_bytes < 21 * self.config.insert_rows_max:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                message = await subscription.next_msg(timeout=left)
            except (NatsError, TimeoutError):
                break
            messages.append(message)
            n_bytes += len(message.data)
        return messages

    async def _keep(self, messages: list[Msg]) -> None:
        batch = concat([_readings(m) for m in messages])
        self.pending = batch
        while len(batch):
            try:
                await asyncio.to_thread(self._insert, batch)
                self.service.unwell = ""
                break
            except StoreError as error:
                # Nothing is acknowledged: the stream keeps the readings until there is room again.
                self.service.unwell = f"history cannot write, readings wait in the stream: {error}"
                log.error("insert failed, trying again", error=str(error), readings=len(batch))
                await asyncio.sleep(2)
        await messages[-1].ack()
        self.stored += len(batch)
        self.acked_seq = messages[-1].metadata.sequence.stream
        self.pending = Readings.empty()
        lag_s = time.time() - messages[-1].metadata.timestamp.timestamp()
        self.service.facts |= {"stored": self.stored, "acked_seq": self.acked_seq, "lag_s": round(lag_s, 2)}

    def _insert(self, batch: Readings) -> None:
        self.store.insert(self.scaler.scale(batch), self.service.clock.now_ms())

    # --- questions -----------------------------------------------------------------------------------

    async def serve(self) -> None:
        """Answer until cancelled."""
        nc = self.service.bus.nc
        await nc.subscribe(subjects.HISTORY_QUERY, queue="history", cb=self._asked)
        await nc.subscribe(subjects.HISTORY_READ, queue="history", cb=self._asked_for_columns)

    async def _asked(self, message: Msg) -> None:
        self._later(self._answer(message))

    async def _asked_for_columns(self, message: Msg) -> None:
        self._later(self._answer_columns(message))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, message: Msg) -> None:
        try:
            query = msgspec.json.decode(message.data, type=HistoryQuery)
            reply = await asyncio.to_thread(answer, self.store, query, self.pending)
        except msgspec.MsgspecError as error:
            reply = HistoryReply(error=f"查询格式有误：{error}")
        except StoreError as error:
            log.error("query failed", error=str(error))
            reply = HistoryReply(error="历史库查询失败，请缩小时间范围后重试。")
        await message.respond(to_json(reply))

    async def _answer_columns(self, message: Msg) -> None:
        """All points when none is named; a page never ends within one stamp."""
        try:
            query = msgspec.json.decode(message.data, type=RawQuery)
            limit = min(query.limit, history_client.BULK_ROWS)
            found, more = await asyncio.to_thread(self.store.raw, query.points, query.from_ms, query.to_ms, limit)
        except (msgspec.MsgspecError, StoreError) as error:
            headers = {history_client.ERROR: " ".join(str(error).split())[:500]}
            await self.service.bus.nc.publish(message.reply, b"", headers=headers)
            return
        more_headers = {history_client.TRUNCATED: "1"} if more else None
        await self.service.bus.nc.publish(message.reply, encode(found), headers=more_headers)

    # --- upkeep --------------------------------------------------------------------------------------

    async def upkeep(self) -> None:
        """Roll-ups, retention and figures, once a minute."""
        while True:
            try:
                await asyncio.to_thread(self._tidy)
            except StoreError as error:
                log.error("housekeeping failed, trying again in a minute", error=str(error))
            await asyncio.sleep(HOUSEKEEPING_S)

    def _tidy(self) -> None:
        now_ms = self.service.clock.now_ms()
        self.store.roll_up(now_ms)
        for gone in self.store.expire(now_ms):
            log.info("retention: partition dropped", partition=gone)
        self.service.facts |= self.store.facts()

    async def follow_config(self) -> None:
        """Resolutions of points decide how their values are scaled."""
        async for snapshot in config_store.watch(self.service.bus):
            self.scaler.configure({p.id: p.resolution for p in snapshot.points})


def _readings(message: Msg) -> Readings:
    try:
        return decode(message.data)
    except ArrowInvalid as error:
        log.error("batch not readable, left out of history", seq=message.metadata.sequence.stream, error=str(error))
        return Readings.empty()


def _warm_up(store: SqlStore, scaler: Scaler, now_ms: int) -> None:
    """The engine's first insert stalls for a third of a second: better now than under load. Point 0 is nobody's."""
    for n in range(3):
        store.insert(scaler.scale(Readings.of([(0, now_ms + n, float("nan"), 32)])), now_ms)
    store.count([0], 0, np.iinfo(np.int64).max // 2)


async def main(service: Service) -> None:
    """Keep and answer until told to stop."""
    config = HistorySettings()
    folder = service.settings.folder("history")
    now_ms = service.clock.now_ms()
    store = await asyncio.to_thread(lambda: SqlStore(ChdbEngine(folder), config, now_ms))
    historian = Historian(service, store, config)
    await asyncio.to_thread(_warm_up, store, historian.scaler, now_ms)
    await historian.serve()
    log.info("history ready", folder=str(folder))
    jobs = [
        asyncio.create_task(work())
        for work in (historian.intake, historian.upkeep, historian.follow_config, service.stop.wait)
    ]
    try:
        ended, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        for job in ended:
            job.result()
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await asyncio.to_thread(store.close)
