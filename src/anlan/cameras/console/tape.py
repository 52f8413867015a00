"""The tape of one camera: pictures of the last hour on disk, a few seconds apart, to try scenes out on.

One file per minute, ``<first ms>.tape``: for each picture its time (8 bytes), its length (4 bytes) and the JPEG. A file
that was cut short by a crash is read up to the cut. Nothing is synced: a tape that loses its last seconds with the
power is no loss. Bounded by age and by size; the oldest minute goes.

The pictures are not blurred (a recogniser must see what it will see), so files are the owner's only, and no picture
leaves the process unblurred for readers who may not see originals.
"""

import os
import struct
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import NamedTuple

_HEAD = struct.Struct("<QI")
SEGMENT_MS = 60_000
SUFFIX = ".tape"


class Taped(NamedTuple):
    """One picture of a tape."""

    at_ms: int
    jpeg: bytes


class Tape:
    """Written by one thread; readers open the files for themselves."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._file: FileIO | None = None
        self._segment_ms = 0
        self.last_at_ms = 0
        self._sizes = {begin: path.stat().st_size for begin, path in self._paths().items()}

    @property
    def size_bytes(self) -> int:
        """What it takes on disk."""
        return sum(list(self._sizes.values()))  # a copy: the writer may add a minute meanwhile

    @property
    def reach(self) -> tuple[int, int]:
        """Times of the oldest and the newest picture, ms; 0 and 0 when it is empty."""
        begins = list(self._sizes)
        return (min(begins), max(self.last_at_ms, *begins)) if begins else (0, 0)

    def put(self, at_ms: int, jpeg: bytes) -> None:
        """Append one picture.

        Raises:
            OSError: the disk is full or ill.
        """
        if self._file is None or not 0 <= at_ms - self._segment_ms < SEGMENT_MS:
            self.close()
            path = self._folder / f"{at_ms}{SUFFIX}"
            self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab", buffering=0)
            self._segment_ms = at_ms
        self._sizes[self._segment_ms] = self._sizes.get(self._segment_ms, 0) + self._file.write(
            _HEAD.pack(at_ms, len(jpeg)) + jpeg
        )
        self.last_at_ms = at_ms

    def trim(self, oldest_ms: int, most_bytes: int) -> None:
        """Let go of minutes that ended before ``oldest_ms``, and of the oldest ones beyond ``most_bytes``."""
        for begin in sorted(self._sizes):
            is_old = begin + SEGMENT_MS < oldest_ms
            if not is_old and self.size_bytes <= most_bytes:
                return
            if begin == self._segment_ms:
                self.close()
            (self._folder / f"{begin}{SUFFIX}").unlink(missing_ok=True)
            del self._sizes[begin]

    def pictures(self) -> Iterator[Taped]:
        """Everything on it, oldest first; minutes that are let go of meanwhile are passed over."""
        for _, path in sorted(self._paths().items()):
            yield from _read(path)

    def after(self, at_ms: int) -> Iterator[Taped]:
        """Pictures later than ``at_ms``, oldest first; minutes that ended before are not opened."""
        paths = sorted(self._paths().items())
        for (_, path), begins_next in zip(paths, [*(begin for begin, _ in paths[1:]), 2**62], strict=False):
            if begins_next > at_ms:
                yield from (taped for taped in _read(path) if taped.at_ms > at_ms)

    def times(self) -> list[int]:
        """When the pictures on it were taken; the pictures themselves are not read."""
        return [at_ms for _, path in sorted(self._paths().items()) for at_ms in _times(path)]

    def nearest(self, at_ms: int, aside: int = 0) -> list[Taped]:
        """The picture nearest to ``at_ms`` with ``aside`` neighbours to either side; empty when there is none."""
        paths = [path for begin, path in sorted(self._paths().items()) if abs(begin - at_ms) <= 2 * SEGMENT_MS]
        near = [taped for path in paths for taped in _read(path)]
        if not near:
            return []
        k = min(range(len(near)), key=lambda number: abs(near[number].at_ms - at_ms))
        return near[max(0, k - aside) : k + aside + 1]

    def close(self) -> None:
        """No more pictures into this minute's file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _paths(self) -> dict[int, Path]:
        return {int(path.stem): path for path in self._folder.glob(f"*{SUFFIX}") if path.stem.isdecimal()}


def _read(path: Path) -> Iterator[Taped]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    place = 0
    while place + _HEAD.size <= len(data):
        at_ms, length = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        if place + length > len(data):
            return
        yield Taped(at_ms, data[place : place + length])
        place += length


def _times(path: Path) -> Iterator[int]:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            while len(head := file.read(_HEAD.size)) == _HEAD.size:
                at_ms, length = _HEAD.unpack(head)
                if file.seek(length, os.SEEK_CUR) > size:
                    return
                yield at_ms
    except FileNotFoundError:
        return
