"""Who may post encrypted bodies: the key of a gateway, its authentic and fresh requests, each of them once."""

import asyncio

from anlan.bus.messages import GatewayConfig
from anlan.gateway.driver import Host
from anlan.kit.logs import get_logger
from anlan.kit.sealing import NotOurs, unseal

from .config import Options
from .messages import Request
from .rows import BodyError
from .sealed_bodies import BodyKey, Envelope, Seen, open_body, read_head

log = get_logger(__name__)

#: Larger bodies are opened in a thread: the event loop also serves the other drivers.
OPENED_HERE = 65_536


class Door:
    """Judges encrypted requests by their head and opens their bodies; everything it refuses is a ``BodyError``."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._seen = Seen()
        self._keys: dict[str, BodyKey] = {}
        self._threads = asyncio.Semaphore(2)

    def reload(self) -> None:
        """Keys may have been replaced."""
        self._keys.clear()

    def judge(self, request: Request, gateway: GatewayConfig, options: Options) -> tuple[Envelope, BodyKey]:
        """Envelope and key of a request that may be read.

        Raises:
            BodyError: no key, a bad head, another's MAC, too old, or taken before.
        """
        key, now = self._key(gateway, options), self._host.clock.now_ms()
        envelope = read_head(request.headers)
        if not envelope.is_authentic(key):
            raise BodyError("X-Anlan-MAC 不正确，请核对认证密钥和拼接顺序。", status=401, code="mac")
        if not self._seen.is_fresh(gateway.id, envelope, now):
            said = f"X-Anlan-Timestamp 与平台时间（{now // 1000}）相差过大，请校时后重新加密发送。"
            raise BodyError(said, status=401, code="stale")
        if self._seen.is_replayed(gateway.id, envelope):
            raise _replayed()
        return envelope, key

    async def open(self, gateway: GatewayConfig, envelope: Envelope, key: BodyKey, body: bytes) -> bytes:
        """The plain body of a judged request, which counts as taken from now on.

        Raises:
            BodyError: taken before, not the body of its head, or encrypted with another key.
        """
        plain = await self._opened(envelope, key, body)
        if not self._seen.take(gateway.id, envelope, self._host.clock.now_ms()):
            raise _replayed()
        return plain

    async def _opened(self, envelope: Envelope, key: BodyKey, body: bytes) -> bytes:
        if len(body) <= OPENED_HERE:
            return open_body(envelope, key, body)
        async with self._threads:
            return await asyncio.to_thread(open_body, envelope, key, body)

    def forget(self, gateway: GatewayConfig, envelope: Envelope) -> None:
        """It was not stored: the very same request may come again."""
        self._seen.forget(gateway.id, envelope)

    def _key(self, gateway: GatewayConfig, options: Options) -> BodyKey:
        sealed = options.sealed_body_key
        if options.encryption == "off" or not sealed:
            raise BodyError("本网关未启用加密上报，请在平台生成上报密钥。", status=403, code="no_body_key")
        if sealed not in self._keys:
            try:
                self._keys[sealed] = BodyKey.of(unseal(sealed, self._host.settings, "field"))
            except (NotOurs, ValueError) as error:
                log.error(
                    "body key cannot be opened: make a new one", gateway=gateway.code, reason=type(error).__name__
                )
                said = "平台无法打开本网关的上报密钥，请联系管理员重新生成。"
                raise BodyError(said, status=403, code="body_key") from error
        return self._keys[sealed]


def _replayed() -> BodyError:
    said = "该 X-Anlan-IV 已用过。请换新 IV 重新加密；同一批数据可用同一 Idempotency-Key。"
    return BodyError(said, status=409, code="replayed")
