"""The identity's box and its two halves of a key.

What identifies a tipster is encrypted with a fresh key K. K is split into two random halves; each is sealed to the
public key of one keeper, whose private key lies under a passphrase (Argon2id). The web process can seal and cannot
open; whoever has database, files and backups but not both passphrases has nothing.

Every text names its suite (``kit.suites``): a keeper's key is of the suite that was set when they took office, a box of
the one at the time of the tip, and both go on working when the setting changes.
"""

import base64
import os

from nacl import pwhash, utils

from anlan.kit.suites import SUITES, CannotOpen, named, split

PASSPHRASE_MIN = 12


class WrongPassphrase(Exception):
    """The passphrase does not open this half."""


def new_half(passphrase: str, suite: str = "international") -> dict[str, str]:
    """``public``, ``wrapped`` and ``salt`` of a fresh half."""
    family = SUITES[suite]
    private, salt = family.new_sealing_key(), utils.random(pwhash.argon2id.SALTBYTES)
    return {
        "public": named(family, family.sealing_public(private)),
        "wrapped": named(family, family.box(private, _key(passphrase, salt, family.BOX_KEY_BYTES))),
        "salt": base64.b64encode(salt).decode(),
    }


def seal_between(
    secret: str, first_public: str, second_public: str, suite: str = "international"
) -> tuple[str, str, str]:
    """``(box, first share, second share)``; both shares together open the box, one alone says nothing."""
    family = SUITES[suite]
    key, first = os.urandom(family.BOX_KEY_BYTES), os.urandom(family.BOX_KEY_BYTES)
    second = _xor(key, first)
    return (
        named(family, family.box(secret.encode(), key)),
        seal_share(first, first_public),
        seal_share(second, second_public),
    )


def seal_share(share: bytes, public: str) -> str:
    """A share that only the holder of ``public``'s private key reads."""
    family, key = split(public)
    return named(family, family.seal(share, key))


def open_share(sealed: str, wrapped: str, salt: str, passphrase: str) -> bytes:
    """A share, with the passphrase of its keeper.

    Raises:
        WrongPassphrase: it does not open the private key.
    """
    family, locked = split(wrapped)
    key = _key(passphrase, base64.b64decode(salt), family.BOX_KEY_BYTES)
    try:
        private = family.unbox(locked, key)
    except CannotOpen as error:
        raise WrongPassphrase from error
    return family.unseal(split(sealed)[1], private)


def open_box(box: str, one: bytes, other: bytes) -> str:
    """The secret, with both shares."""
    family, text = split(box)
    return family.unbox(text, _xor(one, other)).decode()


def _key(passphrase: str, salt: bytes, length: int) -> bytes:
    return pwhash.argon2id.kdf(
        length,
        passphrase.encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_MODERATE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
