"""The identity's box and its two halves of a key.

What identifies a tipster is encrypted with a fresh key K. K is split into two random halves; each is sealed to the
public key of one keeper, whose private key lies under a passphrase (Argon2id). The web process can seal and cannot
open; whoever has database, files and backups but not both passphrases has nothing.
"""

import base64

from nacl import pwhash, utils
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

PASSPHRASE_MIN = 12


class WrongPassphrase(Exception):
    """The passphrase does not open this half."""


def new_half(passphrase: str) -> dict[str, str]:
    """``public``, ``wrapped`` and ``salt`` of a fresh half."""
    private, salt = PrivateKey.generate(), utils.random(pwhash.argon2id.SALTBYTES)
    return {
        "public": _text(bytes(private.public_key)),
        "wrapped": _text(SecretBox(_key(passphrase, salt)).encrypt(bytes(private))),
        "salt": _text(salt),
    }


def seal_between(secret: str, first_public: str, second_public: str) -> tuple[str, str, str]:
    """``(box, first share, second share)``; both shares together open the box, one alone says nothing."""
    key, first = utils.random(SecretBox.KEY_SIZE), utils.random(SecretBox.KEY_SIZE)
    second = _xor(key, first)
    return (
        _text(SecretBox(key).encrypt(secret.encode())),
        seal_share(first, first_public),
        seal_share(second, second_public),
    )


def seal_share(share: bytes, public: str) -> str:
    """A share that only the holder of ``public``'s private key reads."""
    return _text(SealedBox(PublicKey(base64.b64decode(public))).encrypt(share))


def open_share(sealed: str, wrapped: str, salt: str, passphrase: str) -> bytes:
    """A share, with the passphrase of its keeper.

    Raises:
        WrongPassphrase: it does not open the private key.
    """
    try:
        private = SecretBox(_key(passphrase, base64.b64decode(salt))).decrypt(base64.b64decode(wrapped))
    except CryptoError as error:
        raise WrongPassphrase from error
    return SealedBox(PrivateKey(private)).decrypt(base64.b64decode(sealed))


def open_box(box: str, one: bytes, other: bytes) -> str:
    """The secret, with both shares."""
    return SecretBox(_xor(one, other)).decrypt(base64.b64decode(box)).decode()


def _key(passphrase: str, salt: bytes) -> bytes:
    return pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE,
        passphrase.encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_MODERATE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
