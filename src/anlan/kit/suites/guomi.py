"""SM2 signatures and envelopes, SM3, SM4-GCM: GB/T 32918, 32905, 32907 (GM/T 0003, 0004, 0002).

SM2 is GmSSL's (``sm2.py``); SM3 and SM4 are OpenSSL's, by ``cryptography`` (``docs/adr/0006``).

A private key is kept with its public half, 32 + 64 bytes: GmSSL works out neither from the other. A sealed envelope is
one byte of length, the SM4 key encrypted by SM2, then nonce and SM4-GCM text, which authenticates both.
"""

import base64
import os
import textwrap

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from anlan.kit.suites.errors import CannotOpen
from anlan.kit.suites.sm2 import engine

NAME = "guomi"
BOX_KEY_BYTES = 16
NONCE_BYTES, TAG_BYTES = 12, 16
_PRIVATE, _POINT = 32, 64
#: SubjectPublicKeyInfo of a point on the SM2 curve (1.2.156.10197.1.301), up to the point itself.
_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_sm2 = engine()


def new_sealing_key() -> bytes:
    """96 bytes: the private number, then its point."""
    private, point = _sm2.new_pair()
    return private + point


def sealing_public(key: bytes) -> bytes:
    """65 bytes: ``04`` and the point, as standards write it."""
    return b"\x04" + _halves(key)[1]


def seal(secret: bytes, public: bytes) -> bytes:
    """An envelope: a fresh SM4 key for ``public``, and the secret under that key."""
    key = os.urandom(BOX_KEY_BYTES)
    lock = _sm2.encrypt(key, _point(public))
    return bytes([len(lock)]) + lock + gcm(secret, key, lock)


def unseal(sealed: bytes, key: bytes) -> bytes:
    """Inverse of :func:`seal`."""
    private = _halves(key)[0]
    length = sealed[0] if sealed else 0
    lock, text = sealed[1 : 1 + length], sealed[1 + length :]
    try:
        return ungcm(text, _sm2.decrypt(lock, private), lock)
    except ValueError as error:
        raise CannotOpen(CannotOpen.__doc__) from error


def box(secret: bytes, key: bytes) -> bytes:
    """SM4-GCM: nonce, text, tag."""
    return gcm(secret, key)


def unbox(boxed: bytes, key: bytes) -> bytes:
    """Inverse of :func:`box`."""
    return ungcm(boxed, key)


def new_signing_key() -> bytes:
    """As for sealing; nothing else is signed or sealed with it."""
    return new_sealing_key()


def signing_public(key: bytes) -> bytes:
    """65 bytes."""
    return sealing_public(key)


def sign(said: bytes, key: bytes) -> bytes:
    """DER of r and s."""
    private, point = _halves(key)
    return _sm2.sign(said, private, point)


def is_signed(said: bytes, signature: bytes, public: bytes) -> bool:
    """Whether ``public`` signed ``said``."""
    try:
        return _sm2.is_signed(said, signature, _point(public))
    except ValueError:
        return False


def public_pem(public: bytes) -> str:
    """SubjectPublicKeyInfo, as ``openssl pkeyutl -pubin`` reads it."""
    text = base64.b64encode(_SPKI + b"\x04" + _point(public)).decode()
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *textwrap.wrap(text, 64), "-----END PUBLIC KEY-----", ""])


def gcm(secret: bytes, key: bytes, bound: bytes = b"") -> bytes:
    """SM4-GCM with a random nonce: nonce, text, tag. ``bound`` is authenticated and not encrypted."""
    nonce = os.urandom(NONCE_BYTES)
    work = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    work.authenticate_additional_data(bound)
    return nonce + work.update(secret) + work.finalize() + work.tag


def ungcm(text: bytes, key: bytes, bound: bytes = b"") -> bytes:
    """Inverse of :func:`gcm`.

    Raises:
        CannotOpen: another key's, or damaged.
    """
    if len(text) < NONCE_BYTES + TAG_BYTES or len(key) != BOX_KEY_BYTES:
        raise CannotOpen(CannotOpen.__doc__)
    nonce, tag = text[:NONCE_BYTES], text[-TAG_BYTES:]
    work = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    work.authenticate_additional_data(bound)
    try:
        return work.update(text[NONCE_BYTES:-TAG_BYTES]) + work.finalize()
    except InvalidTag as error:
        raise CannotOpen(CannotOpen.__doc__) from error


def _halves(key: bytes) -> tuple[bytes, bytes]:
    if len(key) != _PRIVATE + _POINT:
        raise ValueError("an SM2 key has 96 bytes here: the private number and its point")
    return key[:_PRIVATE], key[_PRIVATE:]


def _point(public: bytes) -> bytes:
    if len(public) != 1 + _POINT or public[0] != 4:
        raise ValueError("an SM2 public key is 04 and a point, 65 bytes")
    return public[1:]
