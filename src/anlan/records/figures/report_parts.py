"""What a report is made of, and how a part is worked out: the lists' filters and the registers' statistics, no more.

A part takes one register and either breaks figures down by a dimension or lists rows with chosen columns. Every
question goes through the register's own selectors, so a report can show nothing that the reader's lists do not.
"""

from datetime import date, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.figures.bulletins import last_ended, span_of
from anlan.records.figures.report_lines import CHART_BARS, lines, over_time, said
from anlan.records.figures.report_source_parts import source_result
from anlan.records.figures.report_sources import SOURCES
from anlan.records.registry import selectors, statistics
from anlan.records.registry.catalog import registers
from anlan.records.registry.columns import Column, column, columns
from anlan.records.registry.declare import Figure, Register
from anlan.records.registry.filters import filterable
from anlan.records.registry.looking import looked
from anlan.records.registry.values import as_text

PARTS_MAX = 6
#: On screen and on paper; a workbook takes more.
ROWS_SHOWN, ROWS_IN_BOOK = 200, 5_000
SUM = "sum:"
Period = Literal["", "today", "week", "month", "year", "last_week", "last_month"]
PERIODS = {"": "全部时间", "today": "今日", "week": "本周", "month": "本月", "year": "本年", "last_week": "上周",
           "last_month": "上月"}  # fmt: skip


class ReportPart(BaseModel):
    """One table of a report. ``figures`` are names that the register declares, or ``sum:<column>`` of a number.

    ``register_name`` may be ``alarms`` or ``incidents`` as well (:mod:`report_sources`). ``mode``: figures by group,
    rows with a total of their numbers, or lines over time, a point every ``step``.
    """

    model_config = ConfigDict(extra="forbid")

    heading: str = Field(default="", max_length=60)
    register_name: str = Field(max_length=32)
    mode: Literal["groups", "rows", "lines"] = "groups"
    where: list[str] = Field(default=[], max_length=20)
    day_column: str = Field(default="opened_at", max_length=64)
    by: str = Field(default="", max_length=64)
    figures: list[str] = Field(default=[], max_length=12)
    columns: list[str] = Field(default=[], max_length=20)
    sort: str = Field(default="", max_length=64)
    has_chart: bool = False
    step: Literal["day", "week", "month"] = "day"


