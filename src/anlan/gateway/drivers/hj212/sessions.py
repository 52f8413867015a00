"""Who may speak for an MN, and from which connection. No I/O.

PW is six characters in clear text and the checksum has eight bits of state: neither proves much. So a
station may be pinned to addresses, and one MN lives on one connection.
"""

import hmac
from collections import OrderedDict
from dataclasses import dataclass

from anlan.bus.messages import GatewayConfig
from anlan.domain.clock import Clock
from anlan.gateway.allow_list import Network, is_allowed
from anlan.gateway.driver import secret_matches

from .config import DEFAULT_PASSWORD, Options, read_options

MAX_FAILURES = 10
FAILURE_WINDOW_MS = 60_000
MAX_REMEMBERED = 4096


@dataclass(slots=True)
class Session:
    """One MN on one connection, admitted."""

    gateway: GatewayConfig
    options: Options
    networks: tuple[Network, ...]
    password: str

    def is_still(self, gateway: GatewayConfig, password: str) -> bool:
        """True when nothing changed since it was admitted."""
        return self.gateway is gateway and hmac.compare_digest(self.password.encode(), password.encode())


class RefusedError(Exception):
    """The device is turned away; ``reason`` is a short fixed word."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Doorkeeper:
    """Checks options, address and password; slows down who guesses."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], tuple[int, int]] = OrderedDict()  # (peer, MN): count, since

    def admit(self, gateway: GatewayConfig, password: str, peer: str) -> Session:
        """A session for ``gateway``.

        Raises:
            RefusedError: wrong address, wrong password, too many failures, or options nobody can read.
        """
        if self._is_blocked(peer, gateway.code):
            raise RefusedError("too_many_failures", "ten refusals in a minute; wait a minute")
        try:
            session = verify(gateway, password, peer)
        except RefusedError:
            self._failed(peer, gateway.code)
            raise
        self._failures.pop((peer, gateway.code), None)
        return session

    def _is_blocked(self, peer: str, code: str) -> bool:
        count, since = self._failures.get((peer, code), (0, 0))
        return count >= MAX_FAILURES and self._clock.now_ms() - since < FAILURE_WINDOW_MS

    def _failed(self, peer: str, code: str) -> None:
        now = self._clock.now_ms()
        count, since = self._failures.pop((peer, code), (0, now))
        if now - since >= FAILURE_WINDOW_MS:
            count, since = 0, now
        self._failures[peer, code] = (count + 1, since)
        if len(self._failures) > MAX_REMEMBERED:
            self._failures.popitem(last=False)


def verify(gateway: GatewayConfig, password: str, peer: str) -> Session:
    """A session for ``gateway``, without regard to earlier failures.

    Raises:
        RefusedError: wrong address, wrong password, or options nobody can read.
    """
    session = _session(gateway, password)
    if not is_allowed(peer, session.networks):
        raise RefusedError("address", f"{peer} is not among allowed_ips of this gateway")
    if not _password_is_right(gateway, session.options, password):
        raise RefusedError("password", "PW is not the one registered for this MN")
    return session


def _session(gateway: GatewayConfig, password: str) -> Session:
    try:
        options = read_options(gateway.options)
        networks = options.networks()
    except ValueError as error:  # an unreadable allow-list must not open the door
        raise RefusedError("options", f"the options of this gateway cannot be used: {error}") from error
    return Session(gateway, options, networks, password)


def _password_is_right(gateway: GatewayConfig, options: Options, password: str) -> bool:
    is_right = secret_matches(gateway.secret_hash, password)
    if hmac.compare_digest(password.encode(), DEFAULT_PASSWORD.encode()):
        return options.allow_default_password
    return is_right
