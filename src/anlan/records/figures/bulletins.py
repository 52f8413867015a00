"""Bulletins 日报、周报、月报: gathered from rows, written once per period, given as Word and PDF.

The worker makes them by itself: yesterday's daily at eight, last week's on Monday, last month's on the first.
"""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.audit.models import AuditEntry
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid, NotFound
from anlan.records.core.locks import lock_names
from anlan.records.figures import bulletin_words, indices
from anlan.records.figures.declared import FILE, CountyFigure, figures_read
from anlan.records.figures.lateness import late
from anlan.records.figures.models import Bulletin
from anlan.records.figures.questions import Asked, parts_of
from anlan.records.incidents.models import Incident
from anlan.records.places.county import county
from anlan.records.registry.catalog import registers
from anlan.records.registry.filters import condition
from anlan.records.registry.official.as_docx import to_docx
from anlan.records.registry.official.as_pdf import to_pdf
from anlan.records.registry.official.blocks import Heading, Masthead, Para, Table
from anlan.records.registry.official.wording import day

#: The index that a weekly and a monthly bulletin ranks by.
RANKED_BY = "control_capability"
AT_HOUR = 8
STANDING_SHOWN = 20
_BLOCKS = {"heading": Heading, "para": Para, "table": Table}


def span_of(kind: str, day: date) -> tuple[date, date]:
    """First and last day of the day, week (Monday to Sunday) or month in which ``day`` lies."""
    if kind == Bulletin.Kind.DAILY:
        return day, day
    if kind == Bulletin.Kind.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def bulletin_make(*, kind: str, day: date, actor: User | None = None, request: HttpRequest | None = None) -> Bulletin:
    """Write the bulletin of the period in which ``day`` lies. Counting is done before the transaction begins: it takes
    long, and alarms must not wait for its lock.

    Raises:
        Invalid: a period that has not ended yet; a bulletin tells of what was.
        Conflict: it has been made; it stays as it was sent.
    """
    since, until = span_of(kind, day)
    if until >= clock.today():
        raise Invalid(fields={"day": "该期间尚未结束，请选择已结束的日、周或月。"})
    _require_new(kind, since)
    facts = facts_of(kind, since, until)
    blocks = [asdict(block) for block in bulletin_words.blocks_of(kind, since, until, facts)]
    with transaction.atomic():
        lock_names([f"bulletin.{kind}"])
        _require_new(kind, since)
        made = Bulletin.objects.create(
            kind=kind, since=since, until=until, issue=_issue(kind, since, until), made_by=actor, made_at=clock.now(),
            title=bulletin_words.title_of(kind, since, until), figures=facts, blocks=blocks,
        )  # fmt: skip
        audit_write(actor=actor, action="bulletin.made", target=made, changes={"title": made.title}, request=request)
    return made


def _require_new(kind: str, since: date) -> None:
    if Bulletin.objects.filter(kind=kind, since=since).exists():
        raise Conflict("该期已经生成，请直接查看。", code="exists")


def _issue(kind: str, since: date, until: date) -> int:
    """Day, week or month of the year, so that a bulletin made later has the issue it would have had."""
    if kind == Bulletin.Kind.DAILY:
        return since.timetuple().tm_yday
    return until.isocalendar().week if kind == Bulletin.Kind.WEEKLY else since.month


# --- what it tells -------------------------------------------------------------------------------------


@cache
def bulletin_figures() -> list[CountyFigure]:
    """The registers' numbers in a bulletin, as data."""
    return figures_read(FILE.with_name("bulletin_figures.csv"))


def facts_of(kind: str, since: date, until: date) -> dict[str, Any]:
    """Every number of the text, county-wide."""
    asked = Asked(since=since, until=until)
    within = Q(opened_at__gte=asked.begins_at, opened_at__lt=asked.ends_at)
    closed = Q(closed_at__gte=asked.begins_at, closed_at__lt=asked.ends_at)
    raised = Alarm.objects.filter(raised_at__gte=asked.begins_at, raised_at__lt=asked.ends_at)
    standing = Alarm.objects.filter(is_active=True, is_shelved=False)
    orders = Incident.objects.aggregate(
        opened=Count("pk", filter=within), closed=Count("pk", filter=closed & ~Q(state="merged")),
        false_alarm=Count("pk", filter=closed & Q(state="false_alarm")), open=Count("pk", filter=Q(is_open=True)),
    )  # fmt: skip
    is_ranked = kind != Bulletin.Kind.DAILY
    return {
        **{one.key: counted(one, asked) for one in bulletin_figures()},
        "raised": _by_grade(raised), "standing_counts": _by_grade(standing), "standing": _worst(standing),
        "orders": orders, "late": late(for_user=None), "due_soon": due_soon(until),
        "ranking": indices.ranking(indices.index_get(RANKED_BY), asked=asked) if is_ranked else None,
    }  # fmt: skip


