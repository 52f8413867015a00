"""Who is it? HTTP digest (RFC 2617, 7616) as devices of GB/T 28181 do it.

Devices know MD5 and often nothing else, and many fail on ``qop``: neither is offered beyond what they can.
A device that says it is of the 2022 edition (``X-GB-Ver: 3.0``) is offered SHA-256 as well, below MD5, because
parsers exist that read the first line only.

A nonce costs no memory: it is a time and a random number under our own key, bound to the address that asked. It lives
a minute and opens one door: what was used is remembered until it would have died anyway.
"""

import hashlib
import hmac
import re
import secrets
from collections import OrderedDict
from enum import Enum

from anlan.domain.clock import Clock
from anlan.kit.http_digest import ALGORITHMS, response

NONCE_LIVES_MS = 60_000
#: Nonces that opened a door within a minute; the oldest goes.
MOST_USED = 10_000

_PAIR = re.compile(r'([A-Za-z]{1,16})\s*=\s*(?:"([^"\r\n]{0,512})"|([^\s,"]{1,512}))')


class Verdict(Enum):
    """What a login is worth."""

    RIGHT = "right"
    STALE = "stale"
    WRONG = "wrong"


class Challenger:
    """Asks who it is, and judges the answer."""

    def __init__(self, realm: str, clock: Clock) -> None:
        self._realm, self._clock = realm, clock
        self._key = secrets.token_bytes(32)
        self._used: OrderedDict[str, int] = OrderedDict()

    def challenge(self, host: str, *, knows_sha256: bool = False, is_stale: bool = False) -> list[str]:
        """Values of WWW-Authenticate, the one to prefer by old devices first."""
        nonce = self._nonce(self._clock.now_ms(), secrets.token_hex(6), host)
        stale = ",stale=true" if is_stale else ""
        names = ["MD5", "SHA-256"] if knows_sha256 else ["MD5"]
        return [f'Digest realm="{self._realm}",nonce="{nonce}",algorithm={name}{stale}' for name in names]

    def judge(self, authorization: str, method: str, host: str, password: str) -> Verdict:
        """Is this the answer of somebody who knows ``password``, given at ``host``, for the first time?"""
        given = {key.lower(): quoted or plain for key, quoted, plain in _PAIR.findall(authorization[:2048])}
        nonce, algorithm = given.get("nonce", ""), given.get("algorithm", "MD5").upper()
        if algorithm not in ALGORITHMS or authorization[:7].lower() != "digest ":
            return Verdict.WRONG
        if not self._is_alive(nonce, host):
            return Verdict.STALE
        wanted = _response(given, method, self._realm, password, algorithm)
        if not hmac.compare_digest(wanted.encode(), given.get("response", "").lower().encode()):
            return Verdict.WRONG
        self._use(nonce)
        return Verdict.RIGHT

    def _nonce(self, at_ms: int, salt: str, host: str) -> str:
        mac = hmac.new(self._key, f"{at_ms:x}.{salt}.{host}".encode(), hashlib.sha256).hexdigest()[:24]
        return f"{at_ms:x}.{salt}.{mac}"

    def _is_alive(self, nonce: str, host: str) -> bool:
        stamp, _, rest = nonce.partition(".")
        if not re.fullmatch(r"[0-9a-f]{1,12}", stamp) or nonce in self._used:
            return False
        age_ms = self._clock.now_ms() - int(stamp, 16)
        mine = self._nonce(int(stamp, 16), rest.partition(".")[0], host)
        return 0 <= age_ms < NONCE_LIVES_MS and hmac.compare_digest(mine.encode(), nonce.encode())

    def _use(self, nonce: str) -> None:
        self._used[nonce] = 1
        while len(self._used) > MOST_USED:
            self._used.popitem(last=False)


def _response(given: dict[str, str], method: str, realm: str, password: str, algorithm: str) -> str:
    """What the right answer is. The address inside is the device's own: many write another than the request's."""
    counted = f"{given.get('nc', '')}:{given.get('cnonce', '')}:{given['qop']}" if given.get("qop") else ""
    return response(
        algorithm, user=given.get("username", ""), realm=realm, password=password, method=method,
        uri=given.get("uri", ""), nonce=given["nonce"], counted=counted,
    )  # fmt: skip
