"""Documents of outreach."""

from typing import Any

from anlan.records.registry.papers import Heading, Para, Table, day


def event_report(event: Any, reader: Any) -> list[Any]:
    """宣传活动总结."""
    facts = [["项目", "内容"], ["类别", event.get_kind_display()], ["日期", day(event.planned_on)],
             ["地点", event.place or "—"], ["参与人数", f"{event.reach_count}"],
             ["发放资料", f"{event.material_count} 份"]]  # fmt: skip
    return [Heading("活动概况"), Table(facts), Heading("活动情况"), Para(event.summary or "尚未举办。")]


def exposure(article: Any, reader: Any) -> list[Any]:
    """刊发稿签."""
    people = article.written_by.name if article.written_by else "—"
    return [
        Heading("稿件"),
        Para(f"{article.title}（{article.get_kind_display()}，{article.medium}{article.issue_no}）"),
        Para(article.body or "（正文另附）"),
        Heading("被曝光单位意见"),
        Para(article.right_of_reply or "不涉及。"),
        Para(f"撰稿人：{people}。"),
    ]
