"""SM3 (GB/T 32905) and HMAC by it, from ``cryptography``: there on every machine, whatever Python was built with."""

from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.hmac import HMAC


def sm3(said: bytes) -> bytes:
    """32 bytes."""
    work = Hash(SM3())
    work.update(said)
    return work.finalize()


def hmac_sm3(key: bytes, said: bytes) -> bytes:
    """32 bytes."""
    work = HMAC(key, SM3())
    work.update(said)
    return work.finalize()
