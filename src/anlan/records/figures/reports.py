"""Reports people put together themselves: kept, shared by role, worked out in the reader's own scope, and by itself."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from pydantic import ValidationError

from anlan.kit.logs import get_logger
from anlan.records.accounts.choices import Permission, Role
from anlan.records.accounts.models import User
from anlan.records.accounts.sharing import shared_with as shared_with_role
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import DomainError, Forbidden, Invalid, NotFound
from anlan.records.figures.bulletins import AT_HOUR, last_ended
from anlan.records.figures.models import Bulletin, Report, ReportIssue, ReportSchedule
from anlan.records.figures.report_parts import PERIODS, ROWS_IN_BOOK, ROWS_SHOWN, ReportDefinition, part_result, span
from anlan.records.figures.report_sources import SOURCES
from anlan.records.notices.services import notify
from anlan.records.registry.catalog import registers

REPORTS_MAX, SCHEDULES_MAX, ISSUES_KEPT = 50, 20, 60
log = get_logger(__name__)


def report_result(
    wanted: ReportDefinition, *, for_user: User, days: tuple[date, date] | None = None, rows_max: int = ROWS_SHOWN
) -> dict[str, Any]:
    """A report worked out for one reader; ``days`` overrides its own period.

    Raises:
        Invalid: something it asks for does not exist.
    """
    days = days or span(wanted.period)
    label = f"{days[0]} 至 {days[1]}" if days else PERIODS[""]
    parts = [
        {**part_result(part, for_user=for_user, days=days, rows_max=rows_max), "is_groups": part.mode != "rows"}
        for part in wanted.parts
    ]
    return {"title": wanted.title, "period_label": label, "scope_label": f"{for_user.name}的管辖范围", "parts": parts}


# --- kept and shared -----------------------------------------------------------------------------------


def report_list(*, for_user: User) -> QuerySet[Report]:
    """The reader's own and those shared with the reader's role."""
    rows = Report.objects.filter(Q(owner=for_user) | shared_with_role(for_user))
    return rows.select_related("owner").order_by("title", "id")


def report_get(*, for_user: User, report_id: int) -> Report:
    """One.

    Raises:
        NotFound: not there, or neither the reader's nor shared with the role.
    """
    row = report_list(for_user=for_user).filter(pk=report_id).first()
    if row is None:
        raise NotFound
    return row


def definition_of(row: Report) -> ReportDefinition:
    """What a kept report asks for.

    Raises:
        Invalid: it was kept by a version that knew other words.
    """
    try:
        return ReportDefinition.model_validate(row.definition)
    except ValidationError as problem:
        raise Invalid("报表定义已不能使用，请打开后重新保存。") from problem


@transaction.atomic
def report_save(
    *, actor: User, wanted: ReportDefinition, shared_with: str = "", report_id: int | None = None,
    request: HttpRequest | None = None,
) -> Report:  # fmt: skip
    """Keep a report; with ``report_id`` one of the actor's own is replaced.

    Raises:
        NotFound: not the actor's own.
        Invalid: it asks for what is not there, no such role, a title used before, or too many reports.
    """
    report_result(wanted, for_user=actor, rows_max=1)
    if shared_with and shared_with not in Role.values:
        raise Invalid(fields={"shared_with": "没有这个角色。"})
    own = Report.objects.filter(owner=actor)
    row = own.filter(pk=report_id).first() if report_id else Report(owner=actor)
    if row is None:
        raise NotFound
    if own.filter(title=wanted.title).exclude(pk=row.pk).exists():
        raise Invalid(fields={"title": "您已有同名报表，请换一个标题。"})
    if row.pk is None and own.count() >= REPORTS_MAX:
        raise Invalid(f"每人最多保存 {REPORTS_MAX} 张报表，请先删除不用的。")
    row.title, row.shared_with, row.definition = wanted.title, shared_with, wanted.model_dump()
    row.updated_at = clock.now()
    row.save()
    facts = {"title": row.title, "shared_with": shared_with}
    audit_write(actor=actor, action="report.saved", target=row, changes=facts, request=request)
    return row


@transaction.atomic
def report_delete(*, actor: User, report_id: int, request: HttpRequest | None = None) -> None:
    """Forget one of the actor's own, with its schedules.

    Raises:
        NotFound: not there, or not the actor's.
    """
    row = Report.objects.filter(pk=report_id, owner=actor).first()
    if row is None:
        raise NotFound
    audit_write(actor=actor, action="report.deleted", target=row, changes={"title": row.title}, request=request)
    row.delete()


def report_export(row: Report, *, actor: User, format: str, request: HttpRequest | None = None) -> dict[str, Any]:
    """The result that goes into a file, noted in the audit trail.

    Raises:
        Forbidden: it lists rows of a register from which this role may take none along.
        Invalid: its definition is not usable any more.
    """
    wanted = definition_of(row)
    _require_export(actor, [part.register_name for part in wanted.parts if part.mode == "rows"])
    result = report_result(wanted, for_user=actor, rows_max=ROWS_IN_BOOK if format == "xlsx" else ROWS_SHOWN)
    _note_export(row, result, actor=actor, format=format, request=request)
    return result


def issue_export(row: ReportIssue, *, actor: User, format: str, request: HttpRequest | None = None) -> dict[str, Any]:
    """What was made by itself, as it goes into a file: as :func:`report_export`.

    Raises:
        Forbidden: it lists rows of a register from which this role may take none along.
    """
    result: dict[str, Any] = row.result
    listed = [part for part in result.get("parts", []) if part["rows"] and not part["is_groups"]]
    _require_export(actor, [part["register_name"] for part in listed])
    _note_export(row.schedule.report, result, actor=actor, format=format, request=request)
    return result


def _require_export(actor: User, names: list[str]) -> None:
    """Rows leave the platform only with the right to it; of what one may not see there are none."""
    for source in (SOURCES.get(name) for name in names):
        if source and not actor.may(Permission.EXPORT_RUN):
            raise Forbidden(f"您的角色不能导出“{source.label}”的明细。")
    for register in (registers().get(name) for name in names):
        if register and actor.may(register.right("view")) and not actor.may(register.right("export")):
            raise Forbidden(f"您的角色不能导出“{register.label}”的明细。")


def _note_export(
    row: Report, result: dict[str, Any], *, actor: User, format: str, request: HttpRequest | None
) -> None:  # fmt: skip
    facts = {"format": format, "rows": sum(len(part["rows"]) for part in result.get("parts", []))}
    with transaction.atomic():
        audit_write(actor=actor, action="report.exported", target=row, changes=facts, request=request)


def report_data(row: Report, reader: User) -> dict[str, Any]:
    """A report as the API lists it."""
    mine = row.schedules.filter(person=reader).first()
    return {
        "id": row.pk, "title": row.title, "owner": row.owner.name, "is_own": row.owner_id == reader.pk,
        "shared_with": row.shared_with, "definition": row.definition, "schedule": mine.kind if mine else "",
        "updated_at": row.updated_at.isoformat(),
    }  # fmt: skip


# --- by itself -----------------------------------------------------------------------------------------


@transaction.atomic
def schedule_set(*, actor: User, report_id: int, kind: str, request: HttpRequest | None = None) -> None:
    """Have a report made for oneself every day, week or month; "" ends it.

    Raises:
        NotFound: not a report of the actor.
        Invalid: too many.
    """
    row = report_get(for_user=actor, report_id=report_id)
    audit_write(actor=actor, action="report.scheduled", target=row, changes={"kind": kind}, request=request)
    if not kind:
        row.schedules.filter(person=actor).delete()
        return
    if ReportSchedule.objects.filter(person=actor).exclude(report=row).count() >= SCHEDULES_MAX:
        raise Invalid(f"每人最多订阅 {SCHEDULES_MAX} 张报表，请先取消不用的。")
    row.schedules.update_or_create(person=actor, defaults={"kind": kind}, create_defaults={
        "kind": kind, "since": clock.today()})  # fmt: skip


def issue_list(*, for_user: User) -> QuerySet[ReportIssue]:
    """What was made for the reader, newest first."""
    return ReportIssue.objects.filter(schedule__person=for_user).select_related("schedule__report")


def issue_get(*, for_user: User, issue_id: int) -> ReportIssue:
    """One.

    Raises:
        NotFound: not there, or made for somebody else.
    """
    row = issue_list(for_user=for_user).filter(pk=issue_id).first()
    if row is None:
        raise NotFound
    return row


def sweep() -> list[ReportIssue]:
    """Make the reports that are due, each in the scope its person has today; called by the worker, now and then."""
    now = clock.now().astimezone(clock.LOCAL)
    if now.hour < AT_HOUR:
        return []
    made = []
    for kind in Bulletin.Kind.values:
        days = last_ended(kind, now.date())
        due = ReportSchedule.objects.filter(kind=kind, person__is_active=True, since__lte=now.date())
        for one in due.exclude(issues__since=days[0]).select_related("report", "person"):
            made += [issue] if (issue := _issue(one, days)) else []
    return made


def _issue(one: ReportSchedule, days: tuple[date, date]) -> ReportIssue | None:
    report, person = one.report, one.person
    if not report_list(for_user=person).filter(pk=report.pk).exists():
        one.delete()  # it is shared with this person no longer
        return None
    try:
        result = report_result(definition_of(report), for_user=person, days=days)
    except DomainError as problem:
        log.warning("a scheduled report cannot be made", report=report.pk, why=str(problem))
        result = {"title": report.title, "period_label": "", "scope_label": "", "parts": [], "failed": str(problem)}
    with transaction.atomic():
        row = ReportIssue.objects.create(schedule=one, since=days[0], until=days[1], result=result, made_at=clock.now())
        text = f"报表《{report.title}》{days[0]} 至 {days[1]} 已生成"
        notify(people=[person], incident_id=None, reason="report", text=text, key=f"report.{row.pk}",
               facts={"path": "/reports"})  # fmt: skip
        old = one.issues.order_by("-since").values_list("pk", flat=True)[ISSUES_KEPT:]
        ReportIssue.objects.filter(pk__in=list(old)).delete()
    return row


def issue_data(row: ReportIssue) -> dict[str, Any]:
    """An issue as the API lists it."""
    return {
        "id": row.pk, "title": row.schedule.report.title, "kind": row.schedule.kind, "since": row.since.isoformat(),
        "until": row.until.isoformat(), "made_at": row.made_at.isoformat(),
    }  # fmt: skip
