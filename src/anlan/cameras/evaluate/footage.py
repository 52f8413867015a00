"""A labelled folder: ``manifest.csv`` with one row per use of a file.

Columns used: ``file``, ``kind`` (image or video), ``behaviour``, ``label``, ``intervals_or_boxes``. The label begins
with the class; ``persons=N`` in it is a count. A class that ends in ``pos``, or is ``img_absent``, is positive; ``neg``
and ``img_present`` are negative. Intervals are ``[from-to]`` or ``Name[from to]`` in seconds from the beginning; a name
that begins with ``no-`` says that nothing is there, so a clip with such an interval and others is positive.

Columns that may be there: ``zone`` (``x,y x,y …``, fractions of the picture), ``parameters`` of the scene and, for the
kind ``drawn``, ``options`` (both JSON). A drawn clip is no file but a virtual camera's scene: ``file`` is its address,
``options`` say ``seconds`` and what the artist wants to know.
"""

import csv
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from anlan.bus.messages import Polygon

_COUNT = re.compile(r"persons=(\d+)")
_INTERVAL = re.compile(r"([^\[\];]*)\[\s*([\d.]+)\s*(?:s)?\s*(?:-|to)\s*([\d.]+)\s*s?\s*\]")


class BadManifest(Exception):
    """The folder has no manifest.csv, or a row of it cannot be used; the message says which."""


@dataclass(frozen=True, slots=True)
class Interval:
    """``name`` from ``begin_s`` to ``end_s``; intervals without a name inherit that of the one before."""

    name: str
    begin_s: float
    end_s: float

    @property
    def is_nothing(self) -> bool:
        """It says that nothing is there."""
        return self.name.startswith("no-")


@dataclass(frozen=True, slots=True)
class Sample:
    """One row. ``is_positive`` None: the label does not say."""

    path: Path
    kind: Literal["image", "video", "drawn"]
    label: str
    count: int | None
    is_positive: bool | None
    intervals: tuple[Interval, ...]
    zone: Polygon = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def is_clip(self) -> bool:
        """It lasts, other than a still."""
        return self.kind != "image"

    @property
    def says_something(self) -> bool:
        """It has a truth to compare with."""
        return self.count is not None or self.is_positive is not None or bool(self.intervals)

    @property
    def begins_s(self) -> float | None:
        """When what is to be found begins; None when nothing is, or nobody says."""
        told = [interval.begin_s for interval in self.intervals if not interval.is_nothing]
        return told[0] if self.is_positive and told else None


def read_manifest(folder: Path, behaviour: str) -> list[Sample]:
    """Rows of one behaviour whose file exists.

    Raises:
        BadManifest: no manifest, or it lacks a column.
    """
    path = folder / "manifest.csv"
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    except FileNotFoundError as error:
        raise BadManifest(f"{path} is missing; see docs/reference/recognisers/README.md") from error
    missing = {"file", "kind", "behaviour", "label"} - set(rows[0] if rows else ())
    if missing:
        raise BadManifest(f"{path} lacks the columns {', '.join(sorted(missing))}")
    samples = [_sample(folder, row) for row in rows if row["behaviour"] == behaviour]
    return [sample for sample in samples if sample.kind == "drawn" or sample.path.is_file()]


def _sample(folder: Path, row: dict[str, str]) -> Sample:
    label = row["label"]
    counted = _COUNT.search(label)
    is_drawn = row["kind"] == "drawn"
    intervals = _intervals(row.get("intervals_or_boxes", ""))
    return Sample(
        Path(row["file"]) if is_drawn else folder / row["file"],
        "drawn" if is_drawn else "video" if row["kind"] == "video" else "image",
        label,
        int(counted[1]) if counted else None,
        _is_positive(label.split(";")[0].strip(), intervals),
        intervals,
        _polygon(row.get("zone") or ""),
        json.loads(row.get("parameters") or "{}"),
        json.loads(row.get("options") or "{}"),
    )


def _polygon(text: str) -> Polygon:
    return [(float(x), float(y)) for x, y in (corner.split(",") for corner in text.split())]


def _is_positive(word: str, intervals: tuple[Interval, ...]) -> bool | None:
    if word.endswith("pos") or word == "img_absent":
        return True
    if word.endswith("neg") or word == "img_present":
        return False
    return True if {interval.is_nothing for interval in intervals} == {True, False} else None


def _intervals(text: str) -> tuple[Interval, ...]:
    found: list[Interval] = []
    name = ""
    for said, begin, end in _INTERVAL.findall(text):
        name = said.strip(" ,:") or name
        found.append(Interval(name, float(begin), float(end)))
    return tuple(found)
