"""Documents of trainings."""

from typing import Any

from anlan.records.registry.papers import Heading, Para, Table, day


def report(batch: Any, reader: Any) -> list[Any]:
    """培训总结: who came, who passed."""
    facts = [
        ["项目", "内容"],
        ["培训班", batch.title],
        ["对象", batch.get_audience_display()],
        ["方式", batch.get_manner_display()],
        ["日期", day(batch.begins_on)],
        ["应到", f"{batch.invited_count} 人"],
        ["实到", f"{batch.attended_count} 人"],
        ["合格", f"{batch.passed_count} 人"],
    ]
    return [Heading("培训情况"), Table(facts), Heading("小结"), Para(batch.summary or "尚未填写。")]
