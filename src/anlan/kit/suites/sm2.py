"""SM2 by whichever library this machine has: GmSSL's where it has wheels, else pure Python (``docs/adr/0006``).

Both are held to the standard's examples, to each other and to OpenSSL by the tests. Numbers are 32 bytes, points 64
(x, y); signatures and ciphertexts are DER, as GM/T 0009 sets them and OpenSSL reads them.
"""

from typing import Protocol

#: GM/T 0009: the signer's id where parties have agreed on no other.
USER_ID = b"1234567812345678"


class Engine(Protocol):
    """What a library must do. ValueError: a key, signature or ciphertext that is none."""

    def new_pair(self) -> tuple[bytes, bytes]:
        """A fresh private number and its point."""
        ...

    def sign(self, said: bytes, private: bytes, point: bytes) -> bytes:
        """DER of r and s, over SM3 of the signer's id, curve and point, and ``said``."""
        ...

    def is_signed(self, said: bytes, signature: bytes, point: bytes) -> bool:
        """Whether the holder of ``point``'s number signed ``said``."""
        ...

    def encrypt(self, secret: bytes, point: bytes) -> bytes:
        """DER of C1, C3, C2; ``secret`` has 1 to 255 bytes."""
        ...

    def decrypt(self, text: bytes, private: bytes) -> bytes:
        """Inverse of ``encrypt``."""
        ...


def engine() -> Engine:
    """The library of this machine."""
    try:
        from anlan.kit.suites import sm2_gmssl
    except ImportError:  # no wheel for this processor or system
        from anlan.kit.suites import sm2_gmalg

        return sm2_gmalg
    return sm2_gmssl
