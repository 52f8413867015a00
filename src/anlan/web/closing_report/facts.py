"""What a closing report says, as plain data: the same records give the same data, and the same hash."""

from datetime import datetime
from typing import Any

from anlan.domain.clock import LOCAL
from anlan.domain.value_words import value_words
from anlan.records.alarm_log.choices import set_point_words
from anlan.records.alarm_log.models import Alarm
from anlan.records.closing.models import Classification
from anlan.records.core.models import Attachment
from anlan.records.incidents.choices import GRADE_NAMES, Kind
from anlan.records.incidents.clockwork import minutes
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import alarms_of

PHOTOS_MAX = 12
ALARMS_MAX = 20
LINES_MAX = 120
NONE = "—"


def local(instant: datetime | None) -> str:
    """An instant as an official writes it."""
    return instant.astimezone(LOCAL).strftime("%Y年%m月%d日 %H:%M:%S") if instant else NONE


def facts_of(incident: Incident) -> dict[str, Any]:
    """Everything of the records that is printed; pictures are named by their hash."""
    alarms = alarms_of([incident])[incident.pk]
    enterprise = incident.enterprise
    return {
        "no": incident.no,
        "title": incident.title,
        "kind": str(Kind(incident.kind).label),
        "grade": GRADE_NAMES.get(incident.grade, incident.grade),
        "result": incident.state_name,
        "enterprise": enterprise.name if enterprise else NONE,
        "uscc": enterprise.uscc if enterprise else NONE,
        "town": enterprise.town.name if enterprise else NONE,
        "place": incident.place or NONE,
        "opened_at": local(incident.opened_at),
        "closed_at": local(incident.closed_at),
        "took": minutes((incident.closed_at - incident.opened_at).total_seconds()) if incident.closed_at else NONE,
        "alarm_count": len(alarms),
        "alarms": [_alarm(one) for one in alarms[:ALARMS_MAX]],
        "feedback": incident.feedback_text or incident.false_reason or NONE,
        "measures_done": list(incident.measures_done),
        "no_evidence_reason": incident.no_evidence_reason,
        "classification": _classification(incident),
        "people": _people(incident),
        "photos": _photos(incident),
        "timeline": _timeline(incident),
    }


def _alarm(alarm: Alarm) -> dict[str, str]:
    return {
        "title": f"{alarm.point_name} {alarm.title}".strip(),
        "grade": GRADE_NAMES.get(alarm.grade, alarm.grade),
        "raised_at": local(alarm.raised_at),
        "cleared_at": local(alarm.cleared_at),
        "value": _said(alarm, alarm.value),
        "peak": _said(alarm, alarm.peak_value),
        "set_point": _set_point(alarm),
    }


def _said(alarm: Alarm, value: float | None) -> str:
    return NONE if value is None else value_words(alarm.kind, alarm.unit, value)


def _set_point(alarm: Alarm) -> str:
    if alarm.set_point is None or alarm.unit == "state":  # of a state it is how its number is judged
        return NONE
    return set_point_words(alarm.rule, alarm.unit, alarm.set_point)


def _classification(incident: Incident) -> dict[str, Any] | None:
    row = Classification.objects.filter(incident=incident).select_related("cause", "by").first()
    if row is None:
        return None
    measures = [{"name": one.name, "source": one.source} for one in row.measures.all()]
    return {"cause": row.cause.name, "source": row.cause.source, "measures": measures, "note": row.note}


def _people(incident: Incident) -> list[dict[str, str]]:
    """Who took which step, with role and time: what is signed."""
    steps = [
        ("签收人", incident.accepted_by, incident.accepted_at),
        ("处置人", incident.handled_by, incident.fed_back_at),
        ("复核人", incident.verified_by, incident.verified_at),
        ("误报提出人", incident.false_proposed_by, None),
    ]
    return [
        {"step": step, "name": person.name, "role": person.role_name, "at": local(at)}
        for step, person, at in steps
        if person is not None
    ]


def _photos(incident: Incident) -> list[dict[str, Any]]:
    rows = Attachment.objects.filter(owner_type="incident", owner_id=incident.pk).select_related("created_by")
    return [
        {
            "sha256": row.sha256,
            "caption": row.caption,
            "at": local(row.taken_at or row.created_at),
            "by": row.created_by.name if row.created_by else NONE,
            "place": _place(row),
        }
        for row in rows.order_by("id")[:PHOTOS_MAX]
    ]


def _place(row: Attachment) -> str:
    if row.lon is None or row.lat is None:
        return "未定位"
    accuracy = f"，精度 {row.accuracy_m:.0f} 米" if row.accuracy_m is not None else ""
    return f"{row.lon:.5f}, {row.lat:.5f}{accuracy}"


def _timeline(incident: Incident) -> list[dict[str, str]]:
    return [
        {"at": local(entry.at), "by": " ".join(filter(None, [entry.by_name, entry.role_name])), "text": entry.text}
        for entry in incident.entries.all()[:LINES_MAX]
    ]
