"""Figures: named questions over rows. Every number comes with the filter that lists exactly those rows."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registry.columns import Column, column
from anlan.records.registry.declare import Change, Figure, Register
from anlan.records.registry.filters import condition
from anlan.records.registry.selectors import record_rows

#: Groups of a breakdown; more cannot be read, and the rest is said to be left out.
GROUPS_MAX = 200


def figures(
    register: Register, *, for_user: User, where: list[str] | None = None, extra: tuple[Figure, ...] = ()
) -> dict[str, Any]:
    """``{figure or rate: number}`` over what the reader sees and ``where`` keeps; one query. ``extra`` are figures that
    the register does not declare, such as the sum of a column that a report asks for."""
    rows = record_rows(register, for_user=for_user).filter(condition(register, where or [], for_user)).order_by()
    found = _with_rates(register, rows.aggregate(**_aggregates(register, for_user, extra)), extra)
    return found | changes(register, for_user=for_user, where=where or [])


def changes(register: Register, *, for_user: User, where: list[str]) -> dict[str, float | None]:
    """``{change: percent}``: each figure against the same days a year before; None where there was nothing."""
    found: dict[str, float | None] = {}
    for one in register.changes:
        days = [text.partition(":")[2] for text in where if text.startswith(f"{one.column}:")]
        now, before = (_counted(register, for_user, where, one, span) for span in _spans(days))
        found[one.name] = round(100 * (now - before) / before, 1) if before else None
    return found


def _counted(register: Register, reader: User, where: list[str], one: Change, span: tuple[date, date]) -> float:
    rest = [text for text in where if not text.startswith(f"{one.column}:")]
    asked = [*rest, f"{one.column}:{span[0]}..{span[1]}"]
    rows = record_rows(register, for_user=reader).filter(condition(register, asked, reader)).order_by()
    return _number(rows.aggregate(**_aggregates(register, reader))[f"f_{one.figure}"])


def _spans(days: list[str]) -> tuple[tuple[date, date], tuple[date, date]]:
    """The span that is asked about (this year so far, unless a whole span is given) and the one a year before."""
    begins, _, ends = (days[0] if days else "").partition("..")
    try:
        span = date.fromisoformat(begins), date.fromisoformat(ends)
    except ValueError:
        span = clock.today().replace(month=1, day=1), clock.today()
    return span, (_year_before(span[0]), _year_before(span[1]))


def _year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def breakdown(
    register: Register, *, for_user: User, by: str, where: list[str] | None = None, extra: tuple[Figure, ...] = ()
) -> list[dict[str, Any]]:
    """The same figures for every value of the dimension ``by``: ``{value, label, where, figures}``, most rows first.

    Raises:
        Invalid: no such dimension.
    """
    if by not in register.dimensions:
        known = "、".join(register.dimensions)
        raise Invalid(f"不能按“{by[:40]}”统计。可用：{known}。", fields={"by": "统计维度有误。"})
    rows = record_rows(register, for_user=for_user).filter(condition(register, where or [], for_user)).order_by()
    one = column(register, by)
    groups = _groups(register, rows, one, for_user, extra)
    names = _names(one, register, [group["value_"] for group in groups])
    return [_group(register, one, group, names, extra) for group in groups]


def drill_down(register: Register, figure: Figure) -> dict[str, Any]:
    """A figure as the schema gives it: its name, unit, and the filter that yields its rows."""
    words = {"name": figure.name, "label": figure.label, "en": figure.en, "unit": figure.unit}
    return {**words, "where": list(figure.where)}


def _aggregates(register: Register, reader: User, extra: tuple[Figure, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for figure in (*register.figures, *extra):
        q = condition(register, figure.where, reader) if figure.where else Q()
        found[f"f_{figure.name}"] = counts(figure, q)
    return found


def counts(figure: Figure, q: Q | None = None) -> Sum | Count:
    """What a figure counts of the rows that ``q`` keeps: their number, or the sum of its column."""
    return Sum(figure.column, filter=q) if figure.column else Count("pk", filter=q)


def _groups(
    register: Register, rows: QuerySet[Any], one: Column, reader: User, extra: tuple[Figure, ...]
) -> list[dict[str, Any]]:
    key = F(f"{one.name}_id") if one.kind in ("person", "enterprise", "town", "record") else F(one.name)
    grouped = (
        rows.annotate(value_=key).values("value_").annotate(rows_=Count("pk"), **_aggregates(register, reader, extra))
    )
    return list(grouped.order_by("-rows_", "value_")[:GROUPS_MAX])


def _names(one: Column, register: Register, keys: list[Any]) -> dict[Any, str]:
    if one.choices:
        return dict(one.choices)
    if one.kind == "flag":
        return {True: "是", False: "否"}
    if one.kind in ("person", "enterprise", "town", "record"):
        related = register.model._meta.get_field(one.name).related_model
        return {row.pk: getattr(row, "name", None) or str(row) for row in related.objects.filter(pk__in=keys)}
    return {}


def _group(
    register: Register, one: Column, group: dict[str, Any], names: dict[Any, str], extra: tuple[Figure, ...]
) -> dict[str, Any]:
    value = group["value_"]
    text = "-" if value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)
    label = names.get(value) or ("未填" if value in (None, "") else str(value))
    if one.kind in ("text", "long_text") and text != "-":
        text = f"={text}"
    found = {change.name: None for change in register.changes} | _with_rates(register, group, extra)
    return {"value": text, "label": label, "where": [f"{one.name}:{text}"], "figures": found}


def _with_rates(register: Register, row: dict[str, Any], extra: tuple[Figure, ...] = ()) -> dict[str, Any]:
    found: dict[str, float | None] = {
        figure.name: _number(row[f"f_{figure.name}"]) for figure in (*register.figures, *extra)
    }
    for rate in register.rates:
        found[rate.name] = percent(found[rate.part], found[rate.whole])
    return found


def _number(value: Any) -> float | int:
    return 0 if value is None else int(value) if value == int(value) else round(float(value), 2)


def percent(part: float | None, whole: float | None) -> float | None:
    """``part`` of ``whole`` in percent to two places; None where there is no whole."""
    return round(100 * (part or 0) / whole, 2) if whole else None
