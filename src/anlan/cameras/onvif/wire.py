"""One HTTP request to one device: to the judged address, no redirects, at most so many bytes and seconds."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from anlan.cameras.onvif.errors import NonsenseAnswer, Unreachable
from anlan.kit.field_network import Forbidden, address_to_call

#: A recorder with 64 channels lists its profiles in about 400 KB.
ANSWER_MAX = 2**20
CONNECT_S = 3.0
#: For the whole answer, however slowly it drips.
ANSWER_S = 6.0
SCHEMES = {"onvif": ("http", 80), "onvifs": ("https", 443)}


class Answer(NamedTuple):
    """Status, what is asked for proof of a password, body."""

    status: int
    challenges: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A device's address. ``host`` as it was written, ``number`` the judged address that is connected to."""

    scheme: str
    host: str
    number: str
    port: int
    path: str

    @classmethod
    def of(cls, address: str, field_hosts: str) -> "Endpoint":
        """``onvif://host[:port][/path]``, ``onvifs://`` for TLS; blocks while a name is looked up.

        Raises:
            Unreachable: it is no such address, must not be called, or nobody knows its name.
        """
        try:
            parts = urlsplit(address)
            scheme, usual = SCHEMES[parts.scheme]
            host, port = parts.hostname or "", parts.port or usual
            number = address_to_call(host, field_hosts)
        except (ValueError, KeyError):
            raise Unreachable("not an address of the form onvif://host:port") from None
        except OSError:
            raise Unreachable("no machine of that name is known") from None
        except Forbidden as error:
            raise Unreachable(str(error)) from None
        path = parts.path if parts.path not in ("", "/") else "/onvif/device_service"
        return cls(scheme, host, number, port, path)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send ``body``, read the answer whatever its status.

        Raises:
            Unreachable: nobody answered in time. NonsenseAnswer: it sends elsewhere, or sends too much.
        """
        deadline = time.monotonic() + ANSWER_S
        shown = f"[{self.host}]" if ":" in self.host else self.host
        sent = {"Host": f"{shown}:{self.port}", **headers}
        try:
            with self._pool() as pool:
                got = pool.urlopen(
                    "POST", path, body=body, headers=sent, redirect=False, retries=False, preload_content=False
                )
                answer = Answer(got.status, tuple(got.headers.getlist("www-authenticate")), _read(got, deadline))
        except (HTTPError, OSError) as error:
            # The kind only: the text may quote the path with its query.
            raise Unreachable(f"no answer from the device ({type(error).__name__})") from None
        if 300 <= answer.status < 400:
            raise NonsenseAnswer("the device sends elsewhere (a redirect), which is not followed")
        return answer

    def _pool(self) -> urllib3.HTTPConnectionPool:
        timeout = urllib3.Timeout(connect=CONNECT_S, read=ANSWER_S)
        if self.scheme == "http":
            return urllib3.HTTPConnectionPool(self.number, self.port, timeout=timeout, maxsize=1)
        return urllib3.HTTPSConnectionPool(
            self.number, self.port, timeout=timeout, maxsize=1, server_hostname=self.host, assert_hostname=self.host
        )


def _read(got: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    found = b""
    while piece := got.read1(65_536):
        found += piece
        if len(found) > ANSWER_MAX:
            raise NonsenseAnswer(f"the answer is larger than {ANSWER_MAX // 1024} KB")
        if time.monotonic() > deadline:
            raise Unreachable(f"the answer took longer than {ANSWER_S:.0f} s")
    return found
