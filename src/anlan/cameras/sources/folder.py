"""A folder of pictures, shown one after another in the order of their names, for ever."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from anlan.cameras.sources.base import WIDTH_MAX, Arrival, SourceLost
from anlan.cameras.views import Picture

ENDINGS = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}


class FolderSource:
    """Pictures of ``folder``, each shown for ``seconds_per_picture``."""

    def __init__(self, folder: Path, seconds_per_picture: float = 1.0) -> None:
        self._folder = folder
        self._pause_s = max(0.02, seconds_per_picture)

    def arrivals(self, stop: threading.Event) -> Iterator[Arrival]:
        """Pictures at the chosen pace."""
        number = 0
        while not stop.is_set():
            paths = pictures_in(self._folder)
            if not paths:
                raise SourceLost(f"folder {self._folder.name}: no pictures ({', '.join(sorted(ENDINGS))})")
            for path in paths:
                yield Arrival(number * self._pause_s, partial(read_picture, path))
                number += 1
                if stop.wait(self._pause_s):
                    return


def pictures_in(folder: Path) -> list[Path]:
    """Picture files, by name."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)


def read_picture(path: Path) -> Picture:
    """BGR pixels of a picture file, at most ``WIDTH_MAX`` wide.

    Raises:
        SourceLost: it is not a picture.
    """
    read = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if read is None:
        raise SourceLost(f"{path.name} is not a picture that can be read")
    high, wide = read.shape[:2]
    if wide > WIDTH_MAX:
        read = cv2.resize(read, (WIDTH_MAX, round(high * WIDTH_MAX / wide)), interpolation=cv2.INTER_AREA)
    return np.asarray(read, np.uint8)
