"""What the declarations say by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.training.choices import Certificate
from anlan.records.registers.training.models import Question
from anlan.records.registry.declare import BoardRows

QUESTIONS_MIN = 2
Cells = list[tuple[list[str], list[str]]]


def wrote(course: Any, actor: Any) -> None:
    """Who writes a course does not release it."""
    course.written_by = actor


def add_question(course: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """One more question in the bank."""
    right = str(form["right"]).strip().lower()
    if right not in ("a", "b", "c", "d") or not form.get(right):
        raise Invalid(fields={"right": "应为 A、B、C、D 之一，且该项已填写。"})
    answers = {one: form.get(one, "") for one in ("a", "b", "c", "d")}
    Question.objects.create(course=course, text=form["text"], right=right, **answers)


def too_few_questions(course: Any, actor: Any) -> str:
    """A course without questions cannot be examined."""
    count = course.questions.count()
    return f"题库只有 {count} 题，至少 {QUESTIONS_MIN} 题才能发布。" if count < QUESTIONS_MIN else ""


def finish(batch: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Who signed in by the code is counted; where nobody did, the sheet of paper is."""
    signed = batch.attendances.count()
    if signed:
        batch.attended_count = signed
        least = batch.course.pass_percent if batch.course else 0
        batch.passed_count = batch.attendances.filter(score_percent__gte=least).count()
    if batch.passed_count > batch.attended_count:
        raise Invalid(fields={"passed_count": f"不能超过实到人数 {batch.attended_count}。"})


def nobody_came(batch: Any, actor: Any) -> str:
    """A finished training that nobody came to is not confirmed."""
    return "" if batch.attended_count else "实到人数为 0，请退回补充。"


def attendances(batch: Any, reader: Any) -> BoardRows:
    """Who signed in, and what they scored."""
    rows: Cells = [([one.name, one.unit, "—" if one.score_percent is None else f"{one.score_percent}%"], [])
            for one in batch.attendances.all()[:500]]  # fmt: skip
    note = f"现场签到二维码：/training-code/{batch.pk}"
    return BoardRows(["姓名", "单位", "得分"], rows, note=note)


def bank(course: Any, reader: Any) -> BoardRows:
    """The question bank."""
    rows: list[tuple[list[str], list[str]]] = [
        ([one.text, one.right.upper()], []) for one in course.questions.all()[:500]
    ]
    return BoardRows(["题目", "答案"], rows)


def check_certificate(record: Any, actor: Any) -> None:
    """An end after the issue; special operators are reviewed every three years."""
    if record.ends_on <= record.issued_on:
        raise Invalid(fields={"ends_on": "应晚于发证日期。"})
    if record.kind == Certificate.SPECIAL and record.review_on is None:
        record.review_on = record.issued_on + timedelta(days=3 * 365)


def renew(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """It goes on beyond today."""
    if record.ends_on <= clock.today():
        raise Invalid(fields={"ends_on": "应晚于今天。"})
    record.renewed_count += 1
