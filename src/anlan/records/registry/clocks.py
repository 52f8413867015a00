"""Legal time limits as data: a file ``clocks.csv`` beside a register, one row per limit, with its article.

Columns: ``key,what,value,unit,law,mark``. ``unit`` is ``hour``, ``day`` or ``working_day``; ``mark`` says how well the
limit is confirmed (H: read in the law itself; M: a secondary source, or another place's practice; U: not confirmed).
Change a value there and new records keep it; records that are open keep what they were opened with.
"""

import csv
from dataclasses import dataclass, replace
from pathlib import Path

from anlan.records.registry.declare import Due

UNITS = ("hour", "day", "working_day")


@dataclass(frozen=True)
class LegalClock:
    """One time limit and where it stands."""

    key: str
    what: str
    value: int
    unit: str
    law: str
    mark: str

    def due(self, column: str = "") -> Due:
        """As a state's due time; ``column`` is a day or an instant that comes first where the record has one."""
        law = f"{self.law} [{self.mark}]"
        if self.unit == "hour":
            return Due(hours=self.value, law=law, column=column)
        return Due(days=self.value, is_working=self.unit == "working_day", law=law, column=column)


class Clocks(dict[str, LegalClock]):
    """The limits of one register by key."""

    def due(self, key: str, column: str = "", times: int = 1) -> Due:
        """One limit as a state's due time; ``times`` it where a law allows an extension of the same length."""
        one = self[key]
        return replace(one, value=one.value * times).due(column)


def clocks_read(path: Path) -> Clocks:
    """Read a ``clocks.csv``.

    Raises:
        ValueError: a unit that is none, or a limit without an article.
    """
    found = Clocks()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            clock = LegalClock(**{**row, "value": int(row["value"])})  # type: ignore[arg-type]
            if clock.unit not in UNITS or not clock.law or clock.mark not in ("H", "M", "U"):
                raise ValueError(f"{path}: {clock.key}: needs a unit of {UNITS}, an article and a mark H, M or U")
            found[clock.key] = clock
    return found
