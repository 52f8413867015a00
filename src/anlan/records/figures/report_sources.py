"""What a report can take beside registers: alarms and work orders, declared by name, within the reader's own lists."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.alarm_log.choices import GradeChoice
from anlan.records.alarm_log.choices import State as AlarmState
from anlan.records.alarm_log.selectors import alarm_list
from anlan.records.core.clock import LOCAL
from anlan.records.core.errors import Invalid
from anlan.records.incidents.choices import Kind
from anlan.records.incidents.choices import State as OrderState
from anlan.records.incidents.selectors import incident_list
from anlan.records.sites.defaults import defaults_of

GROUPS_MAX = 200
Words = dict[str, str]


@dataclass(frozen=True)
class Word:
    """A figure (``where`` it counts) or a dimension (``path`` it groups by; ``words`` name its values)."""

    name: str
    label: str
    en: str
    where: Q | None = None
    path: str = ""
    words: Words | Callable[[str], str] | None = None

    def said(self, value: Any) -> str:
        """A value as people read it."""
        if value in (None, ""):
            return "未填"
        if callable(self.words):
            return self.words(value)
        return (self.words or {}).get(value, str(value))


@dataclass(frozen=True)
class Source:
    """Rows that a report can count; ``rows`` are those the reader's own list shows, ``day`` is when they came."""

    name: str
    label: str
    en: str
    right: Permission
    rows: Callable[[User], QuerySet[Any]]
    day: Word
    figures: tuple[Word, ...]
    dimensions: tuple[Word, ...]
    columns: tuple[Word, ...]

    def figure(self, name: str) -> Word:
        """One figure.

        Raises:
            Invalid: no such figure.
        """
        return _named(self.figures, name, self.label, "figures")

    def asked(self, reader: User, where: list[str], days: tuple[date, date] | None) -> QuerySet[Any]:
        """The reader's rows that the filters ``dimension:value`` and the days keep.

        Raises:
            Invalid: no such filter.
        """
        rows = self.rows(reader).order_by()
        for text in where:
            name, _, value = text.partition(":")
            one = _named(self.dimensions, name, self.label, "where")
            rows = rows.filter(**{f"{one.path}__in": value.split(",")})
        if days:
            begins, ends = (datetime.combine(one, time(), LOCAL) for one in (days[0], days[1] + timedelta(days=1)))
            rows = rows.filter(**{f"{self.day.path}__gte": begins, f"{self.day.path}__lt": ends})
        return rows

    def count(self, rows: QuerySet[Any], names: list[str]) -> dict[str, int]:
        """``{figure: number}``."""
        found: dict[str, int] = rows.aggregate(**_counts([self.figure(name) for name in names]))
        return found

    def groups(self, rows: QuerySet[Any], by: str, names: list[str]) -> list[dict[str, Any]]:
        """``[{label, figures}]`` by a dimension, most rows first.

        Raises:
            Invalid: no such dimension.
        """
        one = _named(self.dimensions, by, self.label, "by")
        counts = _counts([self.figure(name) for name in names])
        grouped = rows.values_list(one.path).annotate(n_=Count("pk"), **counts).order_by("-n_", one.path)
        return [
            {"label": one.said(value), "figures": dict(zip(names, numbers, strict=True))}
            for value, _, *numbers in grouped[:GROUPS_MAX]
        ]


def _counts(figures: list[Word]) -> dict[str, Count]:
    return {one.name: Count("pk", filter=one.where) for one in figures}


def _named(known: tuple[Word, ...], name: str, label: str, field: str) -> Word:
    for one in known:
        if one.name == name:
            return one
    offered = "、".join(one.name for one in known)
    raise Invalid(f"“{label}”没有“{name[:40]}”，可用：{offered}。", fields={field: "有误。"})


def _kind(code: str) -> str:
    return defaults_of(code).name or code


_SITE = Word("enterprise", "企业", "Enterprise", path="enterprise__name")
_TOWN = Word("town", "乡镇街道", "Town", path="enterprise__town__name")
_GRADE = Word("grade", "等级", "Grade", path="grade", words=dict(GradeChoice.choices))

ALARMS = Source(
    "alarms", "报警", "Alarms", Permission.ALARM_VIEW, lambda reader: alarm_list(for_user=reader, state="all"),
    day=Word("raised_at", "报警时间", "Raised at", path="raised_at"),
    figures=(
        Word("all", "报警数", "Alarms"),
        Word("severe", "红橙报警", "Red and orange", Q(grade__in=("red", "orange"))),
        Word("standing", "仍在报警", "Standing", Q(is_active=True)),
        Word("unacked", "未确认", "Not acknowledged", Q(is_open=True, is_acked=False)),
        Word("false", "误报", "False alarms", Q(is_false=True)),
    ),
    dimensions=(
        _GRADE, Word("kind", "测点类型", "Point kind", path="kind", words=_kind), _SITE, _TOWN,
        Word("state", "状态", "State", path="state", words=dict(AlarmState.choices)),
    ),
    columns=(
        Word("raised_at", "报警时间", "Raised at", path="raised_at"), _SITE,
        Word("point", "测点", "Point", path="point_name"), Word("title", "名称", "Title", path="title"), _GRADE,
        Word("state", "状态", "State", path="state", words=dict(AlarmState.choices)),
    ),
)  # fmt: skip
INCIDENTS = Source(
    "incidents", "处置工单", "Work orders", Permission.INCIDENT_VIEW,
    lambda reader: incident_list(for_user=reader, state="all"),
    day=Word("opened_at", "生成时间", "Opened at", path="opened_at"),
    figures=(
        Word("all", "工单数", "Work orders"),
        Word("closed", "已闭环", "Closed", Q(state="closed")),
        Word("open", "未办结", "Open", Q(is_open=True)),
        Word("overdue", "超时未办结", "Open and overdue", Q(is_open=True, is_overdue=True)),
        Word("escalated", "曾升级", "Escalated", Q(escalation_level__gt=0)),
        Word("false", "误报办结", "False alarms", Q(state="false_alarm")),
    ),
    dimensions=(
        _GRADE, Word("kind", "类别", "Kind", path="kind", words=dict(Kind.choices)), _SITE, _TOWN,
        Word("state", "状态", "State", path="state", words=dict(OrderState.choices)),
    ),
    columns=(
        Word("no", "编号", "Number", path="no"), Word("opened_at", "生成时间", "Opened at", path="opened_at"), _SITE,
        Word("title", "标题", "Title", path="title"), _GRADE,
        Word("state", "状态", "State", path="state", words=dict(OrderState.choices)),
    ),
)  # fmt: skip
SOURCES = {one.name: one for one in (ALARMS, INCIDENTS)}


def item(one: Source | Word) -> dict[str, str]:
    """Name and words, as the API gives them."""
    return {"name": one.name, "label": one.label, "en": one.en}


def source_offer(source: Source) -> dict[str, Any]:
    """What a report can do with a source."""
    return {
        "sums": [], "days": [item(source.day)], "figures": [item(one) for one in source.figures],
        "dimensions": [{**item(one), "choices": _choices(one)} for one in source.dimensions],
        "columns": [item(one) for one in source.columns],
    }  # fmt: skip


def _choices(one: Word) -> list[dict[str, str]]:
    words = one.words if isinstance(one.words, dict) else {}
    return [{"value": value, "label": label} for value, label in words.items()]
