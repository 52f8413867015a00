"""Numbers over time: the days of a report cut into days, weeks or months, one point of each line for every cut."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from anlan.records.core.errors import Invalid

#: More points cannot be read, and each is a question to the database.
STEPS_MAX = 62
LINES_MAX = 6
CHART_BARS = 20
STEPS = {"day": "日", "week": "周", "month": "月"}
Days = tuple[date, date]


def cuts(days: Days | None, step: str) -> list[Days]:
    """The days cut up; the first and the last week or month may be part of one.

    Raises:
        Invalid: no days, or too many cuts.
    """
    if days is None:
        raise Invalid("趋势须有统计期间，请选择本周、本月、本年等。", fields={"period": "请选择统计期间。"})
    found, begins = [], days[0]
    while begins <= days[1]:
        ends = min(days[1], _next(begins, step) - timedelta(days=1))
        found.append((begins, ends))
        begins = ends + timedelta(days=1)
        if len(found) > STEPS_MAX:
            raise Invalid(f"趋势最多 {STEPS_MAX} 个点，请改为按周或按月。", fields={"step": "间隔太小。"})
    return found


def _next(day: date, step: str) -> date:
    if step == "week":
        return day + timedelta(days=7 - day.weekday())
    if step == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=1)


def label_of(cut: Days, step: str) -> str:
    """How a cut is called on the axis."""
    if step == "month":
        return f"{cut[0]:%Y-%m}"
    return f"{cut[0]:%m-%d}" if step == "day" else f"{cut[0]:%m-%d}–{cut[1]:%m-%d}"


def lines(
    days: Days | None, step: str, figures: list[tuple[str, str]], count: Callable[[Days], dict[str, Any]]
) -> dict[str, Any]:
    """``{labels, cuts, numbers, chart}``; ``figures`` are ``(key, label)``, ``count`` gives their numbers over days."""
    found = cuts(days, step)
    numbers = [count(cut) for cut in found]
    labels = [label_of(cut, step) for cut in found]
    series = [{"name": label, "values": [row[key] for row in numbers]} for key, label in figures[:LINES_MAX]]
    title = "、".join(label for _, label in figures[:LINES_MAX])
    chart = {"kind": "lines", "title": f"{title}（按{STEPS[step]}）", "bars": [], "labels": labels, "series": series}
    return {"labels": labels, "cuts": found, "numbers": numbers, "chart": chart}


def over_time(found: dict[str, Any], figures: list[tuple[str, str]], total: dict[str, Any]) -> dict[str, Any]:
    """Lines as a table with its total, and their chart."""
    rows = [[label, *(said(numbers[key]) for key, _ in figures)]
            for label, numbers in zip(found["labels"], found["numbers"], strict=True)]  # fmt: skip
    rows.append(["合计", *(said(total[key]) for key, _ in figures)])
    return {"head": ["时间", *(label for _, label in figures)], "rows": rows, "chart": found["chart"]}


def said(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,}"
