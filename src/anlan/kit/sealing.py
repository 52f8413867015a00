"""Secrets that one process may write and only another may read: sealed boxes (X25519, libsodium).

The web process stores a camera's login sealed with the public key; the private key is read by the cameras process
alone. A stolen database, a backup or a log holds nothing that opens a camera. Secrets of notice channels are sealed
the same way, with a pair of their own (purpose ``notice``) whose private key is the worker's.

On one machine the pair is made once in ``<data>/keys``. On several, ``ANLAN_CAMERA_KEY`` is given to the cameras
process and ``ANLAN_CAMERA_PUBLIC_KEY`` to the web process; ``anlan cameras key`` prints a new pair.
``ANLAN_NOTICE_KEY`` and ``ANLAN_NOTICE_PUBLIC_KEY`` are the same for the worker.
"""

import base64
import os
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from anlan.kit.settings import Settings


class NotOurs(Exception):
    """This was sealed for another key: enter the login again, or give this process the key it was sealed for."""


def new_pair() -> tuple[str, str]:
    """A fresh (private, public) pair, base64."""
    private = PrivateKey.generate()
    return _text(bytes(private)), _text(bytes(private.public_key))


def seal(secret: str, config: Settings, purpose: str = "camera") -> str:
    """``secret`` in a box that only the process of ``purpose`` (cameras, worker) can open, base64."""
    public = getattr(config, f"{purpose}_public_key") or _text(bytes(_private(config, purpose).public_key))
    return _text(SealedBox(PublicKey(base64.b64decode(public))).encrypt(secret.encode()))


def unseal(sealed: str, config: Settings, purpose: str = "camera") -> str:
    """Inverse of :func:`seal`.

    Raises:
        NotOurs: sealed for another key, or damaged.
    """
    try:
        return SealedBox(_private(config, purpose)).decrypt(base64.b64decode(sealed)).decode()
    except (CryptoError, ValueError) as error:
        raise NotOurs(NotOurs.__doc__) from error


def _private(config: Settings, purpose: str) -> PrivateKey:
    if given := getattr(config, f"{purpose}_key"):
        return PrivateKey(base64.b64decode(given))
    path = config.folder("keys") / f"{purpose}.key"
    if not path.exists():
        _write_once(path, bytes(PrivateKey.generate()))
    return PrivateKey(path.read_bytes())


def _write_once(path: Path, key: bytes) -> None:
    """Two processes may start at the same moment: whoever links the file first wins, and both read that one."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(key)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
