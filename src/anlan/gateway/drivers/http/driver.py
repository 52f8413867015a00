"""The HTTP driver: who may post, what becomes a reading, and which status says what."""

import asyncio
import math
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from anlan.bus.messages import GatewayConfig
from anlan.bus.readings import Readings
from anlan.domain.clock import from_ms
from anlan.gateway.driver import Driver as BaseDriver
from anlan.gateway.driver import Host, secret_matches
from anlan.gateway.listener import Listener
from anlan.kit.bucket import Bucket
from anlan.kit.logs import get_logger

from .bodies import read_csv, read_json, read_ndjson, unpack
from .config import Options, is_allowed, read_options
from .door import Door
from .idempotency import Remembered, digest_of, is_key
from .rows import SHOWN, Batch, BodyError, Row
from .sealed_bodies import BodyKey, Envelope, is_sealed
from .wire import Answer, HttpConnection, Request, problem

log = get_logger(__name__)

NAME = "http"
TIME_PATH = "/ingest/v1/time"
MAX_BODY = 5 * 2**20
MAX_BODIES_HELD = 64 * 2**20
MAX_CONNECTIONS = 1024
PARSED_HERE = 65_536  # larger bodies are read in a thread: the event loop also serves the other drivers
WAIT_S = 60.0
_READINGS_PATH = re.compile(r"/ingest/v1/([^/]{1,300})/readings/?")
_TYPES = {
    "application/json": "json",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "text/csv": "csv",
}


@dataclass(slots=True)
class Admission:
    """A request that may be read: whose it is, and in what form it comes.

    ``envelope`` and ``key`` belong to an encrypted one; ``body`` is the plain body, once there is one.
    """

    gateway: GatewayConfig
    options: Options
    form: str = ""
    envelope: Envelope | None = None
    key: BodyKey | None = None
    body: bytes = b""


