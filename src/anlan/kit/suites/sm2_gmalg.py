"""SM2 by ``gmalg`` (pure Python): where GmSSL has no wheel, and in the tests the second opinion."""

import gmalg
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from gmalg.errors import GMError

from anlan.kit.suites.sm2 import USER_ID


@asn1.sequence
class _Cipher:
    """SM2Cipher of GM/T 0009."""

    x: int
    y: int
    c3: bytes
    c2: bytes


def new_pair() -> tuple[bytes, bytes]:
    """A fresh private number and its point."""
    private, point = gmalg.SM2().generate_keypair()
    return private.rjust(32, b"\0"), point[1:]


def sign(said: bytes, private: bytes, point: bytes) -> bytes:
    """DER of r and s."""
    r, s = gmalg.SM2(private, USER_ID, b"\x04" + point).sign(said)
    return encode_dss_signature(int.from_bytes(r), int.from_bytes(s))


def is_signed(said: bytes, signature: bytes, point: bytes) -> bool:
    """Whether the holder of ``point``'s number signed ``said``."""
    r, s = decode_dss_signature(signature)
    if not (0 < r < 1 << 256 and 0 < s < 1 << 256):
        return False
    return bool(_public(point).verify(said, r.to_bytes(32), s.to_bytes(32)))


def encrypt(secret: bytes, point: bytes) -> bytes:
    """DER of C1, C3, C2."""
    raw = _public(point).encrypt(secret)
    return asn1.encode_der(
        _Cipher(x=int.from_bytes(raw[1:33]), y=int.from_bytes(raw[33:65]), c3=raw[65:97], c2=raw[97:])
    )


def decrypt(text: bytes, private: bytes) -> bytes:
    """Inverse of :func:`encrypt`."""
    found = asn1.decode_der(_Cipher, text)
    try:
        raw = b"\x04" + found.x.to_bytes(32) + found.y.to_bytes(32) + found.c3 + found.c2
        return bytes(gmalg.SM2(private).decrypt(raw))
    except (GMError, OverflowError) as error:
        raise ValueError("not an SM2 ciphertext for this key") from error


def _public(point: bytes) -> "gmalg.SM2":
    try:
        found = gmalg.SM2(uid=USER_ID, pk=b"\x04" + point)
        is_point = found.verify_pk(b"\x04" + point)  # the constructor takes any two numbers
    except (GMError, TypeError, ZeroDivisionError) as error:
        raise ValueError("not a point of the SM2 curve") from error
    if not is_point:
        raise ValueError("not a point of the SM2 curve")
    return found
