"""The chain's end, kept outside the database: a chain alone cannot tell that its newest entries were cut off.

``data/audit_anchor`` holds one line, ``seq hash mac``, rewritten after each commit. Whoever restores an older
database without the key file cannot make a fitting line; keep copies of it elsewhere for a stronger proof.
"""

import os
import threading
from pathlib import Path

from anlan.kit.settings import settings
from anlan.records.audit.chain import digest, is_mac_of, mac


def path() -> Path:
    """Where the anchor is kept."""
    return settings().folder(".") / "audit_anchor"


def write(seq: int, entry_hash: str) -> None:
    """Move the anchor forward to an entry that is now committed; never backward."""
    before = last()
    if before and before[0] >= seq:
        return
    # One name per writer: two processes that anchor at once must not tear each other's line.
    fresh = path().with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    fresh.touch(mode=0o600)
    fresh.write_text(f"{seq} {entry_hash} {mac(digest(), _said(seq, entry_hash))}\n")
    fresh.replace(path())


def last() -> tuple[int, str] | None:
    """The anchored (seq, hash), or None when there is none or the line was not written with our key."""
    try:
        seq, entry_hash, given = path().read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return (int(seq), entry_hash) if is_mac_of(given, _said(int(seq), entry_hash)) else None


def _said(seq: int, entry_hash: str) -> bytes:
    return f"anchor {seq} {entry_hash}".encode()
