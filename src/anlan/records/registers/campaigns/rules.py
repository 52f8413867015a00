"""What the declarations say by name."""

from collections.abc import Mapping
from typing import Any

from anlan.records.core import clock
from anlan.records.registers.campaigns.scoring import formula_text, ranking
from anlan.records.registry.declare import BoardRows

LAG_POINTS = 10


def note_progress(task: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Progress was reported: behind the calendar by more than ten points is lagging."""
    task.progress_percent = min(100, task.progress_percent)
    task.report_count += 1
    begins = task.campaign.begins_on
    span = max(1, (task.deadline - begins).days)
    elapsed = min(100, max(0, 100 * (clock.today() - begins).days // span))
    task.is_lagging = task.progress_percent + LAG_POINTS < elapsed


def note_done(task: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Finished; late is who submits after the last day."""
    task.is_late = clock.today() > task.deadline
    task.progress_percent, task.is_lagging = 100, False


def open_tasks(campaign: Any, actor: Any) -> str:
    """A campaign ends when none of its tasks is open."""
    count = campaign.tasks.filter(is_open=True).count()
    return f"还有 {count} 项任务未完成，请先验收或取消。" if count else ""


def score_board(campaign: Any, reader: Any) -> BoardRows:
    """The ranking of the units with its formula; each row leads to its tasks."""
    head = ["名次", "责任单位", "任务", "完成", "超期", "退回", "得分"]
    rows = [
        ([str(one.rank), one.unit, str(one.tasks), str(one.done), str(one.late), str(one.returned), f"{one.score:.1f}"],
         [f"campaign:{campaign.pk}", f"unit:={one.unit}", "state:!cancelled"])
        for one in ranking(campaign)
    ]  # fmt: skip
    return BoardRows(head, rows, register="campaign_tasks", note=formula_text(campaign))
