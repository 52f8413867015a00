"""Documents of drills and commands."""

from typing import Any

from anlan.records.core.clock import LOCAL
from anlan.records.registry.models import Entry
from anlan.records.registry.papers import Heading, Para, Table, day


def evaluation(drill: Any, reader: Any) -> list[Any]:
    """演练评估报告."""
    facts = [["项目", "内容"], ["演练", drill.title], ["方式", drill.get_manner_display()],
             ["日期", day(drill.planned_on)], ["参演人数", f"{drill.people_count}"],
             ["得分", f"{drill.score if drill.score is not None else '未评估'}"],
             ["下次演练期限", day(drill.next_on)]]  # fmt: skip
    return [Heading("基本情况"), Table(facts), Heading("脚本"), Para(drill.script), Heading("记录"),
            Para(drill.record_text or "尚未演练。"), Heading("问题与改进"),
            Para(f"{drill.problems or '无。'} {drill.improvement}")]  # fmt: skip


def log_of(command: Any, reader: Any) -> list[Any]:
    """应急处置大事记, from the timeline."""
    lines = Entry.objects.filter(register="commands", record_id=command.pk).order_by("id")
    rows = [[f"{line.at.astimezone(LOCAL):%m-%d %H:%M}", line.by_name, line.text] for line in lines]
    tasks = [[task.unit, task.description, task.result or task.next_step] for task in command.tasks.order_by("id")]
    return [Heading("事件"), Para(f"{command.event}（{command.place}）"), Heading("大事记"),
            Table([["时间", "人员", "内容"], *rows]), Heading("任务"),
            Table([["单位", "任务", "情况"], *tasks]), Heading("结论"),
            Para(command.conclusion or "处置中。")]  # fmt: skip
