"""What may be told to a platform above: kinds of facts and the fields of each. Published as a schema.

A field is offered only if it is named here, or is a choice, number, date or mark of a register: what people typed stays
at home, since it may name somebody or hold a telephone number; only number and title go. A register whose rows are
about persons, or that is confidential (tips), is not in the catalogue at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anlan.records.alarm_log.models import Alarm
from anlan.records.incidents.models import Incident
from anlan.records.registry.catalog import registers
from anlan.records.registry.columns import Column, columns
from anlan.records.registry.declare import Register
from anlan.records.registry.values import shown

SCHEMA = "anlan.fact/1"
#: Kinds of a register's columns that cannot name anybody.
TOLD = frozenset({"integer", "number", "date", "datetime", "choice", "flag"})
TEST = "test"


@dataclass(frozen=True)
class Field:
    """One member of a fact's ``record``."""

    name: str
    label: str
    en: str
    kind: str


@dataclass(frozen=True)
class Kind:
    """One kind of fact: what it is read from, and what of it is said."""

    name: str
    label: str
    en: str
    topic: str
    model: Any
    fields: tuple[Field, ...]
    read: Callable[[Any], dict[str, Any]]
    quiet: frozenset[str] = frozenset()  # events that only move screens


_ALARM = (
    Field("state", "状态", "State", "text"), Field("grade", "等级", "Grade", "text"),
    Field("rule", "规则", "Rule", "text"), Field("point_name", "测点", "Point", "text"),
    Field("place", "位置", "Place", "text"), Field("value", "报警值", "Value", "number"),
    Field("peak_value", "峰值", "Peak", "number"), Field("set_point", "设定值", "Set point", "number"),
    Field("unit", "单位", "Unit", "text"), Field("raised_at", "发生时间", "Raised", "datetime"),
    Field("cleared_at", "恢复时间", "Cleared", "datetime"), Field("is_false", "误报", "False alarm", "flag"),
    Field("incident_no", "工单编号", "Work order", "text"),
)  # fmt: skip
_INCIDENT = (
    Field("no", "工单编号", "No.", "text"), Field("state", "状态", "State", "text"),
    Field("grade", "等级", "Grade", "text"), Field("place", "位置", "Place", "text"),
    Field("opened_at", "生成时间", "Opened", "datetime"), Field("accepted_at", "签收时间", "Accepted", "datetime"),
    Field("fed_back_at", "反馈时间", "Fed back", "datetime"), Field("closed_at", "办结时间", "Closed", "datetime"),
    Field("is_overdue", "超时", "Overdue", "flag"), Field("escalation_level", "升级次数", "Escalations", "integer"),
)  # fmt: skip


def kinds() -> dict[str, Kind]:
    """Everything that may be chosen, by name: alarms, work orders, then the registers."""
    found = [
        Kind("alarms", "报警", "Alarms", "alarm", Alarm, _ALARM, _reader(_ALARM),
             frozenset({"annunciated", "merged", "activations"})),
        Kind("incidents", "工单", "Work orders", "incident", Incident, _INCIDENT, _reader(_INCIDENT),
             frozenset({"alarm_changed", "alarms", "notified", "flood", "people"})),
    ]  # fmt: skip
    found += [_of(register) for register in registers().values() if _is_told(register)]
    return {kind.name: kind for kind in found}


def _is_told(register: Register) -> bool:
    return not (register.is_confidential or register.names_people)


def _reader(fields: tuple[Field, ...]) -> Callable[[Any], dict[str, Any]]:
    return lambda row: {field.name: _plain(getattr(row, field.name)) for field in fields}


def _of(register: Register) -> Kind:
    names = dict.fromkeys(("no", "state", *register.list_columns, *register.filters, "opened_at", "closed_at"))
    said = [one for one in columns(register, names) if one.kind in TOLD or one.name == "no"]

    def read(record: Any) -> dict[str, Any]:
        return {one.name: _code(one, record) for one in said}

    fields = tuple(Field(one.name, one.label, one.en, one.kind) for one in said)
    return Kind(register.name, register.label, register.en, "register", register.model, fields, read,
                frozenset({"comment"}))  # fmt: skip


def _code(column: Column, record: Any) -> Any:
    value = shown(column, record)
    return value["value"] if isinstance(value, dict) and "value" in value else value


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
