"""SM2 by GmSSL (C), through ``gmssl_pyx``."""

import gmssl_pyx

from anlan.kit.suites.sm2 import USER_ID

_REFUSED = (gmssl_pyx.GmsslInnerError, gmssl_pyx.InvalidValueError)


def new_pair() -> tuple[bytes, bytes]:
    """A fresh private number and its point."""
    point, private = gmssl_pyx.sm2_key_generate()
    return private, point


def sign(said: bytes, private: bytes, point: bytes) -> bytes:
    """DER of r and s."""
    try:
        return bytes(gmssl_pyx.sm2_sign(private, point, said, signer_id=USER_ID))
    except _REFUSED as error:
        raise ValueError("not an SM2 key") from error


def is_signed(said: bytes, signature: bytes, point: bytes) -> bool:
    """Whether the holder of ``point``'s number signed ``said``."""
    try:
        return bool(gmssl_pyx.sm2_verify(_on_curve(point), said, signature, signer_id=USER_ID))
    except _REFUSED as error:
        raise ValueError("not an SM2 signature") from error


def encrypt(secret: bytes, point: bytes) -> bytes:
    """DER of C1, C3, C2."""
    return bytes(gmssl_pyx.sm2_encrypt(_on_curve(point), secret))


def decrypt(text: bytes, private: bytes) -> bytes:
    """Inverse of :func:`encrypt`."""
    try:
        return bytes(gmssl_pyx.sm2_decrypt(private, text))
    except _REFUSED as error:
        raise ValueError("not an SM2 ciphertext for this key") from error


def _on_curve(point: bytes) -> bytes:
    try:
        return bytes(gmssl_pyx.normalize_sm2_public_key(point))
    except gmssl_pyx.InvalidValueError as error:
        raise ValueError("not a point of the SM2 curve") from error
