"""Bodies encrypted by SM4: what the head promises, whether it is authentic, and opening. No I/O.

Encrypt, then authenticate: the head carries an SM3 digest of the body as it is sent and an HMAC-SM3 over cipher, time,
IV and that digest. So a request is judged by its head, before its body is read, and in a shell it takes
``openssl enc``, ``openssl dgst`` and ``curl``. The form is published in ``docs/reference/drivers/http.md``.
"""

import hmac
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from anlan.kit.suites.sm3 import hmac_sm3, sm3

from .rows import BodyError

IV_BYTES = {"sm4-cbc": 16, "sm4-gcm": 12}
TAG_BYTES = 16
KEY_BYTES, MAC_KEY_BYTES = 16, 32
WINDOW_MS = 300_000  # how far a sender's clock may be off
MAX_SEEN = 40_000  # IVs remembered of one gateway: more than 50 requests a second make within the window


@dataclass(frozen=True, slots=True)
class BodyKey:
    """What one gateway encrypts and authenticates with."""

    sm4: bytes
    mac: bytes

    @classmethod
    def of(cls, text: str) -> "BodyKey":
        """From 96 hex digits: the SM4 key, then the MAC key. Raises ValueError: it is not."""
        raw = bytes.fromhex(text)
        if len(raw) != KEY_BYTES + MAC_KEY_BYTES:
            raise ValueError("a body key has 48 bytes")
        return cls(raw[:KEY_BYTES], raw[KEY_BYTES:])


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the head of an encrypted request says; texts as they were sent, for the MAC is over those."""

    cipher: str
    timestamp: str
    iv_hex: str
    digest_hex: str
    mac_hex: str

    @property
    def at_ms(self) -> int:
        """When it was encrypted, by the sender's clock."""
        return int(self.timestamp) * 1000

    @property
    def iv(self) -> bytes:
        """Also what tells this request from every other."""
        return bytes.fromhex(self.iv_hex)

    def is_authentic(self, key: BodyKey) -> bool:
        """Whether who made this head holds the MAC key."""
        said = f"{self.cipher}.{self.timestamp}.{self.iv_hex}.{self.digest_hex}".encode()
        return hmac.compare_digest(bytes.fromhex(self.mac_hex), hmac_sm3(key.mac, said))


def is_sealed(headers: Mapping[str, str]) -> bool:
    """Whether a request says that its body is encrypted."""
    return "x-anlan-cipher" in headers


def read_head(headers: Mapping[str, str]) -> Envelope:
    """The envelope of a request.

    Raises:
        BodyError: a header is missing or not of its form; the text says which.
    """
    cipher = headers.get("x-anlan-cipher", "")
    if cipher not in IV_BYTES:
        raise BodyError("X-Anlan-Cipher 应为 sm4-cbc 或 sm4-gcm。", status=415, code="unsupported_cipher")
    return Envelope(
        cipher,
        _matching(headers, "X-Anlan-Timestamp", r"[0-9]{10}", "1970 年以来的秒数（10 位）"),
        _hex(headers, "X-Anlan-IV", IV_BYTES[cipher]),
        _hex(headers, "X-Anlan-Digest", 32),
        _hex(headers, "X-Anlan-MAC", 32),
    )


def open_body(envelope: Envelope, key: BodyKey, body: bytes) -> bytes:
    """The plain body.

    Raises:
        BodyError: not the body that the head was made for, or encrypted with another key.
    """
    if not hmac.compare_digest(sm3(body), bytes.fromhex(envelope.digest_hex)):
        raise BodyError("请求体的 SM3 摘要与 X-Anlan-Digest 不符，请检查是否按字节原样发送。", code="digest")
    try:
        return (_cbc if envelope.cipher == "sm4-cbc" else _gcm)(envelope.iv, key.sm4, body)
    except (ValueError, InvalidTag) as error:
        raise BodyError("请求体无法解密，请核对 SM4 密钥、IV 和填充（PKCS7）。", code="undecipherable") from error


def _cbc(iv: bytes, key: bytes, body: bytes) -> bytes:
    work = Cipher(algorithms.SM4(key), modes.CBC(iv)).decryptor()
    unpad = PKCS7(128).unpadder()
    return unpad.update(work.update(body) + work.finalize()) + unpad.finalize()


def _gcm(iv: bytes, key: bytes, body: bytes) -> bytes:
    if len(body) < TAG_BYTES:
        raise ValueError("no room for the tag")
    work = Cipher(algorithms.SM4(key), modes.GCM(iv, body[-TAG_BYTES:])).decryptor()
    return work.update(body[:-TAG_BYTES]) + work.finalize()


def _hex(headers: Mapping[str, str], name: str, length: int) -> str:
    return _matching(headers, name, f"[0-9a-fA-F]{{{2 * length}}}", f"{2 * length} 位十六进制")


def _matching(headers: Mapping[str, str], name: str, pattern: str, form: str) -> str:
    value = headers.get(name.lower(), "")
    if not re.fullmatch(pattern, value, re.ASCII):
        raise BodyError(f"请求头 {name} 应为{form}。", status=400, code="bad_envelope")
    return value


@dataclass(slots=True)
class _Shelf:
    """IVs of one gateway, as they came. What is not newer than ``floor_ms`` can no longer be told from a replay."""

    ivs: OrderedDict[bytes, int] = field(default_factory=OrderedDict)
    floor_ms: int = 0


class Seen:
    """Which encrypted requests were taken already: 40,000 of each gateway, the oldest forgotten first.

    In memory only. A request that is replayed after a restart of the process, within the window, is taken again and
    changes nothing: its readings carry their own times, or the time of its envelope.
    """

    def __init__(self) -> None:
        self._shelves: dict[int, _Shelf] = {}

    def is_fresh(self, gateway_id: int, envelope: Envelope, now_ms: int) -> bool:
        """Whether it was encrypted now, give or take five minutes and what was forgotten."""
        shelf = self._shelves.get(gateway_id)
        return abs(now_ms - envelope.at_ms) <= WINDOW_MS and envelope.at_ms > (shelf.floor_ms if shelf else 0)

    def is_replayed(self, gateway_id: int, envelope: Envelope) -> bool:
        """Whether it was taken before."""
        shelf = self._shelves.get(gateway_id)
        return shelf is not None and envelope.iv in shelf.ivs

    def take(self, gateway_id: int, envelope: Envelope, now_ms: int) -> bool:
        """Note that it is being taken; False when it was before."""
        shelf = self._shelves.setdefault(gateway_id, _Shelf())
        if envelope.iv in shelf.ivs:
            return False
        shelf.ivs[envelope.iv] = envelope.at_ms
        while shelf.ivs and next(iter(shelf.ivs.values())) < now_ms - WINDOW_MS:
            shelf.ivs.popitem(last=False)  # too old to be taken in any case
        if len(shelf.ivs) > MAX_SEEN:
            self._make_room(shelf)
        return True

    @staticmethod
    def _make_room(shelf: _Shelf) -> None:
        """Forget the tenth that was encrypted first; by the envelope's time, so that one wrong clock closes nothing."""
        by_age = sorted(shelf.ivs.items(), key=lambda one: one[1])
        for iv, at_ms in by_age[: max(1, MAX_SEEN // 10)]:
            del shelf.ivs[iv]
            shelf.floor_ms = max(shelf.floor_ms, at_ms)

    def forget(self, gateway_id: int, envelope: Envelope) -> None:
        """It was not stored: the very same request may come again."""
        if shelf := self._shelves.get(gateway_id):
            shelf.ivs.pop(envelope.iv, None)
