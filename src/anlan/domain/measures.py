"""What to do about an alarm: cards shipped as data, with source and mark, shown where the alarm is shown."""

from dataclasses import dataclass
from functools import lru_cache

from anlan.domain.data_rows import rows_of
from anlan.domain.sources import named

ACTORS_ZH = {"enterprise": "企业", "government": "监管部门"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One step of a card. ``is_avoid``: this must NOT be done. ``source`` names papers as an official knows them."""

    actor: str
    step: int
    text: str
    is_avoid: bool
    source: str
    mark: str


def measures_for(kind: str, rule: str, label: str) -> list[Measure]:
    """Steps for an alarm of ``kind``: those of its rule (offline, fault, …) where there are any, else those of the
    kind's label: a vote of three ammonia detectors at HH asks for what one detector at HH asks for."""
    cards = _cards()
    tail = label.rpartition("-")[2]
    for place in (("*", f"{rule}-{tail}"), ("*", rule), (kind, label), (kind, "*")):
        if place in cards:
            return cards[place]
    return []


@lru_cache(maxsize=1)
def _cards() -> dict[tuple[str, str], list[Measure]]:
    cards: dict[tuple[str, str], list[Measure]] = {}
    for row in rows_of("measures"):
        source = named(row["source"])
        measure = Measure(row["actor"], int(row["step"]), row["text"], row["is_avoid"] == "1", source, row["mark"])
        for label in row["labels"].split():
            cards.setdefault((row["kind"], label), []).append(measure)
    return cards
