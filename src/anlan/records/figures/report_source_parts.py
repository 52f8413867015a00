"""A part of a report over alarms or work orders: figures by group, rows, or lines over time."""

from datetime import date
from typing import TYPE_CHECKING, Any

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.figures.report_lines import CHART_BARS, lines, over_time, said
from anlan.records.figures.report_sources import Source, Word

if TYPE_CHECKING:
    from anlan.records.figures.report_parts import ReportPart


def source_result(
    source: Source, part: "ReportPart", *, for_user: User, days: tuple[date, date] | None, rows_max: int
) -> dict[str, Any]:
    """A part over alarms or work orders; as :func:`part_result`, without filters that a register's list would take.

    Raises:
        Invalid: a figure, filter, column or dimension that the source does not have.
    """
    found: dict[str, Any] = {
        "heading": part.heading or source.label, "register_name": source.name, "label": source.label, "head": [],
        "rows": [], "where": [], "is_cut": False, "chart": None, "refused": "",
    }  # fmt: skip
    if not for_user.may(source.right):
        return {**found, "refused": f"您的角色没有查看“{source.label}”的权限。"}
    if part.mode == "rows":
        return {**found, **_source_rows(source, part, for_user, days, rows_max)}
    names = list(dict.fromkeys(part.figures)) or [source.figures[0].name]
    figures = [(name, source.figure(name).label) for name in names]

    def count(cut: tuple[date, date] | None) -> dict[str, Any]:
        return source.count(source.asked(for_user, part.where, cut), names)

    if part.mode == "lines":
        return {**found, **over_time(lines(days, part.step, figures, count), figures, count(days))}
    groups = source.groups(source.asked(for_user, part.where, days), part.by, names) if part.by else []
    total = ["合计", *(said(count(days)[name]) for name in names)]
    rows = [[group["label"], *(said(group["figures"][name]) for name in names)] for group in groups[:rows_max]]
    bars = [[group["label"], group["figures"][names[0]]] for group in groups[:CHART_BARS]]
    head = [next((one.label for one in source.dimensions if one.name == part.by), "范围"), *(h for _, h in figures)]
    chart = {"title": figures[0][1], "bars": bars} if part.has_chart and bars else None
    return {**found, "head": head, "rows": [*rows, total], "chart": chart, "is_cut": len(groups) > rows_max}


def _source_rows(
    source: Source, part: "ReportPart", reader: User, days: tuple[date, date] | None, rows_max: int
) -> dict[str, Any]:
    wanted = set(part.columns) or {one.name for one in source.columns}
    if unknown := wanted - {one.name for one in source.columns}:
        raise Invalid(f"“{source.label}”不能显示这些列：{'、'.join(sorted(unknown))}。", fields={"columns": "列有误。"})
    shown = [one for one in source.columns if one.name in wanted]
    rows = source.asked(reader, part.where, days).order_by(f"-{source.day.path}", "-pk")
    found = list(rows.values_list(*(one.path for one in shown))[: rows_max + 1])
    cells = [[_cell(one, value) for one, value in zip(shown, row, strict=True)] for row in found[:rows_max]]
    return {"head": [one.label for one in shown], "rows": cells, "is_cut": len(found) > rows_max}


def _cell(one: Word, value: Any) -> str:
    return value.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M") if hasattr(value, "astimezone") else one.said(value)