def counted(one: CountyFigure, asked: Asked) -> float:
    """A register's figure over the whole county."""
    figure = parts_of(one.register, one.declared)[0]
    rows = one.register.model.objects.filter(condition(one.register, [*asked.where(one.time), *figure.where]))
    return float(rows.aggregate(n=Sum(figure.column))["n"] or 0) if figure.column else rows.count()


def _by_grade(rows: Any) -> dict[str, int]:
    found = dict(rows.order_by().values_list("grade").annotate(Count("pk")))
    return {grade: found.get(grade, 0) for grade, _ in bulletin_words.GRADES}


def _worst(rows: Any) -> list[dict[str, str]]:
    names = dict(bulletin_words.GRADES)
    worst = rows.filter(grade__in=("red", "orange")).select_related("enterprise").order_by("-grade", "raised_at")
    return [
        {"grade_name": names[one.grade], "enterprise": one.enterprise.name if one.enterprise else "—",
         "title": one.title, "since": one.raised_at.astimezone(clock.LOCAL).strftime("%m-%d %H:%M")}
        for one in worst[:STANDING_SHOWN]
    ]  # fmt: skip


def due_soon(until: date) -> int:
    """Records whose deadline lies within a week after the period, and is not past."""
    now = clock.now()
    ends = datetime.combine(until + timedelta(days=8), time(), clock.LOCAL)
    due = Q(is_open=True, next_step_due_at__gte=now, next_step_due_at__lt=ends)
    return sum(register.model.objects.filter(due).count() for register in registers().values())


# --- what is given out ---------------------------------------------------------------------------------


def bulletin_data(row: Bulletin) -> dict[str, Any]:
    """In a list."""
    return {
        "id": row.pk, "kind": row.kind, "kind_name": row.get_kind_display(), "title": row.title, "issue": row.issue,
        "since": row.since.isoformat(), "until": row.until.isoformat(), "made_at": iso(row.made_at),
        "made_by": person_data(row.made_by),
    }  # fmt: skip


def bulletin_get(bulletin_id: int) -> Bulletin:
    """One.

    Raises:
        NotFound: not there.
    """
    row = Bulletin.objects.filter(pk=bulletin_id).select_related("made_by").first()
    if row is None:
        raise NotFound
    return row


def bulletin_file(row: Bulletin, format: str) -> bytes:
    """The bulletin as ``docx`` or ``pdf``.

    Raises:
        NoFont: a PDF, on a machine without a Chinese font.
    """
    made_on = day(row.made_at.astimezone(clock.LOCAL))
    office = county().office
    masthead = Masthead(f"安全生产{row.get_kind_display()}", f"{row.since.year}年第{row.issue}期", office, made_on)
    blocks = [_BLOCKS[block["kind"]](**block) for block in row.blocks]
    render = {"docx": to_docx, "pdf": to_pdf}[format]
    return render(row.title, "", blocks, [office, made_on], masthead)


# --- by itself -----------------------------------------------------------------------------------------


def sweep() -> list[Bulletin]:
    """Make what is due and has not been made; returns it. Called by the worker, now and then.

    A worker that stood still makes the last day, week and month; older ones are made by hand where they are wanted. A
    period before the platform kept anything is not told of: no record of an accident is no proof that there was none.
    """
    now = clock.now().astimezone(clock.LOCAL)
    first = AuditEntry.objects.order_by("seq").values_list("at", flat=True).first()
    if now.hour < AT_HOUR or first is None:
        return []
    made = []
    for kind in Bulletin.Kind.values:
        since = last_ended(kind, now.date())[0]
        is_kept = first.astimezone(clock.LOCAL).date() <= since
        if is_kept and not Bulletin.objects.filter(kind=kind, since=since).exists():
            made.append(bulletin_make(kind=kind, day=since))
    return made


def last_ended(kind: str, today: date) -> tuple[date, date]:
    """The newest day, week or month that is over."""
    yesterday = today - timedelta(days=1)
    since, until = span_of(kind, yesterday)
    return (since, until) if until == yesterday else span_of(kind, since - timedelta(days=1))
