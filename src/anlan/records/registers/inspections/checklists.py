"""What is asked on site, per sector, as data with its legal basis; the general list comes first everywhere.

A domain pack in use brings a list of its own, chosen by the pack's name.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.domain import packs
from anlan.records.registers.inspections.choices import Sector

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
        rows = [*csv.DictReader(file), *(row for pack in packs.in_use() for row in pack.tables["checklists"])]
    return {row["code"]: Question(**row) for row in rows}


def checklist(sector: str) -> list[Question]:
    """The questions for a sector, the general ones first; none where no sector was chosen."""
    wanted = {GENERAL, sector} if sector else set()
    return [one for one in questions().values() if one.sector in wanted]


def sectors() -> list[tuple[str, str]]:
    """Which lists there are: those of the platform, and one per pack that brings a list."""
    return [*Sector.choices, *((pack.name, pack.label) for pack in packs.in_use() if pack.tables["checklists"])]
