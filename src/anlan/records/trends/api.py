"""What is drawn beside curves, over HTTP: edges only."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from anlan.domain import clock as instants
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.sites.selectors import point_get
from anlan.records.trends import selectors, services
from anlan.records.trends.models import CurveNote

router = Router(tags=["trends"])
MOST_POINTS = 50
LAST_MS = 4_102_444_800_000  # 2100


class CurveNoteIn(StrictSchema):
    point_id: int = Field(ge=1, le=2**53)
    at_ms: int = Field(ge=0, le=LAST_MS)
    text: str = Field(min_length=1, max_length=200)


class CurveNoteOut(Schema):
    id: int
    point_id: int
    at_ms: int
    text: str
    by: str
    made_at_ms: int
    is_mine: bool


class CurveMarkOut(Schema):
    """An alarm that stood; ``until_ms`` null while it stands."""

    id: int
    point_id: int
    grade: str
    label: str
    title: str
    from_ms: int
    until_ms: int | None


class CurveMarksOut(Schema):
    notes: list[CurveNoteOut]
    alarms: list[CurveMarkOut]


@router.get("/curve-marks", response={200: CurveMarksOut, **PROBLEMS})
def marks(request: HttpRequest, points: str, from_ms: int, to_ms: int) -> dict[str, Any]:
    """Notes and alarms of up to 50 points in a window; what is out of scope is left out."""
    user = allowed(request, Permission.SITE_VIEW)
    if not 0 <= from_ms < to_ms <= LAST_MS:
        raise Invalid(fields={"to_ms": "结束时间应晚于开始时间。"})
    window = {"begins": instants.from_ms(from_ms), "ends": instants.from_ms(to_ms)}
    asked: dict[str, Any] = {"for_user": user, "points": _ids(points), **window}
    alarms = selectors.alarms_of(**asked) if user.may(Permission.ALARM_VIEW) else []
    return {
        "notes": [_note(note, user) for note in selectors.notes_of(**asked)],
        "alarms": [
            {"id": a.pk, "point_id": a.source_point_id, "grade": a.grade, "label": a.label, "title": a.title,
             "from_ms": instants.to_ms(a.raised_at), "until_ms": instants.to_ms(a.cleared_at) if a.cleared_at else None}
            for a in alarms
        ],
    }  # fmt: skip


@router.post("/curve-notes", response={201: CurveNoteOut, **PROBLEMS})
def note_add(request: HttpRequest, body: CurveNoteIn) -> tuple[int, dict[str, Any]]:
    """Write beside a curve, for everybody who sees the point."""
    user = allowed(request, Permission.INCIDENT_NOTE)
    point = point_get(for_user=user, point_id=body.point_id)
    at = instants.from_ms(body.at_ms)
    note = services.note_add(actor=user, point=point, at=at, text=body.text, request=request)
    return 201, _note(note, user)


@router.post("/curve-notes/{int:note_id}/withdraw", response={200: CurveNoteOut, **PROBLEMS})
def note_withdraw(request: HttpRequest, note_id: int) -> dict[str, Any]:
    """Take one's own note back."""
    user = allowed(request, Permission.INCIDENT_NOTE)
    note = selectors.note_get(note_id, for_user=user)
    return _note(services.note_withdraw(actor=user, note=note, request=request), user)


def _ids(text: str) -> list[int]:
    parts = [part for part in text.split(",") if part]
    if not parts or len(parts) > MOST_POINTS or not all(p.isascii() and p.isdigit() and len(p) < 16 for p in parts):
        raise Invalid(fields={"points": f"应为逗号分隔的 1 至 {MOST_POINTS} 个测点编号。"})
    return [int(part) for part in parts]


def _note(note: CurveNote, user: User) -> dict[str, Any]:
    return {
        "id": note.pk, "point_id": note.point_id, "at_ms": instants.to_ms(note.at), "text": note.text,
        "by": note.by.name, "made_at_ms": instants.to_ms(note.made_at), "is_mine": note.by_id == user.pk,
    }  # fmt: skip
