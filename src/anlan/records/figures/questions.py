"""Answers to the county's figures, within the reader's scope, each with the filter that lists exactly its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Max, Q

from anlan.records.accounts.choices import Field
from anlan.records.accounts.models import User
from anlan.records.core.clock import LOCAL
from anlan.records.figures.declared import CountyFigure, county_figures
from anlan.records.places.models import Town
from anlan.records.registry import statistics
from anlan.records.registry.declare import Change, Figure, Rate, Register
from anlan.records.registry.filters import condition
from anlan.records.registry.selectors import record_rows

MONTHS = 12


@dataclass(frozen=True)
class Asked:
    """What the reader narrowed the page to; empty means all. ``since`` and ``until`` are days, both ends in."""

    town: str = ""
    field: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def begins_at(self) -> datetime | None:
        """The first instant of the period."""
        return datetime.combine(self.since, time(), LOCAL) if self.since else None

    @property
    def ends_at(self) -> datetime | None:
        """The first instant after the period."""
        return datetime.combine(self.until + timedelta(days=1), time(), LOCAL) if self.until else None

    def where(self, column: str) -> list[str]:
        """As conditions of a list, with the period in ``column``."""
        found = [f"town:{self.town}"] if self.town else []
        found += [f"field:{self.field}"] if self.field else []
        if self.since or self.until:
            found.append(f"{column}:{self.since or ''}..{self.until or ''}")
        return found


def county_page(*, for_user: User, asked: Asked) -> list[dict[str, Any]]:
    """``[{section, figures: [{key, label, unit, value, where, …}]}]`` of the registers that the reader may see."""
    known: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
    sections: dict[str, list[dict[str, Any]]] = {}
    for one in county_figures().values():
        if for_user.may(one.register.right("view")):
            sections.setdefault(one.section, []).extend(_answers(one, for_user, asked, known))
    return [{"section": name, "figures": rows} for name, rows in sections.items()]


def _answers(one: CountyFigure, reader: User, asked: Asked, known: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    where = [*one.where, *asked.where(one.time)]
    if one.by:
        for group in statistics.breakdown(one.register, for_user=reader, by=one.by, where=where):
            words = {"label": f"{group['label']}·{one.label}", "en": f"{group['label']}: {one.en}"}
            yield answer(one, [*group["where"], *where], group["figures"][one.figure]) | words
        return
    key = (one.register_name, tuple(where))
    if key not in known:
        known[key] = statistics.figures(one.register, for_user=reader, where=where)
    yield answer(one, where, known[key][one.figure])


def answer(one: CountyFigure, where: list[str], value: float | None) -> dict[str, Any]:
    """A number with the question behind it; a rate and a change have two questions (``parts``)."""
    parts = [
        {"label": figure.label, "en": figure.en, "where": [*_without(where, figure), *figure.where]}
        for figure in parts_of(one.register, one.declared)
    ]
    return {
        "key": one.key, "label": one.label, "en": one.en, "unit": one.unit, "value": value,
        "register_name": one.register_name, "where": parts[0]["where"], "parts": parts if len(parts) > 1 else [],
    }  # fmt: skip


def answered(one: CountyFigure, *, for_user: User, asked: Asked) -> dict[str, Any]:
    """One figure that is asked for by itself."""
    where = [*one.where, *asked.where(one.time)]
    return answer(one, where, statistics.figures(one.register, for_user=for_user, where=where)[one.figure])


def _without(where: list[str], figure: Figure) -> list[str]:
    """A condition that the figure has itself need not be asked twice."""
    return [text for text in where if text not in figure.where]


def parts_of(register: Register, declared: Figure | Rate | Change) -> list[Figure]:
    """The figures that a figure is made of: itself, or part and whole of a rate."""
    known = {figure.name: figure for figure in register.figures}
    if isinstance(declared, Rate):
        return [known[declared.part], known[declared.whole]]
    return [known[declared.figure]] if isinstance(declared, Change) else [declared]


def figure_parts(one: CountyFigure, *, for_user: User, asked: Asked) -> dict[str, Any]:
    """One figure by town, by sector and by month, each part with its filter."""
    where = [*one.where, *asked.where(one.time)]
    return {
        **answered(one, for_user=for_user, asked=asked), "section": one.section,
        "by_town": list(by_column(one, "town", for_user, where)),
        "by_field": list(by_column(one, "field", for_user, where)),
        "by_month": by_month(one, for_user, asked),
    }  # fmt: skip


def by_column(one: CountyFigure, name: str, reader: User, where: list[str]) -> Iterator[dict[str, Any]]:
    """The figure for each value of a column that every register has; largest first."""
    key = f"{name}_id" if name == "town" else name
    rows = record_rows(one.register, for_user=reader).filter(condition(one.register, where, reader)).order_by()
    grouped = rows.annotate(value_=F(key)).values("value_").annotate(**_sums(one, reader, Q()))
    words: dict[str, str] = dict(Town.objects.values_list("pk", "name")) if name == "town" else dict(Field.choices)
    found = [(group["value_"] or "-", _value(one, group)) for group in grouped]
    for code, value in sorted(found, key=lambda pair: (-(pair[1] or 0), pair[0])):
        yield {"label": words.get(code, "未填"), **_part(one, [f"{name}:{code}", *where], value)}


def by_month(one: CountyFigure, reader: User, asked: Asked) -> list[dict[str, Any]]:
    """The figure for each of the last months up to the end of the period, oldest first; one query."""
    last = asked.until or newest_day(one, reader)
    if last is None:
        return []
    where = [*one.where, *Asked(asked.town, asked.field).where(one.time)]
    spans = list(months_to(last))
    sums: dict[str, Any] = {}
    for n, (begins, ends) in enumerate(spans):
        within = condition(one.register, [f"{one.time}:{begins}..{ends}"], reader)
        sums |= {f"m{n}_{name}": made for name, made in _sums(one, reader, within).items()}
    rows = record_rows(one.register, for_user=reader).filter(condition(one.register, where, reader)).order_by()
    found = rows.aggregate(**sums)
    return [
        {"label": f"{begins:%Y-%m}", **_part(one, [*where, f"{one.time}:{begins}..{ends}"],
         _value(one, {name.partition("_")[2]: v for name, v in found.items() if name.startswith(f"m{n}_")}))}
        for n, (begins, ends) in enumerate(spans)
    ]  # fmt: skip


def newest_day(one: CountyFigure, reader: User) -> date | None:
    """The day of the newest row by the figure's own time."""
    at = record_rows(one.register, for_user=reader).aggregate(at=Max(one.time))["at"]
    return at.astimezone(LOCAL).date() if at else None


