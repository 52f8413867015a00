"""An admitted request into readings that are durable: opened, kept from counting twice, parsed, resolved, stored."""

import asyncio
import math
from typing import Literal

from anlan.bus.messages import GatewayConfig
from anlan.bus.readings import Readings
from anlan.gateway.driver import Host

from . import replies
from .admission import NAME, Admission, Gate
from .bodies import read_csv, read_json, read_ndjson, unpack
from .door import Door
from .idempotency import Remembered, digest_of
from .messages import Answer, Request, problem
from .rows import Batch, BodyError, Row

PARSED_HERE = 65_536  # larger bodies are read in a thread: the event loop also serves the other drivers
WAIT_S = 60.0


class Ingest:
    """Takes requests one by one; ``remembered`` are answers to those that bear a key."""

    def __init__(self, host: Host, gate: Gate, door: Door) -> None:
        self._host, self._gate, self._door = host, gate, door
        self.remembered = Remembered()
        self._reading = asyncio.Semaphore(2)

    async def take(self, request: Request) -> Answer:
        """A plain request as it is; an encrypted one once only, unless it could not be stored."""
        admission: Admission = request.context
        envelope, gateway = admission.envelope, admission.gateway
        if envelope is None or admission.key is None:
            admission.body = request.body
            return await self._once(request)
        try:
            admission.body = await self._door.open(gateway, envelope, admission.key, request.body)
        except BodyError as error:
            return self._gate.refuse(request, gateway.code, error.code, error.status, str(error))
        self._host.count("bodies_encrypted", driver=NAME, cipher=envelope.cipher)
        answer = replies.interrupted()
        try:
            answer = await self._once(request)
        finally:
            if answer.status >= 500:
                self._door.forget(gateway, envelope)
        return answer

    async def _once(self, request: Request) -> Answer:
        key, gateway_id = request.headers.get("idempotency-key"), request.context.gateway.id
        if key is None:
            return await self._ingest(request)
        form = request.context.form
        digest = digest_of(form, request.headers.get("content-encoding", ""), request.context.body)
        now = self._host.clock.now_ms()
        earlier = self.remembered.find(gateway_id, key, now)
        if earlier is not None:
            if earlier.digest != digest:
                return problem(409, "key_reused", "该 Idempotency-Key 已用于另一批数据，请为新的一批换用新键。")
            self._host.count("requests_repeated", driver=NAME)
            return await asyncio.shield(earlier.answer)
        entry = self.remembered.begin(gateway_id, key, digest, now)
        answer = replies.interrupted()
        try:
            answer = await self._ingest(request)
        finally:
            self.remembered.settle(gateway_id, key, entry, answer)
        return answer

    async def _ingest(self, request: Request) -> Answer:
        gateway = request.context.gateway
        self._host.seen(gateway, peer=request.peer)
        self._host.count("requests", driver=NAME)
        try:
            batch = await self._read(request)
        except BodyError as error:
            self._host.count("bodies_rejected", driver=NAME, reason=error.code)
            return problem(error.status, error.code, str(error))
        readings, unknown = self._resolve(gateway, batch.rows, request.peer)
        if batch.rejected_count:
            self._host.count("rows_rejected", batch.rejected_count, driver=NAME)
        if len(readings) and (failure := await self._store(readings)):
            return failure
        return replies.report(batch, len(readings), unknown)

    async def _read(self, request: Request) -> Batch:
        if len(request.context.body) <= PARSED_HERE and "content-encoding" not in request.headers:
            return parse(request, self._host.clock.now_ms())
        async with self._reading:
            return await asyncio.to_thread(parse, request, self._host.clock.now_ms())

    def _resolve(self, gateway: GatewayConfig, rows: list[Row], peer: str) -> tuple[Readings, list[str]]:
        """Rows of registered points, and the names of the others, each reported once."""
        ids: dict[str, int | None] = {}
        known: list[tuple[int, int, float, int]] = []
        registry = self._host.registry
        for row in rows:
            if row.address not in ids:
                ids[row.address] = registry.point_id(gateway.id, row.address)
                if ids[row.address] is None:
                    sample = "" if math.isnan(row.value) else f"{row.value:g}"
                    self._host.unknown(NAME, gateway.code, row.address, sample, unit=row.unit, peer=peer)
            point = ids[row.address]
            if point is not None:
                known.append((point, row.ts_ms, row.value, row.quality))
        return Readings.of(known), [address for address, point in ids.items() if point is None]

    async def _store(self, readings: Readings) -> Answer | None:
        """Wait until the readings are durable; an answer says why they are not."""
        decided: asyncio.Future[Literal["full", "lost"] | None] = asyncio.get_running_loop().create_future()

        def done(error: Literal["full", "lost"] | None) -> None:
            if not decided.done():
                decided.set_result(error)

        self._host.submit(readings, done)
        try:
            async with asyncio.timeout(WAIT_S):
                error = await decided
        except TimeoutError:
            error = "lost"
        if error is None:
            return None
        self._host.count("requests_unstored", driver=NAME, reason=error)
        return replies.full() if error == "full" else replies.lost()


def parse(request: Request, now_ms: int) -> Batch:
    """The rows of an admitted request. ``now_ms`` is when a row without a time of its own was.

    Raises:
        BodyError: the body as a whole cannot be read.
    """
    admission: Admission = request.context
    body = unpack(admission.body, request.headers.get("content-encoding", "").lower())
    if not body.strip():
        raise BodyError("请求体为空，请在请求体中放入读数。", code="empty")
    # A row without a time has that of its envelope: replayed, it is the same reading, not a new one.
    received_ms = admission.envelope.at_ms if admission.envelope else now_ms
    batch = Batch(received_ms, admission.options.utc_offset_minutes)
    if admission.form == "csv":
        read_csv(body, batch)
    elif admission.form == "ndjson":
        read_ndjson(body, batch, admission.gateway.code)
    else:
        read_json(body, batch, admission.gateway.code)
    return batch
