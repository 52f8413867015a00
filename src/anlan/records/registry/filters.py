"""The one language in which lists, saved views, figures and drill-downs ask: ``column:values``.

``state:rectifying,rectified``   one of these          ``state:!closed``            none of these
``deadline:2026-06-01..2026-06-30``  between, both ends in  ``loss:100..``           from here on
``assignee:-``                   empty                 ``assignee:me``              the reader
``unit:=塘下镇``                  exactly this text; without ``=`` it is enough to contain it
``is_overdue:true``              a flag                ``enterprise:12``            by id (a town by its code)

Dates mean days in Asia/Shanghai. Conditions given together must all hold.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from anlan.records.core import clock
from anlan.records.core.clock import LOCAL
from anlan.records.core.errors import Invalid
from anlan.records.registry.columns import Column, column
from anlan.records.registry.declare import Register

#: A question of more conditions than this is a mistake or an attack.
CONDITIONS_MAX, VALUES_MAX = 30, 200
#: Filterable in every register, whatever it declares.
ALWAYS = ("id", "state", "is_open", "is_overdue", "town", "field", "enterprise", "assignee", "opened_by", "opened_at",
          "closed_at", "next_step_due_at", "no")  # fmt: skip


def filterable(register: Register) -> list[Column]:
    """Columns that may be filtered by: those the register declares first."""
    names = dict.fromkeys((*register.filters, *register.dimensions, *ALWAYS))
    return [column(register, name) for name in names]


def condition(register: Register, where: Iterable[str], reader: Any = None) -> Q:
    """All of ``where`` as one condition.

    Raises:
        Invalid: a column that cannot be filtered by, or a value that its kind does not know.
    """
    known = {one.name: one for one in filterable(register)}
    known |= {name: column(register, name) for figure in register.figures
              for name in (part.partition(":")[0] for part in figure.where)}  # fmt: skip
    found = Q()
    for count, text in enumerate(where, start=1):
        name, colon, values = text.partition(":")
        if not colon or name not in known or count > CONDITIONS_MAX:
            raise Invalid(f"不能按“{name[:40]}”筛选。可用：{'、'.join(known)}。", fields={"f": "筛选条件有误。"})
        found &= _one(known[name], values, reader)
    return found


def _one(one: Column, text: str, reader: Any) -> Q:
    if text.startswith("!"):
        return ~_one(one, text[1:], reader)
    if text == "-":
        return (
            Q(**{one.name: ""}) if one.kind in ("text", "long_text", "choice") else Q(**{f"{one.name}__isnull": True})
        )
    if ".." in text and one.kind in ("date", "datetime", "integer", "number"):
        low, _, high = text.partition("..")
        return _from(one, low) & _until(one, high)
    if one.kind in ("date", "datetime"):
        return _from(one, text) & _until(one, text)
    values = text.split(",")[:VALUES_MAX]
    if one.kind in ("text", "long_text"):
        if text.startswith("="):
            return Q(**{one.name: text[1:]})
        return Q(**{f"{one.name}__icontains": text})
    return Q(**{f"{_key(one)}__in": [_value(one, value, reader) for value in values]})


def _key(one: Column) -> str:
    return f"{one.name}_id" if one.kind in ("person", "enterprise", "town", "record") else one.name


def _value(one: Column, text: str, reader: Any) -> Any:
    if one.kind == "person" and text == "me":
        return getattr(reader, "pk", 0)
    if one.kind in ("choice", "town"):
        return text
    if one.kind == "flag":
        return _must(one, text, {"true": True, "false": False}.get(text))
    number: float | None
    try:
        number = float(text) if one.kind == "number" else int(text)
    except ValueError:
        number = None
    return _must(one, text, number if number is not None and abs(number) < 2**62 else None)


def _must(one: Column, text: str, value: Any) -> Any:
    if value is None:
        raise Invalid(f"“{one.label}”不能按“{text[:40]}”筛选。", fields={"f": "筛选条件有误。"})
    return value


def _day(one: Column, text: str) -> date:
    if text.startswith("today"):
        try:
            return clock.today() + timedelta(days=int(text[5:] or 0))
        except (ValueError, OverflowError):
            return _must(one, text, None)  # type: ignore[no-any-return]
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _must(one, text, None)  # type: ignore[no-any-return]


def _from(one: Column, text: str) -> Q:
    if not text:
        return Q()
    if one.kind == "date":
        return Q(**{f"{one.name}__gte": _day(one, text)})
    if one.kind == "datetime":
        return Q(**{f"{one.name}__gte": datetime.combine(_day(one, text), time(), LOCAL)})
    return Q(**{f"{one.name}__gte": _value(one, text, None)})


def _until(one: Column, text: str) -> Q:
    if not text:
        return Q()
    if one.kind == "date":
        return Q(**{f"{one.name}__lte": _day(one, text)})
    if one.kind == "datetime":
        return Q(**{f"{one.name}__lt": datetime.combine(_day(one, text) + timedelta(days=1), time(), LOCAL)})
    return Q(**{f"{one.name}__lte": _value(one, text, None)})
