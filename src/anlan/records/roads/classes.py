"""Classes of roads with the speed that each allows: the shipped values, and what the county has put in their place."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.records.roads.models import RoadSpeed

FILE = Path(__file__).with_name("data") / "road_speeds.csv"
#: What a road is taken for whose class the file does not say.
UNKNOWN = "local"


@dataclass(frozen=True, slots=True)
class RoadClass:
    """``highway`` are the values of OpenStreetMap's tag that mean it; ``mark`` says how sure the source is."""

    kind: str
    name: str
    highway: tuple[str, ...]
    km_h: float
    mark: str
    source: str


@cache
def classes() -> tuple[RoadClass, ...]:
    """All classes, fastest first; a network stores their places in this list, so none is ever taken out of it."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            RoadClass(row["kind"], row["name"], tuple(row["highway"].split()), float(row["km_h"]), row["mark"],
                      row["source"])
            for row in csv.DictReader(file)
        )  # fmt: skip


@cache
def _by_word() -> dict[str, int]:
    words: dict[str, int] = {}
    for place, one in enumerate(classes()):
        for word in (one.kind, *one.highway, *one.name.split("、")):
            words[word] = place
    return words


def class_of(word: str) -> int | None:
    """The place of a class by OpenStreetMap's word or a Chinese one; None for ways that no vehicle takes."""
    text = word.strip().lower().removesuffix("_link")
    return _by_word().get(text) if text else _by_word()[UNKNOWN]


def speeds_km_h() -> list[float]:
    """The speed in force of every class, in their order."""
    changed = dict(RoadSpeed.objects.values_list("kind", "km_h"))
    return [changed.get(one.kind, one.km_h) for one in classes()]
