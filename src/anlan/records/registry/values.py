"""What people filled in, into what the model keeps; and back into what people read."""

import math
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from anlan.records.accounts.models import User
from anlan.records.accounts.selectors import person_list
from anlan.records.core.clock import LOCAL
from anlan.records.places.models import Town
from anlan.records.registry.columns import Column
from anlan.records.sites.models import Enterprise
from anlan.records.sites.selectors import enterprise_list

NUMBER_MAX = 1e12
#: How a ``record`` column finds what it points at; set by :mod:`selectors`, which knows the scopes.
record_finder: Callable[[str, User, int], Any] | None = None


class BadValue(ValueError):
    """One value that cannot be; the text is for the person who typed it."""


def cleaned(columns: Iterable[Column], given: dict[str, Any], reader: User) -> tuple[dict[str, Any], dict[str, str]]:
    """``(values, problems)`` of a filled-in form; references are only found within the reader's scope.

    Columns that were not given are left out of ``values``; required ones that are empty are problems.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column in columns:
        raw = given.get(column.name)
        raw = raw.strip() if isinstance(raw, str) else raw
        if raw in (None, ""):
            if column.is_required:
                wrong[column.name] = "必填。"
            elif column.name in given:
                values[column.name] = empty(column)
            continue
        try:
            values[column.name] = read(column, raw, reader)
        except BadValue as problem:
            wrong[column.name] = str(problem)
    return values, wrong


def empty(column: Column) -> Any:
    """What stands where nothing was filled in."""
    if column.kind == "flag":
        return False
    return "" if column.kind in ("text", "long_text", "choice") else column.default


def read(column: Column, raw: Any, reader: User) -> Any:
    """One value.

    Raises:
        BadValue: not of the column's kind, or pointing at nothing the reader may see.
    """
    return _READERS[column.kind](column, raw, reader)


def _text(column: Column, raw: Any, reader: User) -> str:
    text = str(raw)
    if column.max_length and len(text) > column.max_length:
        raise BadValue(f"不能超过 {column.max_length} 个字，现有 {len(text)} 个。")
    if "\x00" in text:
        raise BadValue("含有不能保存的字符。")
    return text


def _number(column: Column, raw: Any, reader: User) -> float:
    try:
        number = float(raw)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(raw, bool) or not abs(number) < NUMBER_MAX:
        raise BadValue("应为数字。")
    return number


def _integer(column: Column, raw: Any, reader: User) -> int:
    number = _number(column, raw, reader)
    if number != int(number) or number < 0:
        raise BadValue("应为不小于 0 的整数。")
    return int(number)


def _date(column: Column, raw: Any, reader: User) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(str(raw)[:11].strip(), form).date()  # noqa: DTZ007 # a date has no zone
        except ValueError:
            continue
    raise BadValue("应为日期，如 2026-06-30。")


def _datetime(column: Column, raw: Any, reader: User) -> datetime:
    try:
        at = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
    except ValueError:
        raise BadValue("应为时间，如 2026-06-30 09:00。") from None
    return at if at.tzinfo else at.replace(tzinfo=LOCAL)


def _choice(column: Column, raw: Any, reader: User) -> str:
    for value, label in column.choices:
        if raw in (value, label):
            return value
    raise BadValue(f"应为：{'、'.join(label for _, label in column.choices)}。")


def _flag(column: Column, raw: Any, reader: User) -> bool:
    words = {True: True, False: False, "true": True, "false": False, "是": True, "否": False, "1": True, "0": False}
    try:
        return words[raw]
    except (KeyError, TypeError):
        raise BadValue("应为“是”或“否”。") from None


def _enterprise(column: Column, raw: Any, reader: User) -> Enterprise:
    if isinstance(raw, Enterprise):
        return raw
    found = enterprise_list(for_user=reader).filter(pk=_id(raw)).first()
    if found is None:
        raise BadValue("没有这家企业，或不在您的管辖范围内。")
    return found


def _town(column: Column, raw: Any, reader: User) -> Town:
    found = raw if isinstance(raw, Town) else Town.objects.filter(pk=str(raw)[:12]).first()
    if found is None:
        raise BadValue("没有这个乡镇(街道)。")
    return found


def _person(column: Column, raw: Any, reader: User) -> User:
    if isinstance(raw, User):
        return raw
    found = person_list(for_user=reader).filter(pk=_id(raw)).first()
    if found is None:
        raise BadValue("没有这个人员，或不在您可见的范围内。")
    return found


def _record(column: Column, raw: Any, reader: User) -> Any:
    assert record_finder is not None, "selectors sets it"
    found = raw if hasattr(raw, "_meta") else record_finder(column.register_name, reader, _id(raw))
    if found is None:
        raise BadValue("没有这条记录，或不在您的管辖范围内。")
    return found


def _id(raw: Any) -> int:
    try:
        found = int(raw)
    except (TypeError, ValueError):
        found = 0
    return found if 0 < found < 2**63 else 0


_READERS: dict[str, Callable[[Column, Any, User], Any]] = {
    "text": _text, "long_text": _text, "number": _number, "integer": _integer, "date": _date, "datetime": _datetime,
    "choice": _choice, "flag": _flag, "enterprise": _enterprise, "town": _town, "person": _person, "record": _record,
}  # fmt: skip


# --- and back ------------------------------------------------------------------------------------------


def shown(column: Column, record: Any) -> Any:
    """A value as the API gives it: references as ``{id, name}``, instants in UTC, choices as ``{value, label}``."""
    value = getattr(record, column.name)
    if value is None or value == "":
        return None
    if column.kind == "person":
        return {"id": value.pk, "name": value.name, "role_name": value.role_name}
    if column.kind in ("enterprise", "town", "record"):
        return {"id": value.pk, "name": getattr(value, "name", None) or str(value)}
    if column.kind == "choice":
        return {"value": value, "label": dict(column.choices).get(str(value), str(value))}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def as_text(column: Column, record: Any) -> Any:
    """A value as a cell of a table or a line of a document shows it: local time, words for choices."""
    value = getattr(record, column.name)
    if value is None or value == "":
        return ""
    if column.kind == "choice":
        return dict(column.choices).get(str(value), str(value))
    if column.kind == "flag":
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if column.kind in ("person", "enterprise", "town", "record"):
        return getattr(value, "name", None) or str(value)
    return float(value) if isinstance(value, Decimal) else value


def audit_text(value: Any) -> Any:
    """A value as the audit trail keeps it."""
    if hasattr(value, "_meta"):
        return f"{value.pk} {value}"
    return value.isoformat() if isinstance(value, (date, datetime)) else value