class Driver(BaseDriver):
    """Listens on ``settings.http_ingest_port``."""

    name = NAME
    max_body = MAX_BODY

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.connections: dict[HttpConnection, None] = {}
        self.remembered = Remembered()
        self.door = Door(host)
        self._buckets: dict[int, Bucket] = {}
        self._held = 0
        self._reading = asyncio.Semaphore(2)
        self._tasks: set[asyncio.Task[Answer]] = set()
        self._listener = Listener()

    async def start(self) -> None:
        """Listen. Raises OSError when a port is taken, ValueError when TLS is wanted without a certificate."""
        settings = self.host.settings
        await self._listener.open(
            self._connection,
            bind=settings.bind,
            port=settings.http_ingest_port,
            tls_port=settings.http_ingest_tls_port,
            certificate=self.host.certificate,
        )

    async def stop(self) -> None:
        """Close everything; senders repeat what was not answered."""
        self._listener.close()
        for connection in list(self.connections):
            connection.close()
        for task in self._tasks:
            task.cancel()
        await self._listener.wait_closed()

    async def reload(self) -> None:
        """Rates and body keys may have changed; credentials are looked up for every request."""
        self._buckets.clear()
        self.door.reload()

    def _connection(self) -> HttpConnection:
        connection = HttpConnection(self, self._closed)
        if len(self.connections) >= MAX_CONNECTIONS:
            self.host.refused(NAME, "", "too_many_connections")
            idle = next((c for c in self.connections if c.is_idle), None)
            (idle or next(iter(self.connections))).close()
        self.connections[connection] = None
        return connection

    def _closed(self, connection: HttpConnection) -> None:
        self.connections.pop(connection, None)

    def facts(self) -> dict[str, float | int | str]:
        """Open connections, and bytes of bodies held."""
        return {"connections": len(self.connections), "held_bytes": self._held}

    def note_refusal(self, code: str) -> None:
        """Count a request refused by its head, its size or its grammar."""
        self.host.count("requests_refused", driver=NAME, reason=code)

    def reserve(self, size: int) -> bool:
        """Account for bodies held in memory; refuses above 64 MB."""
        if size > 0 and self._held + size > MAX_BODIES_HELD:
            return False
        self._held += size
        return True

    # --- admission ---------------------------------------------------------------------------------

    def admit(self, request: Request) -> Answer | None:
        """Judge a request by its head."""
        if request.path == TIME_PATH:
            return None if request.method == "GET" else _not_allowed("GET")
        found = _READINGS_PATH.fullmatch(request.path)
        if not found:
            return problem(404, "not_found", "地址不存在。上报地址为 /ingest/v1/<网关编码>/readings。")
        if request.method != "POST":
            return _not_allowed("POST")
        return self._admit_gateway(request, unquote(found[1])) or self._admit_content(request)

    def _admit_gateway(self, request: Request, code: str) -> Answer | None:
        secret = _token(request)
        if not secret and not is_sealed(request.headers):
            return self._refuse(
                request, code, "no_token", 401, "缺少令牌，请加请求头 Authorization: Bearer <网关密钥>。"
            )
        gateway = self.host.registry.gateway(NAME, code)
        if gateway is None:
            self.host.unknown(NAME, code, "", "", peer=request.peer)
            return self._refuse(
                request, code, "unregistered", 404, "网关编码未登记，请先在平台登记网关（已列入待登记来源）。"
            )
        if not is_sealed(request.headers) and not secret_matches(gateway.secret_hash, secret):
            return self._refuse(request, code, "token", 401, "令牌不正确，请核对网关密钥；遗失时请在平台重新生成。")
        return self._admit_options(request, gateway)

    def _admit_options(self, request: Request, gateway: GatewayConfig) -> Answer | None:
        code = gateway.code
        try:
            options = read_options(gateway.options)
            networks = options.networks()
        except ValueError as error:  # an unreadable allow-list must not open the door
            log.warning("options cannot be used", gateway=code, error=str(error))
            return self._refuse(request, code, "options", 403, "本网关的接入参数有误，请联系平台管理员更正。")
        if not is_allowed(request.peer, networks):
            return self._refuse(request, code, "address", 403, f"来源地址 {request.peer} 不在本网关允许的范围内。")
        request.context = Admission(gateway, options)
        if is_sealed(request.headers):
            return self._admit_sealed(request) or self._admit_rate(request.context)
        if options.encryption == "required":
            return self._refuse(request, code, "plain", 403, "本网关只接受 SM4 加密上报，请按接入说明加密请求体。")
        return self._admit_rate(request.context)

    def _admit_sealed(self, request: Request) -> Answer | None:
        """Judge an encrypted request by its head; its MAC stands in for the token."""
        admission: Admission = request.context
        try:
            admission.envelope, admission.key = self.door.judge(request, admission.gateway, admission.options)
        except BodyError as error:
            return self._refuse(request, admission.gateway.code, error.code, error.status, str(error))
        return None

    def _refuse(self, request: Request, code: str, reason: str, status: int, message: str) -> Answer:
        self.host.refused(NAME, code, reason, peer=request.peer)
        headers = {"WWW_Authenticate": 'Bearer realm="anlan"'} if status == 401 else {}
        return problem(status, reason, message, **headers)

    def _admit_rate(self, admission: Admission) -> Answer | None:
        now, options = self.host.clock.now_ms(), admission.options
        fresh = Bucket(options.requests_per_s, options.burst, options.burst, now)
        wait_s = self._buckets.setdefault(admission.gateway.id, fresh).take(now)
        if wait_s:
            self.host.count("requests_slowed", driver=NAME)
            after = str(math.ceil(wait_s))
            return problem(
                429, "too_fast", f"上报过于频繁，请 {after} 秒后重发，并把多条读数合成一批。", Retry_After=after
            )
        if self.host.is_full:
            return _full()
        return None

    def _admit_content(self, request: Request) -> Answer | None:
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        form = _TYPES.get(content_type)
        if form is None:
            return problem(
                415, "unsupported_type", "请用 Content-Type: application/json、application/x-ndjson 或 text/csv。"
            )
        if request.headers.get("content-encoding", "").lower() not in ("", "identity", "gzip", "x-gzip"):
            return problem(415, "unsupported_encoding", "只支持 gzip 压缩（Content-Encoding: gzip）。")
        if "idempotency-key" in request.headers and not is_key(request.headers["idempotency-key"]):
            return problem(422, "bad_key", "Idempotency-Key 应为 1 至 200 个可见 ASCII 字符。")
        request.context.form = form
        return None

    # --- requests ----------------------------------------------------------------------------------

    async def handle(self, request: Request) -> Answer:
        """Answer an admitted request; a batch is finished even when its sender hangs up meanwhile."""
        if request.path == TIME_PATH:
            now = self.host.clock.now_ms()
            return Answer(200, {"ts_ms": now, "time": from_ms(now).isoformat(timespec="milliseconds")})
        task = asyncio.get_running_loop().create_task(self._take(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def _take(self, request: Request) -> Answer:
        """A plain request as it is; an encrypted one once only, unless it could not be stored."""
        admission: Admission = request.context
        envelope, gateway = admission.envelope, admission.gateway
        if envelope is None or admission.key is None:
            admission.body = request.body
            return await self._once(request)
        try:
            admission.body = await self.door.open(gateway, envelope, admission.key, request.body)
        except BodyError as error:
            return self._refuse(request, gateway.code, error.code, error.status, str(error))
        self.host.count("bodies_encrypted", driver=NAME, cipher=envelope.cipher)
        answer = _interrupted()
        try:
            answer = await self._once(request)
        finally:
            if answer.status >= 500:
                self.door.forget(gateway, envelope)
        return answer

    async def _once(self, request: Request) -> Answer:
        key, gateway_id = request.headers.get("idempotency-key"), request.context.gateway.id
        if key is None:
            return await self._ingest(request)
        form = request.context.form
        digest = digest_of(form, request.headers.get("content-encoding", ""), request.context.body)
        now = self.host.clock.now_ms()
        earlier = self.remembered.find(gateway_id, key, now)
        if earlier is not None:
            if earlier.digest != digest:
                return problem(409, "key_reused", "该 Idempotency-Key 已用于另一批数据，请为新的一批换用新键。")
            self.host.count("requests_repeated", driver=NAME)
            return await asyncio.shield(earlier.answer)
        entry = self.remembered.begin(gateway_id, key, digest, now)
        answer = _interrupted()
        try:
            answer = await self._ingest(request)
        finally:
            self.remembered.settle(gateway_id, key, entry, answer)
        return answer

    async def _ingest(self, request: Request) -> Answer:
        gateway = request.context.gateway
        self.host.seen(gateway, peer=request.peer)
        self.host.count("requests", driver=NAME)
        try:
            batch = await self._read(request)
        except BodyError as error:
            self.host.count("bodies_rejected", driver=NAME, reason=error.code)
            return problem(error.status, error.code, str(error))
        readings, unknown = self._resolve(gateway, batch.rows, request.peer)
        if batch.rejected_count:
            self.host.count("rows_rejected", batch.rejected_count, driver=NAME)
        if len(readings) and (failure := await self._store(readings)):
            return failure
        return _report(batch, len(readings), unknown)

    async def _read(self, request: Request) -> Batch:
        if len(request.context.body) <= PARSED_HERE and "content-encoding" not in request.headers:
            return _parse(request, self.host.clock.now_ms())
        async with self._reading:
            return await asyncio.to_thread(_parse, request, self.host.clock.now_ms())

    def _resolve(self, gateway: GatewayConfig, rows: list[Row], peer: str) -> tuple[Readings, list[str]]:
        """Rows of registered points, and the names of the others, each reported once."""
        ids: dict[str, int | None] = {}
        known: list[tuple[int, int, float, int]] = []
        registry = self.host.registry
        for row in rows:
            if row.address not in ids:
                ids[row.address] = registry.point_id(gateway.id, row.address)
                if ids[row.address] is None:
                    sample = "" if math.isnan(row.value) else f"{row.value:g}"
                    self.host.unknown(NAME, gateway.code, row.address, sample, unit=row.unit, peer=peer)
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

        self.host.submit(readings, done)
        try:
            async with asyncio.timeout(WAIT_S):
                error = await decided
        except TimeoutError:
            error = "lost"
        if error is None:
            return None
        self.host.count("requests_unstored", driver=NAME, reason=error)
        return _full() if error == "full" else _lost()


def _parse(request: Request, now_ms: int) -> Batch:
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


def _token(request: Request) -> str:
    """The bearer token of a request; empty when there is none."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _report(batch: Batch, accepted: int, unknown: list[str]) -> Answer:
    body = {
        "accepted": accepted,
        "unknown": unknown[:SHOWN],
        "unknown_total": len(unknown),
        "rejected": [{"row": number, "message": message} for number, message in batch.rejected],
        "rejected_total": batch.rejected_count,
    }
    if batch.rejected_count and not batch.rows:
        return Answer(422, {"code": "all_rejected", "message": "没有一条读数可用，请按 rejected 逐条更正。", **body})
    return Answer(200, body)


def _not_allowed(method: str) -> Answer:
    return problem(405, "method_not_allowed", f"此地址只接受 {method}。", Allow=method)


def _full() -> Answer:
    return problem(503, "full", "平台存储暂时写不进去，数据未保存。请保留数据，稍后重发同一批。", Retry_After="5")


def _lost() -> Answer:
    return problem(
        504, "not_confirmed", "平台未能确认数据已保存。请用同一 Idempotency-Key 重发同一批。", Retry_After="1"
    )


def _interrupted() -> Answer:
    return problem(503, "stopping", "平台正在停止，数据未确认。请稍后重发同一批。", Retry_After="5")
