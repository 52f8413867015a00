"""Two families of cryptography behind one face: sign, verify, seal, open.

``international`` is Ed25519, X25519 and XSalsa20-Poly1305 (libsodium); ``guomi`` is SM2, SM3 and SM4, as Chinese
authorities ask for. ``ANLAN_CRYPTO_SUITE`` chooses which one *new* keys are made by. What exists names its own suite,
so everything made under either stays readable for ever: a text that begins with ``guomi:`` belongs to that suite, one
without a name is international, as everything was before there was a choice.

The suites work on bytes; :func:`named` and :func:`split` are how their keys and boxes are written down.
"""

import base64
import binascii
from typing import Protocol

from anlan.kit.suites import guomi, international
from anlan.kit.suites.errors import CannotOpen

__all__ = ["SUITES", "CannotOpen", "Suite", "named", "split"]


class Suite(Protocol):
    """What both families can do. Keys, boxes and signatures are bytes of the suite's own form."""

    @property
    def NAME(self) -> str:
        """As ``ANLAN_CRYPTO_SUITE`` names it."""
        ...

    @property
    def BOX_KEY_BYTES(self) -> int:
        """Length of the key of :meth:`box`."""
        ...

    def new_sealing_key(self) -> bytes:
        """A fresh private key that opens what is sealed for it."""
        ...

    def sealing_public(self, key: bytes) -> bytes:
        """The public half. Raises ValueError: no key of this suite."""
        ...

    def seal(self, secret: bytes, public: bytes) -> bytes:
        """A box that only the private key opens. Raises ValueError: no public key of this suite."""
        ...

    def unseal(self, sealed: bytes, key: bytes) -> bytes:
        """Inverse of :meth:`seal`. Raises CannotOpen: another key's, or damaged; ValueError: no key of this suite."""
        ...

    def box(self, secret: bytes, key: bytes) -> bytes:
        """``secret`` encrypted and authenticated with a shared key of ``BOX_KEY_BYTES``."""
        ...

    def unbox(self, boxed: bytes, key: bytes) -> bytes:
        """Inverse of :meth:`box`. Raises CannotOpen: another key's, or damaged."""
        ...

    def new_signing_key(self) -> bytes:
        """A fresh private key that signs."""
        ...

    def signing_public(self, key: bytes) -> bytes:
        """The public half. Raises ValueError: no key of this suite."""
        ...

    def sign(self, said: bytes, key: bytes) -> bytes:
        """The signature over ``said``. Raises ValueError: no key of this suite."""
        ...

    def is_signed(self, said: bytes, signature: bytes, public: bytes) -> bool:
        """Whether the holder of ``public``'s private key signed ``said``; False for anything malformed."""
        ...

    def public_pem(self, public: bytes) -> str:
        """A signing key's public half as others read it (SubjectPublicKeyInfo, PEM)."""
        ...


#: By name; the modules are the suites.
SUITES: dict[str, Suite] = {"international": international, "guomi": guomi}


def named(suite: Suite, raw: bytes) -> str:
    """``raw`` as text that names its suite."""
    text = base64.b64encode(raw).decode()
    return text if suite.NAME == international.NAME else f"{suite.NAME}:{text}"


def split(text: str) -> tuple[Suite, bytes]:
    """Inverse of :func:`named`.

    Raises:
        ValueError: an unknown suite, or no base64.
    """
    name, colon, rest = text.strip().partition(":")
    if not colon:
        name, rest = international.NAME, name
    if name not in SUITES:
        raise ValueError(f"no cryptographic suite of this name; there are {', '.join(SUITES)}")
    try:
        return SUITES[name], base64.b64decode(rest, validate=True)
    except binascii.Error as error:
        raise ValueError("a key or box must be base64, copied whole") from error
