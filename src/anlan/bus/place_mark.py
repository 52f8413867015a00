"""A note on disk of how far something had come: the witness when an older copy, or a shorter one, takes its place."""

from pathlib import Path

from anlan.kit.logs import get_logger

log = get_logger(__name__)


class PlaceMark:
    """One line, ``seq created``. Written after the commit and never trusted for more than a warning."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, created: str) -> int:
        """The noted place in the stream of that creation time; 0 when there is none."""
        try:
            seq, of = self._path.read_text().strip().split(" ", 1)
            return int(seq) if of == created else 0
        except (OSError, ValueError):
            return 0

    def is_there(self) -> bool:
        """True when any place of any stream of this name was ever noted."""
        return self._path.exists()

    def write(self, created: str, seq: int) -> None:
        """Note a place; a full disk costs the note and nothing else."""
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_text(f"{seq} {created}\n")
            fresh.replace(self._path)
        except OSError as error:
            log.debug("place not noted", error=str(error))
