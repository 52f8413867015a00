"""Tiles on disk: a county is looked at every day, and its map must also be there when the provider is not."""

import os
import time
from hashlib import sha256
from pathlib import Path
from threading import Lock

BYTES_MAX = 300 * 2**20
FRESH_S = 30 * 86_400
PRUNE_EVERY = 200


class TileCache:
    """Files named by their address's hash. When full, the tiles not written for longest go first.

    A tile older than 30 days is asked for again; while that fails the old one is still served.
    """

    def __init__(self, folder: Path, bytes_max: int = BYTES_MAX) -> None:
        self.folder, self.bytes_max, self._written, self._lock = folder, bytes_max, 0, Lock()

    def get(self, key: str, *, is_stale_good: bool = False) -> bytes | None:
        """The tile, or None when it is not there or too old."""
        path = self._path(key)
        try:
            if not is_stale_good and time.time() - path.stat().st_mtime > FRESH_S:
                return None
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def put(self, key: str, body: bytes) -> None:
        """Keep it; written aside and moved into place, so nobody reads half a tile. A full disk only costs speed."""
        path = self._path(key)
        aside = path.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(body)
            aside.replace(path)
        except OSError:
            aside.unlink(missing_ok=True)
            return
        with self._lock:
            self._written += 1
            is_due = self._written % PRUNE_EVERY == 0
        if is_due:
            self.prune()

    def prune(self) -> int:
        """Remove the oldest until the rest fits; returns how many went."""
        found = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self.folder.glob("*/*.tile"))
        excess, gone = sum(size for _, size, _ in found) - self.bytes_max, 0
        for _, size, path in found:
            if excess <= 0:
                break
            path.unlink(missing_ok=True)
            excess, gone = excess - size, gone + 1
        return gone

    def _path(self, key: str) -> Path:
        name = sha256(key.encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.tile"
