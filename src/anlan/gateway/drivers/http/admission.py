"""Who may post, how much, and in which form: judged by the head of a request, before its body is read."""

import math
import re
from dataclasses import dataclass
from urllib.parse import unquote

from anlan.bus.messages import GatewayConfig
from anlan.gateway.allow_list import is_allowed
from anlan.gateway.driver import Host, secret_matches
from anlan.kit.bucket import Bucket
from anlan.kit.logs import get_logger

from . import replies
from .config import Options, read_options
from .door import Door
from .idempotency import is_key
from .messages import Answer, Request, problem
from .rows import BodyError
from .sealed_bodies import BodyKey, Envelope, is_sealed

log = get_logger(__name__)

NAME = "http"
TIME_PATH = "/ingest/v1/time"
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


class Gate:
    """Lets requests in. What it refuses for whose it is counts as a refusal of that gateway."""

    def __init__(self, host: Host, door: Door) -> None:
        self._host, self._door = host, door
        self._buckets: dict[int, Bucket] = {}

    def reload(self) -> None:
        """Rates may have changed; credentials are looked up for every request."""
        self._buckets.clear()

    def admit(self, request: Request) -> Answer | None:
        """Judge a request by its head."""
        if request.path == TIME_PATH:
            return None if request.method == "GET" else replies.not_allowed("GET")
        found = _READINGS_PATH.fullmatch(request.path)
        if not found:
            return problem(404, "not_found", "地址不存在。上报地址为 /ingest/v1/<网关编码>/readings。")
        if request.method != "POST":
            return replies.not_allowed("POST")
        return self._admit_gateway(request, unquote(found[1])) or self._admit_content(request)

    def _admit_gateway(self, request: Request, code: str) -> Answer | None:
        secret = _token(request)
        if not secret and not is_sealed(request.headers):
            return self.refuse(
                request, code, "no_token", 401, "缺少令牌，请加请求头 Authorization: Bearer <网关密钥>。"
            )
        gateway = self._host.registry.gateway(NAME, code)
        if gateway is None:
            self._host.unknown(NAME, code, "", "", peer=request.peer)
            return self.refuse(
                request, code, "unregistered", 404, "网关编码未登记，请先在平台登记网关（已列入待登记来源）。"
            )
        if not is_sealed(request.headers) and not secret_matches(gateway.secret_hash, secret):
            return self.refuse(request, code, "token", 401, "令牌不正确，请核对网关密钥；遗失时请在平台重新生成。")
        return self._admit_options(request, gateway)

    def _admit_options(self, request: Request, gateway: GatewayConfig) -> Answer | None:
        code = gateway.code
        try:
            options = read_options(gateway.options)
            networks = options.networks()
        except ValueError as error:  # an unreadable allow-list must not open the door
            log.warning("options cannot be used", gateway=code, error=str(error))
            return self.refuse(request, code, "options", 403, "本网关的接入参数有误，请联系平台管理员更正。")
        if not is_allowed(request.peer, networks):
            return self.refuse(request, code, "address", 403, f"来源地址 {request.peer} 不在本网关允许的范围内。")
        request.context = Admission(gateway, options)
        if is_sealed(request.headers):
            return self._admit_sealed(request) or self._admit_rate(request.context)
        if options.encryption == "required":
            return self.refuse(request, code, "plain", 403, "本网关只接受 SM4 加密上报，请按接入说明加密请求体。")
        return self._admit_rate(request.context)

    def _admit_sealed(self, request: Request) -> Answer | None:
        """Judge an encrypted request by its head; its MAC stands in for the token."""
        admission: Admission = request.context
        try:
            admission.envelope, admission.key = self._door.judge(request, admission.gateway, admission.options)
        except BodyError as error:
            return self.refuse(request, admission.gateway.code, error.code, error.status, str(error))
        return None

    def refuse(self, request: Request, code: str, reason: str, status: int, message: str) -> Answer:
        """An answer to somebody who is turned away for who it is; counted."""
        self._host.refused(NAME, code, reason, peer=request.peer)
        headers = {"WWW_Authenticate": 'Bearer realm="anlan"'} if status == 401 else {}
        return problem(status, reason, message, **headers)

    def _admit_rate(self, admission: Admission) -> Answer | None:
        now, options = self._host.clock.now_ms(), admission.options
        fresh = Bucket(options.requests_per_s, options.burst, options.burst, now)
        wait_s = self._buckets.setdefault(admission.gateway.id, fresh).take(now)
        if wait_s:
            self._host.count("requests_slowed", driver=NAME)
            after = str(math.ceil(wait_s))
            return problem(
                429, "too_fast", f"上报过于频繁，请 {after} 秒后重发，并把多条读数合成一批。", Retry_After=after
            )
        if self._host.is_full:
            return replies.full()
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


def _token(request: Request) -> str:
    """The bearer token of a request; empty when there is none."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