class ReportDefinition(BaseModel):
    """A whole report."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=60)
    period: Period = "month"
    parts: list[ReportPart] = Field(min_length=1, max_length=PARTS_MAX)


def span(period: str) -> tuple[date, date] | None:
    """First and last day of a period as of today; None for all time."""
    today = clock.today()
    if period == "year":
        return today.replace(month=1, day=1), today
    if period in ("today", "week", "month"):
        kind = {"today": "daily", "week": "weekly", "month": "monthly"}[period]
        return span_of(kind, today)[0], today
    if period == "last_week":
        return last_ended("weekly", today - timedelta(days=today.weekday()))
    return last_ended("monthly", today.replace(day=1)) if period == "last_month" else None


def part_result(part: ReportPart, *, for_user: User, days: tuple[date, date] | None, rows_max: int) -> dict[str, Any]:
    """``{heading, register_name, label, head, rows, where, is_cut, chart, refused}``.

    ``where`` has, for each row, the filter that lists what it counts. A register that the reader may not look at gives
    no rows and says so in ``refused``: the other parts of a shared report still stand.

    Raises:
        Invalid: a column, figure, filter or dimension that the register does not have.
    """
    if (source := SOURCES.get(part.register_name)) is not None:
        return source_result(source, part, for_user=for_user, days=days, rows_max=rows_max)
    register = _register(part.register_name)
    label = register.label
    found: dict[str, Any] = {
        "heading": part.heading or label, "register_name": register.name, "label": label, "head": [], "rows": [],
        "where": [], "is_cut": False, "chart": None, "refused": "",
    }  # fmt: skip
    if not for_user.may(register.right("view")):
        return {**found, "refused": f"您的角色没有查看“{label}”的权限。"}
    asked = [*part.where, *_within(register, part, days)]
    if part.mode == "lines":
        return {**found, **_lines(register, part, for_user, days)}
    work = _rows if part.mode == "rows" else _groups
    return {**found, **work(register, part, for_user, asked, rows_max)}


def _register(name: str) -> Register:
    found = registers().get(name)
    if found is None:
        raise Invalid(f"没有“{name[:32]}”这本台账。", fields={"parts": "台账有误。"})
    return found


def _within(register: Register, part: ReportPart, days: tuple[date, date] | None) -> list[str]:
    known = {one.name for one in filterable(register) if one.kind in ("date", "datetime")}
    if part.day_column not in known:
        raise Invalid(f"“{register.label}”不能按该日期统计，可用：{'、'.join(sorted(known))}。")
    return [f"{part.day_column}:{days[0]}..{days[1]}"] if days else []


def sums(register: Register) -> list[str]:
    """Columns of a register that can be added up: numbers that its pages show."""
    return [one.name for one in columns(register, selectors.pickable(register)) if one.kind in ("integer", "number")]


def _chosen(register: Register, names: list[str]) -> tuple[list[tuple[str, str, bool]], tuple[Figure, ...]]:
    """``[(name, label, is a percentage)]`` and the figures among them that the register does not declare."""
    known = {one.name: (one.label + (f"（{one.unit}）" if one.unit else ""), False) for one in register.figures}
    known |= {one.name: (f"{one.label}（%）", True) for one in register.rates}
    known |= {change.name: (f"{change.label}（%）", True) for change in register.changes}
    extra = []
    for name in names:
        of = name.removeprefix(SUM)
        if name.startswith(SUM) and of in sums(register):
            known[name] = (f"{column(register, of).label}合计", False)
            extra.append(Figure(f"sum_{of}", "", "", column=of))
        elif name not in known:
            raise Invalid(f"“{register.label}”没有“{name[:64]}”这项数字。", fields={"figures": "统计项有误。"})
    wanted = names or [one.name for one in register.figures[:3]]
    return [(name, *known[name]) for name in dict.fromkeys(wanted)], tuple(dict.fromkeys(extra))


def _groups(register: Register, part: ReportPart, reader: User, asked: list[str], rows_max: int) -> dict[str, Any]:
    shown, extra = _chosen(register, part.figures)
    keys = [name.replace(":", "_") for name, _, _ in shown]
    total = statistics.figures(register, for_user=reader, where=asked, extra=extra)
    groups = statistics.breakdown(register, for_user=reader, by=part.by, where=asked, extra=extra) if part.by else []
    heads = [column(register, part.by).label if part.by else "范围", *(label for _, label, _ in shown)]
    rows = [[group["label"], *(said(group["figures"][key]) for key in keys)] for group in groups[:rows_max]]
    where = [[*asked, *group["where"]] for group in groups[:rows_max]]
    bars = [(group["label"], group["figures"][keys[0]] or 0) for group in groups[:CHART_BARS]]
    chart = {"title": shown[0][1], "bars": [list(bar) for bar in bars]} if part.has_chart and bars else None
    is_cut = len(groups) >= statistics.GROUPS_MAX or len(groups) > rows_max
    total_row = ["合计", *(said(total[key]) for key in keys)]
    return {"head": heads, "rows": [*rows, total_row], "where": [*where, asked], "is_cut": is_cut, "chart": chart}


def _lines(register: Register, part: ReportPart, reader: User, days: tuple[date, date] | None) -> dict[str, Any]:
    shown, extra = _chosen(register, part.figures)

    def count(cut: tuple[date, date]) -> dict[str, Any]:
        asked = [*part.where, *_within(register, part, cut)]
        return statistics.figures(register, for_user=reader, where=asked, extra=extra)

    found = lines(days, part.step, [(name.replace(":", "_"), label) for name, label, _ in shown], count)
    where = [[*part.where, *_within(register, part, cut)] for cut in [*found["cuts"], days]]
    total = count(days) if days else {}
    return {**over_time(found, [(name.replace(":", "_"), label) for name, label, _ in shown], total), "where": where}


def _rows(register: Register, part: ReportPart, reader: User, asked: list[str], rows_max: int) -> dict[str, Any]:
    names = selectors.picked(register, part.columns)
    shown = columns(register, dict.fromkeys(("no", *names, "state")))
    rows = selectors.record_list(register, for_user=reader, where=asked, sort=part.sort)
    found = list(rows[: rows_max + 1])
    looked(register, "report", by=reader, facts={"rows": min(len(found), rows_max)})
    cells = [[str(as_text(one, record)) for one in shown] for record in found[:rows_max]]
    where = [[f"id:{record.pk}"] for record in found[:rows_max]]
    total = _total(register, shown, reader, asked)
    cells, where = ([*cells, total], [*where, asked]) if total else (cells, where)
    return {"head": [one.label for one in shown], "rows": cells, "where": where, "is_cut": len(found) > rows_max}


def _total(register: Register, shown: list[Column], reader: User, asked: list[str]) -> list[str]:
    """The numbers of all rows added up, those that are cut off too; empty where no column is a number."""
    numbers = [one.name for one in shown if one.name in sums(register)]
    if not numbers:
        return []
    extra = tuple(Figure(f"sum_{name}", "", "", column=name) for name in numbers)
    total = statistics.figures(register, for_user=reader, where=asked, extra=extra)
    return [said(total[f"sum_{one.name}"]) if one.name in numbers else "" if n else "合计"
            for n, one in enumerate(shown)]  # fmt: skip
