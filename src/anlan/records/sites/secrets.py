"""Device secrets: made by the platform, shown once, kept as a salted hash."""

import hashlib
import secrets


def secret_make() -> str:
    """A fresh secret of 128 random bits, safe to type into a gateway's form."""
    return secrets.token_urlsafe(16)


def secret_hash(secret: str) -> str:
    """``salt$sha256hex`` of salt + secret, as the gateway process compares it."""
    salt = secrets.token_hex(8)
    return f"{salt}${hashlib.sha256((salt + secret).encode()).hexdigest()}"
