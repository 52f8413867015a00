"""The arithmetic of the chain: key, canonical form, hash."""

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from anlan.kit.settings import settings
from anlan.kit.suites.sm3 import hmac_sm3

GENESIS = "0" * 64
#: Both give 64 hex digits, so a chain may change from one to the other and stay whole.
DIGESTS = ("sha256", "sm3")


def key_path() -> Path:
    """Where the chain's key is kept; keep a copy of it away from the database."""
    return settings().folder(".") / "audit_key"


@lru_cache(maxsize=4)
def _key_at(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        key = secrets.token_bytes(32)
        file.write(key.hex())
        file.flush()
        os.fsync(file.fileno())
    return key


def key() -> bytes:
    """The chain's key: the one that all machines were given, or one made at first use, readable by the owner only.

    Raises:
        ValueError: ``ANLAN_AUDIT_KEY`` is not 64 hex digits.
    """
    given = settings().audit_key
    if not given:
        return _key_at(key_path())
    if len(given) != 64:
        raise ValueError("ANLAN_AUDIT_KEY must be 64 hex digits: openssl rand -hex 32")
    return bytes.fromhex(given)


def canonical(fields: Mapping[str, Any]) -> bytes:
    """One and only one byte form of an entry: sorted keys, no spaces, instants as UTC microseconds."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain).encode()


def plain(value: object) -> object:
    """JSON form of what JSON does not know: instants as UTC microseconds, the rest as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


def entry_hash(prev_hash: str, fields: Mapping[str, Any]) -> str:
    """HMAC of the entry and everything before it, as 64 hex digits, by the digest that the settings name."""
    return mac(digest(), prev_hash.encode() + canonical(fields))


def is_hash_of(given: str, prev_hash: str, fields: Mapping[str, Any]) -> bool:
    """Whether an entry's hash is right by any of :data:`DIGESTS`: the setting may have changed since it was written.

    Both are HMACs with the same secret key, so accepting either lets nobody forge what they could not before.
    """
    said = prev_hash.encode() + canonical(fields)
    return is_mac_of(given, said)


def digest() -> str:
    """Digest of new entries: the one that ``ANLAN_AUDIT_DIGEST`` names, else that of the suite."""
    config = settings()
    return config.audit_digest or ("sm3" if config.crypto_suite == "guomi" else "sha256")


def mac(name: str, said: bytes) -> str:
    """HMAC with the chain's key by one of :data:`DIGESTS`, as 64 hex digits."""
    return (hmac_sm3(key(), said) if name == "sm3" else hmac.digest(key(), said, name)).hex()


def is_mac_of(given: str, said: bytes) -> bool:
    """Whether ``given`` is the MAC of ``said`` by any of :data:`DIGESTS`."""
    first = digest()  # nearly always the one
    order = sorted(DIGESTS, key=lambda name: name != first)
    return any(hmac.compare_digest(given.encode(), mac(name, said).encode()) for name in order)
