"""A whole visit in one command: what a phone wrote down where there was no network.

One transaction signs in, lays out the questions, answers each and
submits the record, so that a visit is here whole or not at all and may be sent again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.core.models import Attachment
from anlan.records.core.voices import MEDIA_TYPE
from anlan.records.registers.inspections.rules import note_problems, open_checklist
from anlan.records.registers.inspections.signing_in import judge, leave_trace
from anlan.records.registry import traces
from anlan.records.registry.catalog import register_get
from anlan.records.registry.papers import paper_get
from anlan.records.registry.services import photos_claim, record_act
from anlan.records.registry.signing.keeping import signing_keep
from anlan.records.registry.signing.schema import signed_read

#: What the phone says, and the step of the item that says it.
ANSWER_STEPS = {"ok": "conforms", "fixed": "fix", "failed": "fails", "not_applicable": "skip"}
#: A phone may lie in a locker over a holiday week, as receipts are kept; what is older is entered by hand.
VISIT_AGE_MAX = timedelta(days=14)
CLOCK_SLACK = timedelta(minutes=10)


class Answer(BaseModel):
    """One question answered on site."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=16)
    answer: str = Field(pattern=f"^({'|'.join(ANSWER_STEPS)})$")
    words: str = Field(default="", max_length=1000)
    photo_ids: list[int] = Field(default=[], max_length=20)


_ANSWERS = TypeAdapter(list[Answer])
_VOICES = TypeAdapter(Annotated[list[int], Field(max_length=10)])


def hand_in(inspection: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Sign in, answer, record.

    Raises:
        Invalid: answers that are none, an unknown question, one without an answer, or a visit of another time.
    """
    given = _read(form["answers"])
    if inspection.state == "planned":
        inspection.officers = form["crew"]
        inspection.started_by = actor
        sign_in(inspection, actor, form)
    _answer_all(inspection, actor, given)
    note_problems(inspection, actor, form)
    if ids := _ids(form.get("voices")):
        keep_voices(inspection, ids, actor)
    if form.get("signed"):
        register = register_get("inspections")
        signing_keep(register, paper_get(register, "record"), inspection, signed_read(form["signed"]), actor=actor)


def sign_in(inspection: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Two officers at the gate: since when, with whose code, how far from the plant; then the questions are laid out.

    Raises:
        Invalid: fewer than two officers, or a time that cannot be.
    """
    inspection.started_at = _visited(form.get("visited_at"))
    judge(inspection, form)
    open_checklist(inspection, actor, form)
    leave_trace(inspection, actor)


def _ids(text: str | None) -> list[int]:
    try:
        return _VOICES.validate_json(text) if text else []
    except ValidationError:
        raise Invalid(fields={"voices": "语音编号有误，请重新录制。"}) from None


def keep_voices(inspection: Any, ids: list[int], actor: Any) -> None:
    """Voice notes of the visit, each with a line of the timeline that plays it.

    Raises:
        Invalid: not the actor's, used before, or no sound.
    """
    register = register_get("inspections")
    if Attachment.objects.filter(pk__in=ids, media_type=MEDIA_TYPE).count() != len(ids):
        raise Invalid(fields={"voices": "语音不存在或已被使用，请重新录制。"})
    photos_claim(register, inspection, "voice", ids, actor)
    for note in Attachment.objects.filter(pk__in=ids).order_by("id"):
        address = f"/api/registers/inspections/records/{inspection.pk}/photos/{note.pk}/original"
        traces.leave(register, inspection, "voice", note.caption, by=actor, data={"audio": address})


def _read(text: str) -> dict[str, Answer]:
    try:
        found = _ANSWERS.validate_json(text)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise Invalid(fields={"answers": f"逐项结果格式有误：{first['loc']} {first['msg']}"}) from None
    return {one.code: one for one in found}


def _visited(at: datetime | None) -> datetime:
    now = clock.now()
    if at is None:
        return now
    if not now - VISIT_AGE_MAX <= at <= now + CLOCK_SLACK:
        raise Invalid(fields={"visited_at": "到场时间应在近 14 日内，请核对手机时间，或在电脑上补录。"})
    return at  # as the phone said it, though its clock run a little fast: it is part of what was signed


def _answer_all(inspection: Any, actor: Any, given: dict[str, Answer]) -> None:
    items = {item.code: item for item in inspection.items.filter(state="pending")}
    known = set(inspection.items.values_list("code", flat=True))
    if unknown := sorted(set(given) - known):
        raise Invalid(fields={"answers": f"检查表没有这些项：{'、'.join(unknown)}，请联网刷新后重填。"})
    if missing := [code for code in items if code not in given]:
        raise Invalid(fields={"answers": f"还有 {len(missing)} 项未填写：{'、'.join(missing)}。"})
    register = register_get("inspection_items")
    for code, item in items.items():
        one = given[code]
        asked = {"fixed": "finding", "failed": "finding", "not_applicable": "reason"}.get(one.answer)
        values = {asked: one.words} if asked else {}
        step = ANSWER_STEPS[one.answer]
        record_act(register, actor=actor, record_id=item.pk, step=step, values=values, photo_ids=one.photo_ids)
