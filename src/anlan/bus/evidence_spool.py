"""Evidence on its way from the cameras process to the records: one file per alarm in a folder both can reach.

Not over the bus: megabytes of pictures must not stand before readings at a stream that syncs every write. Bounded:
when the folder is full the oldest evidence makes room, and is counted; nothing of the alarm itself is lost.
"""

import contextlib
import os
import secrets
import zlib
from pathlib import Path
from typing import Literal

import msgspec

from anlan.bus.messages import Message
from anlan.kit.settings import Settings

MOST_BYTES = 512 * 2**20
SUFFIX = ".evidence"

Role = Literal["before", "at", "after", "clip"]
Rendition = Literal["blurred", "original"]


class EvidenceItem(Message, frozen=True, kw_only=True):
    """One picture or clip. ``sha256`` is of ``data``, taken when it was cut."""

    role: Role
    rendition: Rendition
    at_ms: int  # of the picture, or of the clip's first one
    media_type: str
    width_px: int
    height_px: int
    sha256: str
    data: bytes


class EvidencePack(Message, frozen=True, kw_only=True):
    """Everything that was cut for one alarm."""

    alarm_id: str
    point_id: int
    raised_at_ms: int
    items: list[EvidenceItem]


class EvidenceSpool:
    """The folder. ``dropped`` counts packs that made room."""

    def __init__(self, config: Settings) -> None:
        self._folder = config.folder("evidence_spool")
        self.dropped = 0
        self.identity = self._identity()

    def put(self, pack: EvidencePack) -> None:
        """Hand over; on disk when this returns."""
        coded = msgspec.msgpack.encode(pack)
        self._make_room(len(coded))
        path = self._folder / f"{pack.raised_at_ms}-{pack.point_id}-{zlib.crc32(pack.alarm_id.encode()):08x}{SUFFIX}"
        part = path.with_suffix(".part")
        with open(part, "wb", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.write(coded)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def waiting(self) -> list[Path]:
        """Packs that were handed over, oldest first."""
        return sorted(self._folder.glob(f"*{SUFFIX}"))

    @staticmethod
    def read(path: Path) -> EvidencePack:
        """One pack.

        Raises:
            msgspec.MsgspecError: the file is damaged.
        """
        return msgspec.msgpack.decode(path.read_bytes(), type=EvidencePack)

    @staticmethod
    def done(path: Path) -> None:
        """It is in the records, or never will be."""
        path.unlink(missing_ok=True)

    def _identity(self) -> str:
        """A random name kept in the folder: two processes that read the same one share the folder.

        ``/healthz`` compares what cameras and worker say, and complains when evidence cannot get across.
        """
        path, own = self._folder / "folder.id", self._folder / f"{secrets.token_hex(8)}.new"
        if not path.exists():
            own.write_text(own.stem)
            with contextlib.suppress(FileExistsError):  # the other process was first
                os.link(own, path)
            own.unlink()
        return path.read_text()

    def _make_room(self, size: int) -> None:
        sizes = [(path, path.stat().st_size) for path in self.waiting()]
        total = size + sum(bytes_ for _, bytes_ in sizes)
        for path, bytes_ in sizes:
            if total <= MOST_BYTES:
                return
            self.done(path)
            self.dropped += 1
            total -= bytes_
