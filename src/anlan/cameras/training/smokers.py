"""Squares around people, smokers and others, as frozen features with where breathed-out smoke is in them.

Where smoke is in the smokers' photographs was drawn by hand (``smoke_boxes.json``, fractions of the picture). Cells
without smoke of **the same photographs** count as none, so the look of a photograph tells nothing; learnt from
smokers against other people it had been all that was learnt.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from anlan.cameras.closer import likeliest, upper_body
from anlan.cameras.geometry import Box
from anlan.cameras.models.shelf import Shelf, shipped_folder
from anlan.cameras.people import PersonFinder
from anlan.cameras.training.samples import ALLOWED, Row, group_of, overlap, pictures_of
from anlan.cameras.training.smoke_graph import GRID, SIDE, Trunk
from anlan.cameras.views import Person, Picture
from anlan.kit.settings import Settings

#: Squares per smoker's photograph around people and anywhere, per other head, and anywhere in another picture.
AROUND, ANYWHERE, PER_HEAD = 8, 4, 2
#: A cell is smoke when so much of it is; cells within so many cells of smoke cannot say.
COVERED, MARGIN = 0.55, 0.75

Kind = Literal["smoker", "photograph", "ordinary"]
Truth = npt.NDArray[np.int8]
Part = tuple[float, float, float, float]  # left, top, width, height in pixels of the picture
_BOXES: dict[str, dict[str, list[list[float]]]] = json.loads(
    (Path(__file__).parent / "smoke_boxes.json").read_text("utf-8")
)


@dataclass(frozen=True)
class Square:
    """``cells`` (144, features), ``truth`` (144,): 1 smoke, 0 none, -1 cannot say. Squares of one ``picture`` belong
    together, those of one ``group`` stay in one fold. Plain ones are as the camera would show them, to be judged; the
    others were changed at random, to be learnt from."""

    kind: Kind
    group: str
    picture: int
    is_plain: bool
    cells: npt.NDArray[np.float16]
    truth: Truth


def read(folder: Path) -> list[Square]:
    """Every square of a labelled folder. Photographs of people without cigarette are only judged: their licence does
    not allow more."""
    with (folder / "manifest.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    shelf = Shelf(shipped_folder(Settings()))
    shelf.refresh()
    finder, trunk, dice = PersonFinder(shelf), Trunk(), np.random.default_rng(0)
    squares: list[Square] = []
    for number, (kind, row, picture) in enumerate(_pictures(folder, rows)):
        persons = finder.look(picture, {"persons", "poses"}).persons
        chosen = [persons[k] for k in likeliest(persons)]
        boxes = _BOXES[row["file"]] if kind == "smoker" else {}
        group = f"{kind} {boxes.get('group', row['file'] if kind == 'smoker' else group_of(row))}"
        squares += [_plain(trunk, kind, group, number, picture, person) for person in chosen]
        for part in _parts(kind, picture, chosen, dice):
            cells, truth = trunk.cells(changed(_cut(picture, part), dice)), truth_of(boxes, picture, part)
            squares.append(Square(kind, group, number, False, cells, truth))
    return squares


def _pictures(folder: Path, rows: list[Row]) -> Iterator[tuple[Kind, Row, Picture]]:
    seen = set()
    for row in rows:
        kind = _kind(row)
        if kind is None or (row["file"], kind) in seen:
            continue
        seen.add((row["file"], kind))
        for picture in pictures_of(folder, row):
            yield kind, row, picture


def _kind(row: Row) -> Kind | None:
    """None: it may show smoke that nobody drew, or must not be learnt from."""
    if row["behaviour"] == "smoking":
        return "smoker" if row["label"].startswith("pos") else "photograph"
    burns = row["behaviour"] == "fire_smoke" and (row["label"].startswith("pos") or row["kind"] == "video")
    return None if burns or not ALLOWED.match(row["licence"]) else "ordinary"


def _plain(trunk: Trunk, kind: Kind, group: str, number: int, picture: Picture, person: Person) -> Square:
    return Square(kind, group, number, True, trunk.cells(upper_body(picture, person)[2]), np.zeros(0, np.int8))


def _parts(kind: Kind, picture: Picture, persons: list[Person], dice: np.random.Generator) -> Iterator[Part]:
    """What is learnt from: shifted squares around people, and squares anywhere."""
    high, wide = picture.shape[:2]
    if kind == "photograph":
        return
    around, anywhere = (AROUND, ANYWHERE) if kind == "smoker" else (PER_HEAD * len(persons), 1)
    for k in range(around if persons else 0):
        left, top, part = upper_body(picture, persons[k % len(persons)])
        side = max(part.shape[:2]) * dice.uniform(0.7, 1.2)
        middle = dice.normal(0, 0.1, 2) * side + (left + part.shape[1] / 2, top + part.shape[0] / 2)
        yield _within(picture, middle, side)
    for _ in range(anywhere):
        side = dice.uniform(0.35, 0.9) * min(high, wide)
        yield _within(picture, dice.uniform(side / 2, (wide - side / 2, high - side / 2)), side)


def _within(picture: Picture, middle: npt.NDArray[np.float64], side: float) -> Part:
    """A square, as far as it is in the picture."""
    high, wide = picture.shape[:2]
    x1, y1 = np.clip(middle - side / 2, 0, (wide - 16, high - 16))
    x2, y2 = np.clip(middle + side / 2, (x1 + 16, y1 + 16), (wide, high))
    return round(x1), round(y1), round(x2) - round(x1), round(y2) - round(y1)


def _cut(picture: Picture, part: Part) -> Picture:
    left, top, wide, high = map(int, part)
    return picture[top : top + high, left : left + wide]


def changed(picture: Picture, dice: np.random.Generator) -> Picture:
    """(192, 192, 3) in another light, colour, sharpness and noise, so that none of them can tell anything."""
    seen = 255 * (cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA) / 255.0) ** dice.uniform(0.65, 1.5)
    seen = (seen - 128) * dice.uniform(0.7, 1.2) + 128 + dice.uniform(-25, 25)
    gray = seen.mean(-1, keepdims=True)
    colour = 0.0 if dice.random() < 0.15 else dice.uniform(0.4, 1.3)
    seen = (gray + (seen - gray) * colour) * dice.uniform(0.88, 1.12, 3)
    side = round(SIDE * dice.uniform(0.3**0.5, 1.0) ** 2)
    small = cv2.resize(seen, (side, side), interpolation=cv2.INTER_AREA)
    noisy = np.clip(small + dice.normal(0, dice.uniform(0, 7), small.shape), 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, int(dice.integers(35, 95))])
    unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert unpacked is not None, "it was packed a line above"
    return np.asarray(cv2.resize(unpacked, (SIDE, SIDE)), np.uint8)


def truth_of(boxes: dict[str, list[list[float]]], picture: Picture, part: Part) -> Truth:
    """(144,) of the cells of a part of a picture; see ``Square``."""
    truth = np.zeros((GRID, GRID), np.int8)
    smoke = [_on_grid(box, picture, part) for box in boxes.get("smoke", [])]
    unsure = [_on_grid(box, picture, part) for box in boxes.get("unsure", [])]
    for box in unsure + [Box(b.x1 - MARGIN, b.y1 - MARGIN, b.x2 + MARGIN, b.y2 + MARGIN) for b in smoke]:
        truth[_covered(box) > 0.05] = -1
    for box in smoke:
        truth[_covered(box) > COVERED] = 1
    return truth.reshape(-1)


def _on_grid(box: list[float], picture: Picture, part: Part) -> Box:
    high, wide = picture.shape[:2]
    left, top, across, down = part
    xs = [(x * wide - left) / across * GRID for x in (box[0], box[2])]
    ys = [(y * high - top) / down * GRID for y in (box[1], box[3])]
    return Box(xs[0], ys[0], xs[1], ys[1])


def _covered(box: Box) -> npt.NDArray[np.float64]:
    """(rows, columns) share of each cell within a box given in cells."""
    across = overlap((box.x1 + box.x2) / 2 / GRID, (box.x2 - box.x1) / GRID, GRID)
    down = overlap((box.y1 + box.y2) / 2 / GRID, (box.y2 - box.y1) / GRID, GRID)
    return np.outer(down, across)
