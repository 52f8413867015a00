"""Who is connecting: a gateway code with its secret, or an access token alone (ThingsBoard style)."""

import hashlib
from collections.abc import Callable

import msgspec

from anlan.bus.messages import GatewayConfig
from anlan.gateway.driver import Registry, secret_matches
from anlan.gateway.drivers.mqtt.config import Options, read_options

#: Compared against when the gateway does not exist, so that both refusals take the same time.
_NOBODY = "salt$" + hashlib.sha256(b"nobody").hexdigest()


def token_hash(token: str) -> str:
    """How an access token is kept: hex SHA-256. Unsalted, so that it can be looked up; tokens are 128-bit random."""
    return hashlib.sha256(token.encode()).hexdigest()


class Credentials:
    """Checks user names and passwords; indexes token hashes once per published configuration."""

    def __init__(self, registry: Callable[[], Registry], driver: str) -> None:
        self._registry = registry
        self._driver = driver
        self._held: Registry | None = None
        self._by_token: dict[str, GatewayConfig] = {}

    def check(self, username: str, password: bytes | None) -> GatewayConfig | None:
        """The gateway that these prove, or None. An empty password counts as none."""
        if not password:
            return self._tokens().get(token_hash(username))
        gateway = self._registry().gateway(self._driver, username)
        secret = password.decode("utf-8", "replace")
        if gateway is None or not gateway.secret_hash:
            secret_matches(_NOBODY, secret)
            return None
        return gateway if secret_matches(gateway.secret_hash, secret) else None

    def current(self, gateway: GatewayConfig) -> GatewayConfig | None:
        """The gateway as published now, or None when what it proved is no longer valid."""
        now = self._registry().gateway(self._driver, gateway.code)
        if now is None or now.id != gateway.id or now.secret_hash != gateway.secret_hash:
            return None
        token = "access_token_hash"  # noqa: S105 - the name of an option
        return now if now.options.get(token) == gateway.options.get(token) else None

    def _tokens(self) -> dict[str, GatewayConfig]:
        registry = self._registry()
        if registry is not self._held:
            self._held = registry
            self._by_token = {}
            for gateway in registry.gateways:
                known = options_of(gateway).access_token_hash if gateway.driver == self._driver else ""
                if len(known) == 64:
                    self._by_token[known] = gateway
        return self._by_token


def options_of(gateway: GatewayConfig) -> Options:
    """A gateway's options; unreadable ones fall back to the defaults, except the token."""
    try:
        return read_options(gateway.options)
    except msgspec.ValidationError:
        return Options(access_token_hash=str(gateway.options.get("access_token_hash", "")).strip().lower())
