"""What the declarations say by name."""

from collections.abc import Mapping
from typing import Any

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.committees.choices import Caution
from anlan.records.registry.declare import BoardRows


def proposes(record: Any, actor: Any) -> None:
    """Whoever proposes a talk does not decide on it."""
    record.proposed_by = actor


def writes(record: Any, actor: Any) -> None:
    """Whoever writes a text does not sign it."""
    record.written_by = actor


def is_talk(caution: Any) -> bool:
    """A talk has to be held; a letter is only answered."""
    return bool(caution.kind == Caution.TALK)


def is_letter(caution: Any) -> bool:
    """A reminder or a warning."""
    return not is_talk(caution)


def open_decisions(meeting: Any, actor: Any) -> str:
    """A meeting is closed when what it decided is done."""
    count = meeting.decisions.filter(is_open=True).count()
    return f"还有 {count} 项议定事项未落实，请先办结或取消。" if count else ""


def not_before(meeting: Any, actor: Any) -> str:
    """Nobody records a meeting that lies ahead."""
    return f"会议定于 {meeting.held_on}，尚未召开。" if clock.today() < meeting.held_on else ""


def note_lateness(decision: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Late is who reports after the last day."""
    decision.is_late = clock.today() > decision.deadline


def scored(report: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Out of a hundred."""
    if report.score > 100:
        raise Invalid(fields={"score": "评分为 0 至 100。"})


def rank_board(report: Any, reader: Any) -> BoardRows:
    """The year's ranking of all units that have been scored; equal scores share a rank."""
    rows = type(report).objects.filter(year=report.year, state="scored").order_by("-score", "unit")
    scores = [row.score for row in rows]
    lines = [
        ([str(scores.index(row.score) + 1), row.unit, str(row.score)], [f"unit:={row.unit}", f"year:{row.year}"])
        for row in rows
    ]
    return BoardRows(["名次", "单位", "评分"], lines, register="duty_reports", note="按评分从高到低，同分同名次")
