"""Documents of drills and commands."""

from typing import Any

from anlan.records.core.clock import LOCAL
from anlan.records.registry.declare import BoardRows
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


CALLS = ["顺序", "岗位", "人员", "电话", "备用电话", "职责"]


def call_list(plan: Any, reader: Any) -> list[Any]:
    """应急通讯录: hangs beside the telephone."""
    return [Para(f"{plan.title}（第 {plan.edition} 版）"), Table([CALLS, *calls_of(plan)]),
            Para("依顺序呼叫；无人接听打备用电话，再无人接听即呼下一人。")]  # fmt: skip


def steps_of(plan: Any, reader: Any) -> list[Any]:
    """预案执行卡: posts, steps and who to call, on one sheet."""
    rows = [[f"{step.rank}", step.title, step.post.title, f"{step.within_min} 分钟内", step.text]
            for step in plan.plan_steps.filter(is_open=True).select_related("post").order_by("rank", "id")]  # fmt: skip
    return [Heading("步骤"), Table([["步骤", "名称", "责任岗位", "时限", "做什么"], *rows]),
            Heading("应急通讯录"), Table([CALLS, *calls_of(plan)]), Heading("要点"),
            Para(plan.text or "—")]  # fmt: skip


def calls_of(plan: Any) -> list[list[str]]:
    """The call list's rows, in the order of calling."""
    posts = plan.posts.filter(is_open=True).order_by("rank", "id")
    return [[f"{one.rank}", one.title, one.holder, one.phone, one.second_phone or "—", one.duty or "—"]
            for one in posts]  # fmt: skip


def calls_board(command: Any, reader: Any) -> BoardRows:
    """Whom to call now, on the page of the command."""
    if command.plan is None:
        return BoardRows(CALLS, [], note="未启动预案。")
    return BoardRows(CALLS, [(row, []) for row in calls_of(command.plan)], note=f"{command.plan.title}")


def log_of(command: Any, reader: Any) -> list[Any]:
    """应急处置大事记, from the timeline; what people said to each other stands apart, as 会商记录."""
    lines = Entry.objects.filter(register="commands", record_id=command.pk).order_by("id")
    rows = [_line(line) for line in lines if line.kind != "comment"]
    said = [_line(line) for line in lines if line.kind == "comment"]
    talk = [Heading("会商记录"), Table([["时间", "人员", "内容"], *said])] if said else []
    tasks = [[task.unit, task.description, task.result or task.next_step] for task in command.tasks.order_by("id")]
    return [Heading("事件"), Para(f"{command.event}（{command.place}）"), Heading("大事记"),
            Table([["时间", "人员", "内容"], *rows]), Heading("任务"),
            Table([["单位", "任务", "情况"], *tasks]), *talk, Heading("结论"),
            Para(command.conclusion or "处置中。")]  # fmt: skip


def _line(line: Entry) -> list[str]:
    return [f"{line.at.astimezone(LOCAL):%m-%d %H:%M}", line.by_name, line.text]
