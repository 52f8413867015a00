"""Keys by which this platform signs under the suite ``guomi``: the audit trail's receipts, reports to platforms above.

Made at first use in ``<data>/keys``, or given by ``ANLAN_AUDIT_SIGN_KEY`` and ``ANLAN_REPORT_SIGN_KEY`` where several
machines must sign alike. Several keys, comma-separated, are the present one and those from before.
"""

from anlan.kit.sealing import key_path, write_once
from anlan.kit.settings import Settings
from anlan.kit.suites import guomi, named, split

PURPOSES = ("audit", "report")


class BrokenKey(ValueError):
    """The two halves of a signing key do not fit: copy it whole, or make a new one with ``anlan keys new``."""


def new_key() -> str:
    """A fresh private key, as the settings take it."""
    return named(guomi, guomi.new_signing_key())


def signing_key(config: Settings, purpose: str) -> bytes:
    """The key that signs now; made when there is none.

    Raises:
        ValueError: the setting holds something else than SM2 keys.
    """
    if not keys(config, purpose):
        write_once(key_path(config, purpose, guomi), guomi.new_signing_key())
    return keys(config, purpose)[0]


def keys(config: Settings, purpose: str) -> list[bytes]:
    """Every key of a purpose that this machine has, the present one first; none is made.

    Raises:
        ValueError: the setting holds something else than SM2 keys.
    """
    given = [split(text) for text in getattr(config, f"{purpose}_sign_key").split(",") if text.strip()]
    if any(suite.NAME != guomi.NAME for suite, _ in given):
        raise ValueError(f"ANLAN_{purpose.upper()}_SIGN_KEY must be an SM2 key: anlan keys new {purpose}")
    path = key_path(config, purpose, guomi)
    return [key for _, key in given] + ([path.read_bytes()] if path.exists() else [])


def sign(said: bytes, key: bytes) -> bytes:
    """A signature that was tried before it leaves: a key with a typing error must not show a year later.

    Raises:
        BrokenKey: its halves do not fit.
    """
    signature = guomi.sign(said, key)
    if not guomi.is_signed(said, signature, guomi.signing_public(key)):
        raise BrokenKey(BrokenKey.__doc__)
    return signature
