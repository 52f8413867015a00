"""Labelled footage as frozen features with their truth, a licence check, and groups that must not be split."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import av
import numpy as np
import numpy.typing as npt

from anlan.cameras.sources.folder import read_picture
from anlan.cameras.sources.video import pixels
from anlan.cameras.training import graph
from anlan.cameras.views import Picture

#: Licences that allow learning and shipping what was learnt. "CC BY 4.0" but not "CC BY-NC".
ALLOWED = re.compile(r"MIT\b|Apache|CC0|CC BY \d")
#: Of other clips one frame in so many seconds, at most so many.
EVERY_S, FRAMES_MAX = 3.0, 60
#: A cell counts as burning when a box covers so much of what it could.
COVERED = 0.4

Row = dict[str, str]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Look:
    """One picture. ``cells``: (60, features); ``truth``: (2, 60) of fire and smoke: 1 yes, 0 no, -1 cannot say.

    ``kind``: positive and negative stills of the behaviour, foreign (its licence forbids learning), sequence (clip
    of the behaviour), ordinary (footage of other behaviours). Looks of one ``group`` stay in one fold.
    """

    kind: Literal["positive", "negative", "foreign", "sequence", "ordinary"]
    group: str
    cells: Floats
    truth: npt.NDArray[np.int8]

    @property
    def may_learn(self) -> bool:
        """Sequences repeat the stills, so they are only judged."""
        return self.kind in ("positive", "negative", "ordinary")


def read(folder: Path) -> list[Look]:
    """Every usable picture of a labelled folder; other footage must be allowed to be learnt from."""
    with (folder / "manifest.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    trunk, looks, seen = graph.Trunk(), [], set()
    for row in rows:
        kind = _kind(row)
        # Pictures of smokers show smoke that nobody labelled as such.
        is_barred = row["behaviour"] == "smoking" or (kind == "ordinary" and not ALLOWED.match(row["licence"]))
        if (row["file"], kind) in seen or is_barred:
            continue
        seen.add((row["file"], kind))
        truth = _truth(folder, row) if kind == "positive" else np.zeros((2, graph.CELLS), np.int8)
        looks += [Look(kind, group_of(row), trunk.cells(picture), truth) for picture in pictures_of(folder, row)]
    return looks


def folds(looks: list[Look]) -> npt.NDArray[np.int64]:
    """Fold of each look: one per fire scene; other groups are dealt out."""
    names = sorted({look.group for look in looks})
    scenes = [name for name in names if name.startswith("scene=")]
    others = np.random.default_rng(0).permutation([name for name in names if not name.startswith("scene=")])
    fold = {name: k for k, name in enumerate(scenes)} | {str(n): k % len(scenes) for k, n in enumerate(others)}
    return np.array([fold[look.group] for look in looks])


def _kind(row: Row) -> Literal["positive", "negative", "foreign", "sequence", "ordinary"]:
    if row["behaviour"] != "fire_smoke":
        return "ordinary"
    if row["kind"] == "video":
        return "sequence"
    if not ALLOWED.match(row["licence"]):
        return "foreign"
    return "positive" if row["label"].startswith("pos") else "negative"


def group_of(row: Row) -> str:
    """Pictures of one scene share it, and must stay in one fold."""
    scene = re.search(r"scene=\w+", row["notes"])
    return scene[0] if scene else re.sub(r"[_-]?\d+.*", "", Path(row["file"]).name)


def pictures_of(folder: Path, row: Row) -> Iterator[Picture]:
    """A still, or a frame of a clip every few seconds."""
    if row["kind"] == "image":
        yield read_picture(folder / row["file"])
        return
    due_s, taken = 0.0, 0
    with av.open(str(folder / row["file"])) as container:
        for frame in container.decode(video=0):
            if float(frame.time or 0) >= due_s and taken < FRAMES_MAX:
                due_s, taken = float(frame.time or 0) + EVERY_S, taken + 1
                yield pixels(frame)


def _truth(folder: Path, row: Row) -> npt.NDArray[np.int8]:
    truth = np.zeros((2, graph.ROWS, graph.COLUMNS), np.int8)
    for line in (folder / row["label_file"]).read_text("utf-8").splitlines():
        number, x, y, wide, high = map(float, line.split())
        across = overlap(x, wide, graph.COLUMNS)
        down = overlap(y, high, graph.ROWS)
        covered = np.outer(down, across)
        least = COVERED * min(1.0, wide * graph.COLUMNS * high * graph.ROWS)
        layer = truth[int(number)]
        layer[(covered > 0) & (layer == 0)] = -1
        layer[covered > least] = 1
    return truth.reshape(2, -1)


def overlap(centre: float, length: float, cells: int) -> npt.NDArray[np.float64]:
    """Share of each cell of a row that lies within an interval given as fractions."""
    edges = np.arange(cells + 1)
    low, high = (centre - length / 2) * cells, (centre + length / 2) * cells
    shares: npt.NDArray[np.float64] = np.clip(np.minimum(edges[1:], high) - np.maximum(edges[:-1], low), 0, 1)
    return shares
