"""Which cameras look elsewhere than home, on disk: a restart must not take a turned camera for a watching one."""

from pathlib import Path


class AwayMarks:
    """One empty file per camera, written before its first move."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._set = self.all()

    def all(self) -> set[int]:
        """Cameras that were away when this was last written."""
        return {int(path.name) for path in self._folder.glob("*") if path.name.isdigit()}

    def set(self, camera_id: int, *, is_away: bool) -> None:
        """Remember.

        Raises:
            OSError: the disk does not take it.
        """
        if is_away == (camera_id in self._set):
            return
        path = self._folder / str(camera_id)
        if is_away:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.touch()
            self._set.add(camera_id)
        else:
            path.unlink(missing_ok=True)
            self._set.discard(camera_id)
