"""Issue and fetch closing reports."""

from datetime import timedelta
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import Router

from anlan.bus import history_client
from anlan.bus.messages import SeriesQuery
from anlan.domain.clock import to_ms
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.alarm_log.choices import unit_of_set_point
from anlan.records.alarm_log.models import Alarm
from anlan.records.closing import services
from anlan.records.closing.models import IssuedReport
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, NotFound
from anlan.records.core.files import attachment_path
from anlan.records.core.photos import file_keep
from anlan.records.core.schemas import PROBLEMS, Problem
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import alarms_of, head_of
from anlan.records.incidents.selectors import incident_get
from anlan.web import live
from anlan.web.closing_report.curve import Curve, SetPoint
from anlan.web.closing_report.facts import facts_of, local
from anlan.web.closing_report.rendering import content_hash, render

router = Router(tags=["closing"])

AROUND = timedelta(minutes=10)
WINDOW_MAX = timedelta(hours=24)
WIDTH_PX = 500


@router.post("/incidents/{int:incident_id}/reports", response={200: dict[str, Any], 503: Problem, **PROBLEMS})
def report_issue(request: HttpRequest, incident_id: int) -> dict[str, Any]:
    """Issue the closing report of an ended work order; unchanged facts give the edition that exists."""
    user = allowed(request, Permission.EXPORT_RUN)
    incident = incident_get(for_user=user, incident_id=incident_id)
    if incident.is_open:
        raise Conflict("工单办结后才能出具闭环报告。", code="wrong_state")
    curve, about = _curve(incident)
    facts = {**facts_of(incident), "curve": about}
    digest = content_hash(facts)
    row = IssuedReport.objects.filter(incident=incident, content_sha256=digest).first()
    if row is None:
        now = clock.now()
        no = services.report_no(incident, services.next_edition(incident))
        stamp = {"no": no, "issued_at": local(now), "issued_by": user.name, "sha256": digest}
        kept = file_keep(render(facts, stamp, curve, now))
        row = services.issue(incident=incident, actor=user, content_sha256=digest, file_sha256=kept, request=request)
    return {
        "no": row.no,
        "edition": row.edition,
        "content_sha256": row.content_sha256,
        "file_sha256": row.file_sha256,
        "url": f"/api/incidents/{incident.pk}/reports/{row.edition}",
    }


@router.get("/incidents/{int:incident_id}/reports/{int:edition}", response={200: None, **PROBLEMS})
def report_get(request: HttpRequest, incident_id: int, edition: int) -> FileResponse:
    """The PDF of one edition, as it was issued."""
    user = allowed(request, Permission.INCIDENT_VIEW)
    incident = incident_get(for_user=user, incident_id=incident_id)
    row = IssuedReport.objects.filter(incident=incident, edition=edition).first()
    if row is None:
        raise NotFound
    answer = FileResponse(attachment_path(row.file_sha256).open("rb"), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.no}.pdf"'
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


def _curve(incident: Incident) -> tuple[Curve | None, dict[str, Any]]:
    """The curve of the alarm that names the work order, and what the report says and hashes of it."""
    alarms = alarms_of([incident])[incident.pk]
    if not alarms:
        return None, {"why": "工单没有报警"}
    head = head_of(alarms)
    begins, ends = _window(incident, alarms)
    try:
        query = SeriesQuery(points=[head.source_point_id], from_ms=begins, to_ms=ends, width_px=WIDTH_PX)
        series = live.ask(history_client.ask(live.hub().bus, query), timeout_s=20).series
    except Exception:
        return None, {"why": "历史数据服务无响应"}
    if not series or not series[0].ts_ms:
        return None, {"why": "该时段没有监测数据"}
    mine = [alarm for alarm in alarms if alarm.source_point_id == head.source_point_id]
    curve = Curve(
        name=head.point_name,
        unit=head.unit or "无量纲",
        from_ms=begins,
        to_ms=ends,
        ts_ms=series[0].ts_ms,
        low=series[0].min,
        high=series[0].max,
        set_points=_set_points(mine),
        stood=[(to_ms(a.raised_at), min(ends, to_ms(a.cleared_at)) if a.cleared_at else ends) for a in mine],
    )
    return curve, _about(curve)


def _about(curve: Curve) -> dict[str, Any]:
    peak = f"，期间最高 {curve.peak:g} {curve.unit}" if curve.peak is not None else ""
    drawn = [list(curve.ts_ms), list(curve.low), list(curve.high)]
    return {
        "name": curve.name,
        "unit": curve.unit,
        "window": f"北京时间{peak}",
        "sha256": content_hash({"drawn": drawn}),
    }


def _set_points(alarms: list[Alarm]) -> list[SetPoint]:
    of_values = [a for a in alarms if unit_of_set_point(a.rule, a.unit) == a.unit]
    found = {a.label: SetPoint(a.label, a.set_point, a.grade) for a in of_values if a.set_point is not None}
    return sorted(found.values(), key=lambda one: one.value)


def _window(incident: Incident, alarms: list[Alarm]) -> tuple[int, int]:
    """From a while before the first alarm to a while after the end, a day at most; in ms."""
    begins = min(alarm.raised_at for alarm in alarms) - AROUND
    last = max([alarm.cleared_at or alarm.raised_at for alarm in alarms] + [incident.closed_at or begins])
    return to_ms(begins), to_ms(min(last + AROUND, begins + WINDOW_MAX))
