"""Device secrets: made by the platform, shown once, kept as a salted hash.

The password of a GB/T 28181 device cannot be kept as a hash: its digest is computed from the password itself. It is
sealed for the cameras process, like the logins of cameras.
"""

import hashlib
import secrets

from anlan.kit.sealing import seal
from anlan.kit.settings import settings

GB28181 = "gb28181"
#: Option of such a gateway; the cameras process knows it by this name.
SEALED_OPTION = "sealed_password"
#: What can be told apart on a recorder's screen, and typed with its remote control.
_EASY = "abcdefghjkmnpqrstuvwxyz23456789"
#: Characters that the form of a device takes: 12 or hardly more of a recorder; the PW of HJ 212 has six.
_FITS = {GB28181: 12, "hj212": 6}


def secret_make(driver: str = "") -> str:
    """A fresh secret of 128 random bits, safe to type into a gateway's form; shorter where the device takes no more:
    59 bits for recorders, 30 for loggers of HJ 212, whose guesses the gateway process counts and shuts out."""
    if driver in _FITS:
        return "".join(secrets.choice(_EASY) for _ in range(_FITS[driver]))
    return secrets.token_urlsafe(16)


def secret_hash(secret: str) -> str:
    """``salt$sha256hex`` of salt + secret, as the gateway process compares it."""
    salt = secrets.token_hex(8)
    return f"{salt}${hashlib.sha256((salt + secret).encode()).hexdigest()}"


def kept(driver: str, secret: str) -> tuple[str, dict[str, str]]:
    """What is stored of a secret: the hash, and options of the gateway."""
    if driver == GB28181:
        return "", {SEALED_OPTION: seal(secret, settings())}
    return secret_hash(secret), {}


def offline_after_s(driver: str) -> float:
    """Silence after which a gateway is offline unless told otherwise: for recorders three keepalives of a minute."""
    return 180.0 if driver == GB28181 else 90.0
