"""Access rows of the alarm log, the work orders, the overview and the readings."""

from anlan.records.accounts.choices import Permission
from anlan.records.core.models import Attachment
from tests.contract.access import Place, Route, World

P = Permission

#: The state of the one alarm or work order may not allow the step: that is the workflow's answer, not access.
STATE = frozenset({409, 422})
#: No history process runs beside these tests.
NO_HISTORY = frozenset({503})


def alarm(world: World, place: Place) -> dict[str, object]:
    return {"alarm_id": place.alarm.pk}


def incident(action: str = ""):
    def params(world: World, place: Place) -> dict[str, object]:
        return {"incident_id": place.alarm.incident_id, **({"action": action} if action else {})}

    return params


def photo(world: World, place: Place) -> dict[str, object]:
    row = Attachment.objects.create(
        sha256="0" * 64, thumb_sha256="0" * 64, media_type="image/jpeg", size_bytes=1, width_px=1, height_px=1,
        owner_type="incident", owner_id=place.alarm.incident_id, enterprise_id=place.enterprise.pk,
    )  # fmt: skip
    from anlan.records.core.photos import file_path

    file_path(row.sha256).parent.mkdir(parents=True, exist_ok=True)
    file_path(row.sha256).write_bytes(b"x")
    return {"attachment_id": row.pk, "size": "original"}


def window(world: World, place: Place) -> dict[str, object]:
    return {"points": place.point.pk, "from_ms": 0, "to_ms": 1000}


WHY = {"reason": "现场核实为仪表校准"}

ACTIONS = {
    "dispatch": P.INCIDENT_DISPATCH,
    "accept": P.INCIDENT_HANDLE,
    "feedback": P.INCIDENT_HANDLE,
    "verify": P.INCIDENT_VERIFY,
    "send_back": P.INCIDENT_VERIFY,
    "false_alarm": P.ALARM_FALSE,
    "note": P.INCIDENT_NOTE,
    "take_over": P.INCIDENT_HANDLE,
    "arrive": P.INCIDENT_HANDLE,
    "report": P.INCIDENT_HANDLE,
    "support": P.INCIDENT_NOTE,
    "merge": P.INCIDENT_ARRANGE,
    "split": P.INCIDENT_ARRANGE,
    "convert": P.INCIDENT_ARRANGE,
    "reopen": P.INCIDENT_REOPEN,
}

ROUTES = [
    Route("GET", "/api/alarms", P.ALARM_VIEW),
    Route("GET", "/api/alarms/{alarm_id}", P.ALARM_VIEW, alarm),
    Route("POST", "/api/alarms/{alarm_id}/acknowledge", P.ALARM_ACKNOWLEDGE, alarm, body=lambda w, p: {}),
    Route(
        "POST",
        "/api/alarms/acknowledge",
        P.ALARM_ACKNOWLEDGE,
        body=lambda w, p: {"ids": [p.alarm.pk]},
    ),
    Route(
        "POST",
        "/api/alarms/{alarm_id}/shelve",
        P.ALARM_SHELVE,
        alarm,
        body=lambda w, p: {**WHY, "minutes": 30},
        may_answer=STATE,
    ),
    Route("POST", "/api/alarms/{alarm_id}/confirm", P.ALARM_ACKNOWLEDGE, alarm, body=lambda w, p: {}, may_answer=STATE),
    Route("POST", "/api/alarms/{alarm_id}/reset", P.ALARM_ACKNOWLEDGE, alarm, body=lambda w, p: WHY, may_answer=STATE),
    Route("POST", "/api/alarms/{alarm_id}/unshelve", P.ALARM_SHELVE, alarm, body=lambda w, p: WHY, may_answer=STATE),
    Route("POST", "/api/alarms/{alarm_id}/false_alarm", P.ALARM_FALSE, alarm, body=lambda w, p: WHY, may_answer=STATE),
    Route("GET", "/api/incidents", P.INCIDENT_VIEW),
    Route("GET", "/api/incidents/{incident_id}", P.INCIDENT_VIEW, incident()),
    *(
        Route(
            "POST",
            "/api/incidents/{incident_id}/actions/{action}",
            needs,
            incident(action),
            body=lambda w, p: {**WHY, "comment": "已查看"},
            may_answer=STATE,
        )
        for action, needs in ACTIONS.items()
    ),
    Route("POST", "/api/voices", P.INCIDENT_NOTE, upload=b"no sound", may_answer=frozenset({422})),
    Route("POST", "/api/attachments", P.INCIDENT_NOTE, upload=b"no picture", may_answer=frozenset({422})),
    Route("GET", "/api/attachments/{attachment_id}/{size}", P.INCIDENT_VIEW, photo),
    Route("GET", "/api/map", P.SITE_VIEW),
    Route("GET", "/api/overview", P.SITE_VIEW),
    Route("GET", "/api/series", P.SITE_VIEW, query=window, may_answer=NO_HISTORY),
    Route("GET", "/api/latest", P.SITE_VIEW, query=window, may_answer=NO_HISTORY),
    Route("GET", "/api/export", P.EXPORT_RUN, query=window, may_answer=NO_HISTORY),
]
