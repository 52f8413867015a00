"""A stream of a device on its way through the decoding process, see ``decoder``: bytes in, pictures out."""

import contextlib
import subprocess
import sys
import threading
from typing import Literal

from anlan.cameras.playback.decoder import HEAD, UNIT_MAX
from anlan.cameras.playback.reel import Show
from anlan.kit.logs import get_logger

log = get_logger(__name__)

Kind = Literal["ps", "h264", "hevc"]


class Projector:
    """One decoding process and the thread that reads what it makes. ``dark`` is set when no picture comes any more."""

    def __init__(self, kind: Kind, show: Show) -> None:
        self._show = show
        self._process = subprocess.Popen(  # noqa: S603  (our own module, ``kind`` is one of three words)
            [sys.executable, "-m", "anlan.cameras.playback.decoder", kind],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip
        self.dark = threading.Event()
        self.shown = 0
        self._is_shut = False
        threading.Thread(target=self._read, name="playback pictures", daemon=True).start()

    def write(self, data: bytes) -> bool:
        """Feed it; waits while it is busy. False when it takes nothing any more."""
        assert self._process.stdin is not None
        try:
            place = memoryview(data)
            while place:  # an unbuffered pipe takes what it has room for
                place = place[self._process.stdin.write(place) or 0 :]
        except (BrokenPipeError, ValueError, OSError):
            return False
        return True

    def unit(self, at_ms: int, data: bytes) -> bool:
        """Feed one unit (not for ``ps``)."""
        return self.write(HEAD.pack(at_ms, len(data)) + data)

    def finish(self, within_s: float) -> None:
        """Nothing more comes: let it show what it has, then end it."""
        self._shut()
        self.dark.wait(within_s)
        self.close()

    def close(self) -> None:
        """End it at once; pictures that are on their way are not shown."""
        self._show = _nothing
        self._process.kill()
        self._shut()
        self._process.wait()

    def _shut(self) -> None:
        if not self._is_shut and self._process.stdin is not None:
            self._is_shut = True
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _read(self) -> None:
        try:
            while head := self._exactly(HEAD.size):
                at_ms, length = HEAD.unpack(head)
                if length > UNIT_MAX or not (jpeg := self._exactly(length)):
                    return
                self.shown += 1
                self._show(at_ms, jpeg)
        except (OSError, ValueError) as error:
            log.debug("playback pictures end", error=repr(error))
        finally:
            self.dark.set()

    def _exactly(self, count: int) -> bytes:
        assert self._process.stdout is not None
        found = b""
        while len(found) < count:
            piece = self._process.stdout.read(count - len(found))
            if not piece:
                return b""
            found += piece
        return found


def _nothing(at_ms: int, jpeg: bytes) -> None:
    """Pictures of a closed projector."""
