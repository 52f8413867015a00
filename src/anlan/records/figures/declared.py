"""The county's figures: which question of which register stands on the page, as data (``data/county_figures.csv``).

Columns: ``section,key,label,en,register,figure,where,by,time``. ``figure`` is a figure, rate or change that the
register declares; ``where`` narrows it (conditions of the list, apart by a blank); ``by`` repeats it for every value
of a dimension; ``time`` is the column by which a period is asked.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.records.core.errors import NotFound
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Change, Figure, Rate, Register

FILE = Path(__file__).parent / "data" / "county_figures.csv"


@dataclass(frozen=True)
class CountyFigure:
    """One line of the page."""

    section: str
    key: str
    label: str
    en: str
    register_name: str
    figure: str
    where: tuple[str, ...] = ()
    by: str = ""
    time: str = "opened_at"

    @property
    def register(self) -> Register:
        """Whose rows it counts."""
        return registers()[self.register_name]

    @property
    def declared(self) -> Figure | Rate | Change:
        """The register's own declaration of it."""
        return declared_in(self.register, self.figure)

    @property
    def unit(self) -> str:
        """``%`` for rates and changes, else what the register says."""
        declared = self.declared
        return declared.unit if isinstance(declared, Figure) else "%"


def declared_in(register: Register, name: str) -> Figure | Rate | Change:
    """A figure, rate or change of a register.

    Raises:
        KeyError: it declares none of that name.
    """
    return _declared(register)[name]


def _declared(register: Register) -> dict[str, Figure | Rate | Change]:
    rows: list[Figure | Rate | Change] = [*register.figures, *register.rates, *register.changes]
    return {one.name: one for one in rows}


def figures_read(path: Path = FILE) -> list[CountyFigure]:
    """Read and check the file.

    Raises:
        ValueError: a key twice, or a register, figure, dimension or time that is none.
    """
    found: dict[str, CountyFigure] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            where, name = tuple(row.pop("where").split()), row.pop("register")
            one = CountyFigure(**{**row, "where": where, "register_name": name})  # type: ignore[arg-type]
            if one.key in found or (wrong := _wrong(one)):
                raise ValueError(f"{path.name}: {one.key}: {wrong if one.key not in found else 'is there twice'}")
            found[one.key] = one
    return list(found.values())


def _wrong(one: CountyFigure) -> str:
    register = registers().get(one.register_name)
    if register is None:
        return f"no register {one.register_name!r}"
    if one.figure not in _declared(register):
        return f"{register.name} has no figure {one.figure!r}"
    if one.by and one.by not in register.dimensions:
        return f"{register.name} has no dimension {one.by!r}"
    if one.time not in ("opened_at", "closed_at", *register.filters):
        return f"{register.name} cannot be filtered by {one.time!r}"
    return ""


@cache
def county_figures() -> dict[str, CountyFigure]:
    """All of the file by key, in its order."""
    return {one.key: one for one in figures_read()}


def county_figure(key: str) -> CountyFigure:
    """One of them.

    Raises:
        NotFound: no such figure.
    """
    found = county_figures().get(key)
    if found is None:
        raise NotFound("没有这项指标，请核对地址。")
    return found
