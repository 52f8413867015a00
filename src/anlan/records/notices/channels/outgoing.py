"""The only way out: HTTP to addresses that an administrator set, never into our own network unless that is allowed.

A name is resolved once, every address it has is judged, and the connection goes to the judged address, so a name that
changes its mind between the two (DNS rebinding) gains nothing. Redirects are not followed.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

from anlan.kit.addresses import addresses_of, is_within, plain

#: More of an answer is not read.
ANSWER_MAX = 65_536
TIMEOUT_S = 8.0


class Forbidden(Exception):
    """The address lies where notices may not go; ANLAN_NOTICE_PRIVATE_HOSTS allows hosts of one's own network."""


class NotTaken(Exception):
    """Nobody was there: the request certainly did nothing."""


class Unsure(Exception):
    """The request went out and no whole answer came back: it may have been obeyed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and the first 64 KB."""

    status: int
    body: bytes


class Outgoing:
    """``private_hosts``: host names, addresses or networks inside one's own walls that may be spoken to."""

    def __init__(self, private_hosts: Iterable[str] = (), timeout_s: float = TIMEOUT_S) -> None:
        self._allowed = [host.strip().lower() for host in private_hosts if host.strip()]
        self.timeout_s = timeout_s

    def address_of(self, host: str) -> str:
        """The address to connect to.

        Raises:
            Forbidden: any address of ``host`` is private, loopback, link-local or otherwise not of the public network.
            NotTaken: the name is not known.
        """
        try:
            found = addresses_of(host)
        except OSError as error:
            raise NotTaken(f"域名 {host} 无法解析") from error
        if host.lower() not in self._allowed:
            for address in found:
                self._judge(address, host)
        return found[0]

    def _judge(self, address: str, host: str) -> None:
        ip = plain(address)
        if ip.is_global and not ip.is_multicast:
            return
        if not is_within(ip, self._allowed):
            raise Forbidden(f"{host} 不是公网地址，如确需使用请在 ANLAN_NOTICE_PRIVATE_HOSTS 中允许")

    def request(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """One request, one answer.

        Raises:
            Forbidden, NotTaken, Unsure: see there.
        """
        scheme, host, port, target = _parts(url)
        address = self.address_of(host)
        shown = host if port in (80, 443) else f"{host}:{port}"
        deadline = time.monotonic() + self.timeout_s
        with self._pool(scheme, address, port, host) as pool:
            try:
                answer = pool.urlopen(
                    method, target, body=body or None, headers={"Host": shown, **(headers or {})}, redirect=False,
                    retries=False, preload_content=False, assert_same_host=False,
                )  # fmt: skip
                return Answer(answer.status, _read(answer, deadline))
            except (NewConnectionError, ConnectTimeoutError, NameResolutionError) as error:
                raise NotTaken(f"{host} 无应答") from error
            except urllib3.exceptions.SSLError as error:
                raise NotTaken(f"{host} 的证书无效") from error
            except (HTTPError, OSError) as error:
                raise Unsure(f"{host} 中断或超时，可能已收到") from error

    def _pool(self, scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
        timeout = urllib3.Timeout(connect=min(4.0, self.timeout_s), read=self.timeout_s)
        if scheme == "http":
            return urllib3.HTTPConnectionPool(address, port, timeout=timeout, maxsize=1)
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, maxsize=1, server_hostname=host, assert_hostname=host
        )


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden("地址格式有误") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise Forbidden("地址应以 http:// 或 https:// 开头，且不含用户名")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80), target


def _read(answer: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    """At most ANSWER_MAX bytes, and not for ever from somebody who sends one byte a second."""
    found = b""
    while len(found) < ANSWER_MAX and (piece := answer.read1(4096)):
        found += piece
        if time.monotonic() > deadline:
            raise OSError("too slow")
    return found
