"""Secrets that one process may write and only another may read, sealed with a public key (``kit.suites``).

The web process stores a camera's login sealed; the private key is read by the cameras process alone. A stolen
database, a backup or a log holds nothing that opens a camera. Each purpose has a pair of its own:

======== =====================================================
purpose  whose private key, and for what
======== =====================================================
camera   the cameras process: logins and passwords of cameras
notice   the worker: secrets of notice channels and platforms
field    the gateway: keys by which devices encrypt
======== =====================================================

On one machine a pair is made at first use in ``<data>/keys``, one file for each suite. On several,
``ANLAN_CAMERA_KEY`` is given to the cameras process and ``ANLAN_CAMERA_PUBLIC_KEY`` to the web process (likewise
``NOTICE``, ``FIELD``); ``anlan keys new`` prints a pair. A private key may be several, comma-separated: who changes the
suite adds the new one and keeps the old, which still opens what was sealed for it.
"""

import os
from pathlib import Path

from anlan.kit.settings import Settings
from anlan.kit.suites import SUITES, CannotOpen, Suite, named, split

PURPOSES = ("camera", "notice", "field")


class NotOurs(Exception):
    """This was sealed for another key: enter the login again, or give this process the key it was sealed for."""


def new_pair(suite: str = "international") -> tuple[str, str]:
    """A fresh (private, public) pair, as the settings take it."""
    family = SUITES[suite]
    private = family.new_sealing_key()
    return named(family, private), named(family, family.sealing_public(private))


def seal(secret: str, config: Settings, purpose: str = "camera") -> str:
    """``secret`` in a box that only the process of ``purpose`` can open, as text that names its suite."""
    suite, public = _public(config, purpose)
    return named(suite, suite.seal(secret.encode(), public))


def unseal(sealed: str, config: Settings, purpose: str = "camera") -> str:
    """Inverse of :func:`seal`, whatever suite it was sealed by.

    Raises:
        NotOurs: sealed for another key, or damaged.
    """
    try:
        suite, box = split(sealed)
        return _opened(suite, box, _private(config, purpose, suite))
    except ValueError as error:
        raise NotOurs(NotOurs.__doc__) from error


def key_path(config: Settings, purpose: str, suite: Suite) -> Path:
    """Where this machine's own key of a purpose and suite is kept."""
    name = f"{purpose}.key" if suite.NAME == "international" else f"{purpose}.{suite.NAME}.key"
    return config.folder("keys") / name


def write_once(path: Path, key: bytes) -> None:
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


def _opened(suite: Suite, box: bytes, keys: list[bytes]) -> str:
    for key in keys:
        try:
            return suite.unseal(box, key).decode()
        except CannotOpen:
            continue
    raise NotOurs(NotOurs.__doc__)


def _public(config: Settings, purpose: str) -> tuple[Suite, bytes]:
    """The key to seal for: the one that was given, else that of the suite which the settings name."""
    if public := getattr(config, f"{purpose}_public_key"):
        return split(public)
    suite = SUITES[config.crypto_suite]
    if given := _given(config, purpose):
        suite, key = next((pair for pair in given if pair[0] is suite), given[0])
        return suite, suite.sealing_public(key)
    path = key_path(config, purpose, suite)
    if not path.exists():
        write_once(path, suite.new_sealing_key())
    return suite, suite.sealing_public(path.read_bytes())


def _private(config: Settings, purpose: str, suite: Suite) -> list[bytes]:
    """Every private key of a suite that this process has: those given, then the one of this machine."""
    keys = [key for family, key in _given(config, purpose) if family is suite]
    path = key_path(config, purpose, suite)
    return [*keys, path.read_bytes()] if path.exists() else keys


def _given(config: Settings, purpose: str) -> list[tuple[Suite, bytes]]:
    texts = getattr(config, f"{purpose}_key").split(",")
    return [split(text) for text in texts if text.strip()]
