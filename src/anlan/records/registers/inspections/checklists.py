"""What is asked on site, per sector, as data with its legal basis; the general list comes first everywhere."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "checklists.csv"
GENERAL = "general"


@dataclass(frozen=True)
class Question:
    """One line of a checklist."""

    code: str
    sector: str
    text: str
    basis: str
    mark: str


@cache
def questions() -> dict[str, Question]:
    """All by code, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Question(**row) for row in csv.DictReader(file)}


def checklist(sector: str) -> list[Question]:
    """The questions for a sector, the general ones first; none where no sector was chosen."""
    wanted = {GENERAL, sector} if sector else set()
    return [one for one in questions().values() if one.sector in wanted]
