"""Writes the pictures of docs/explanation/virtual-cameras.md: ``python -m anlan.demo.pictures.album docs/images``."""

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from anlan.demo.pictures.arrays import Array
from anlan.demo.pictures.virtual import VirtualCamera

#: File → rows of (scene, second, seed).
PAGES = {
    "virtual-rooms.png": (
        (("work_quick_freezing", 6, 1), ("sitting", 4, 1), ("work_polishing", 5, 1)),
        (("work_machine_room", 11, 1), ("work_packing", 9, 1), ("work_collector", 4, 1)),
    ),
    "virtual-events.png": (
        (("crowd_11", 2, 1), ("fire", 16, 3), ("lying_left", 3, 2)),
        (("carton", 14, 1), ("smoking_duty", 11.3, 3), ("sweeping", 4, 3)),
    ),
    "virtual-faults.png": ((("fault_blurred", 8, 1), ("fault_moved", 8, 1), ("dust", 98, 1)),),
}
_TILE = (400, 225)
_COLOURS = 255


def page(rows: tuple[tuple[tuple[str, float, int], ...], ...]) -> Array:
    """The tiles of a page as one picture."""
    tiles = [
        [cv2.resize(VirtualCamera(s, seed).frame(t)[0], _TILE, interpolation=cv2.INTER_AREA) for s, t, seed in row]
        for row in rows
    ]
    return np.vstack([np.hstack(row) for row in tiles])


def write(folder: Path) -> None:
    """All pages, with few colours so that they stay small."""
    for name, rows in PAGES.items():
        rgb = np.ascontiguousarray(page(rows)[..., ::-1])
        Image.fromarray(rgb).quantize(_COLOURS, dither=Image.Dither.NONE).save(folder / name, optimize=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