def months_to(last: date, count: int = MONTHS) -> Iterator[tuple[date, date]]:
    """``(first day, last day)`` of the months up to that of ``last``, oldest first."""
    year, month = last.year, last.month - count + 1
    for n in range(count):
        y, m = year + (month + n - 1) // 12, (month + n - 1) % 12 + 1
        after = date(y + m // 12, m % 12 + 1, 1)
        yield date(y, m, 1), after - timedelta(days=1)


def _sums(one: CountyFigure, reader: User, within: Q) -> dict[str, Any]:
    """What must be counted for the figure, by the name of each part."""
    found: dict[str, Any] = {}
    for figure in parts_of(one.register, one.declared):
        q = (condition(one.register, figure.where, reader) if figure.where else Q()) & within
        found[f"f_{figure.name}"] = statistics.counts(figure, q or None)
    return found


def _value(one: CountyFigure, row: dict[str, Any]) -> float | None:
    numbers = [float(row[f"f_{figure.name}"] or 0) for figure in parts_of(one.register, one.declared)]
    if isinstance(one.declared, Rate):
        return statistics.percent(*numbers)
    return int(numbers[0]) if numbers[0] == int(numbers[0]) else round(numbers[0], 2)


def _part(one: CountyFigure, where: list[str], value: float | None) -> dict[str, Any]:
    first = parts_of(one.register, one.declared)[0]
    return {"value": value, "where": [*_without(where, first), *first.where]}
