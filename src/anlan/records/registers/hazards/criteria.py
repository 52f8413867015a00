"""Screening against the official criteria of major hazards (Order 10), kept as data.

It only suggests. Whether a hazard is a major one is decided by an officer, who is named in the record. The texts are
paraphrases; ``mark`` says how well each is confirmed (M: a secondary source; U: not confirmed): show the law itself
before acting on it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "order10.csv"


@dataclass(frozen=True)
class Criterion:
    """One criterion of a major hazard."""

    id: str
    sector: str
    title: str
    text: str
    keywords: tuple[str, ...]
    mark: str


@cache
def criteria() -> dict[str, Criterion]:
    """All criteria by id, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: _criterion(**row) for row in csv.DictReader(file)}


def _criterion(keywords: str, **rest: str) -> Criterion:
    return Criterion(keywords=tuple(keywords.split("|")), **rest)


def criterion_choices() -> list[tuple[str, str]]:
    """Ids and titles, for forms."""
    return [(one.id, f"{one.id} {one.title}") for one in criteria().values()]


def suspects(text: str) -> list[Criterion]:
    """Criteria whose words stand in ``text``; most words first."""
    hits = {one.id: sum(word in text for word in one.keywords) for one in criteria().values()}
    return sorted((criteria()[id_] for id_, count in hits.items() if count), key=lambda one: -hits[one.id])
