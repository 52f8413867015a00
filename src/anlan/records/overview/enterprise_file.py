"""The file of an enterprise 一企一档: why its risk colour, what the registers hold of it, its documents, one timeline.

Everything within the reader's rights and scope. Of tips the file counts and no more: not their words, not their hours,
for an officer of the enterprise's town may sit beside the tipster.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import iso
from anlan.records.audit.models import AuditEntry
from anlan.records.incidents.models import Incident
from anlan.records.registry.catalog import registers
from anlan.records.registry.columns import column
from anlan.records.registry.declare import Register
from anlan.records.registry.models import Entry, MadeDocument
from anlan.records.registry.selectors import record_rows, viewable
from anlan.records.sites.choices import RiskLevel
from anlan.records.sites.models import Enterprise

#: Registers whose records are counted in the file and not told of.
SECRET = frozenset({"tips"})
CENSUS = "risk_census"
NEWEST, CHANGES, DOCUMENTS, PAGE = 3, 5, 20, 50
Line = dict[str, Any]


def enterprise_file(*, for_user: User, enterprise: Enterprise) -> dict[str, Any]:
    """``{risk, registers, documents}``; registers without a record of this enterprise are left out."""
    held = [found for register in viewable(for_user) if (found := _held(register, for_user, enterprise))]
    return {
        "risk": _risk(for_user, enterprise),
        "registers": sorted(held, key=lambda one: (-one["overdue"], -one["open"])),
        "documents": _documents(for_user, enterprise),
    }


# --- risk ----------------------------------------------------------------------------------------------


def _risk(reader: User, enterprise: Enterprise) -> dict[str, Any]:
    changes = AuditEntry.objects.filter(
        action="enterprise.changed", target_id=str(enterprise.pk), changes__has_key="risk_level"
    ).order_by("-seq")[:CHANGES]
    return {
        "level": enterprise.risk_level,
        "assessment": _assessment(reader, enterprise),
        "changes": [
            {"at": iso(row.at), "old": row.changes["risk_level"][0], "new": row.changes["risk_level"][1],
             "by": row.actor_name, "reason": row.reason}
            for row in changes
        ],
    }  # fmt: skip


def _assessment(reader: User, enterprise: Enterprise) -> dict[str, Any] | None:
    """The newest census that came to a colour: its method, score and words."""
    register = registers().get(CENSUS)
    if register is None or not reader.may(register.right("view")):
        return None
    row = _of(register, reader, enterprise).exclude(colour="").order_by("-id").first()
    if row is None:
        return None
    return {
        "record_id": row.pk, "no": row.no, "state": register.state(row.state).label, "colour": row.colour,
        "method": dict(column(register, "method").choices).get(row.method, ""), "score": row.score,
        "reason": row.colour_reason, "measures": row.measures,
        "assessed_by": row.assessed_by.name if row.assessed_by else "",
        "confirmed_by": row.confirmed_by.name if row.confirmed_by else "",
        "review_on": row.review_on.isoformat() if row.review_on else None,
    }  # fmt: skip


# --- registers and documents ---------------------------------------------------------------------------


def _of(register: Register, reader: User, enterprise: Enterprise) -> QuerySet[Any]:
    return record_rows(register, for_user=reader).filter(enterprise=enterprise)


def _held(register: Register, reader: User, enterprise: Enterprise) -> dict[str, Any] | None:
    rows = _of(register, reader, enterprise)
    counts = rows.aggregate(
        total=Count("pk"), open=Count("pk", filter=Q(is_open=True)), overdue=Count("pk", filter=Q(is_overdue=True))
    )
    if not counts["total"]:
        return None
    newest = [] if register.name in SECRET else rows.order_by("-is_open", "-id")[:NEWEST]
    return {
        "name": register.name, "label": register.label, "en": register.en, **counts,
        "newest": [
            {"id": row.pk, "no": row.no, "title": row.title, "state": register.state(row.state).label,
             "tone": register.state(row.state).tone, "is_overdue": row.is_overdue}
            for row in newest
        ],
    }  # fmt: skip


def _told(reader: User) -> list[Register]:
    return [register for register in viewable(reader) if register.name not in SECRET]


def _documents(reader: User, enterprise: Enterprise) -> list[dict[str, Any]]:
    rows = MadeDocument.objects.filter(_records(_told(reader), reader, enterprise)).order_by("-id")[:DOCUMENTS]
    return [
        {"id": row.pk, "title": row.title, "no": row.no, "format": row.format, "made_at": iso(row.made_at),
         "register_name": row.register, "record_id": row.record_id,
         "url": f"/api/registers/{row.register}/records/{row.record_id}/documents/{row.pk}"}
        for row in rows
    ]  # fmt: skip


def _records(told: list[Register], reader: User, enterprise: Enterprise) -> Q:
    """Rows that name a register and a record of this enterprise in it."""
    found = Q(pk__in=[])
    for register in told:
        ids = list(_of(register, reader, enterprise).values_list("pk", flat=True)[:1000])
        found |= Q(register=register.name, record_id__in=ids) if ids else Q(pk__in=[])
    return found


# --- one timeline --------------------------------------------------------------------------------------


def enterprise_timeline(*, for_user: User, enterprise: Enterprise, before: datetime | None) -> dict[str, Any]:
    """``{items, before}``: what happened, newest first, 50 lines; ``before`` asks for the older ones, None = no more.

    Lines are ``{at, kind, label, en, text, by, role_name, grade, to}``; ``to`` is the page of the console it leads to.
    """
    sources: list[Callable[[User, Enterprise, datetime | None], list[Line]]] = [_changes, _entries]
    sources += [_alarms] if for_user.may(Permission.ALARM_VIEW) else []
    sources += [_orders] if for_user.may(Permission.INCIDENT_VIEW) else []
    lines = [line for source in sources for line in source(for_user, enterprise, before)]
    lines.sort(key=lambda line: line["at"], reverse=True)
    end = _end(lines)
    items = [{**line, "at": iso(line["at"])} for line in lines[:end]]
    return {"items": items, "before": lines[end - 1]["at"].isoformat() if len(lines) > end else None}


def _end(lines: list[Line]) -> int:
    """Where the page ends: between two stamps, for the next one asks for what is older than its last line."""
    end = min(PAGE, len(lines))
    while 1 < end < len(lines) and lines[end]["at"] == lines[end - 1]["at"]:
        end -= 1
    return end if end > 1 else min(PAGE, len(lines))


def _line(at: datetime, kind: str, text: str, **more: Any) -> Line:
    plain = {"label": "", "en": "", "by": "", "role_name": "", "grade": None, "to": ""}
    return {"at": at, "kind": kind, "text": text, **plain, **more}


def _newest(rows: QuerySet[Any], moment: str, before: datetime | None) -> list[Any]:
    rows = rows.exclude(**{moment: None})
    rows = rows.filter(**{f"{moment}__lt": before}) if before else rows
    return list(rows.order_by(f"-{moment}")[: PAGE + 1])


def _alarms(reader: User, enterprise: Enterprise, before: datetime | None) -> list[Line]:
    rows = _newest(Alarm.objects.filter(enterprise=enterprise), "raised_at", before)
    return [
        _line(row.raised_at, "alarm", f"{row.title} {row.point_name}".strip(), grade=row.grade, to=f"/alarms/{row.pk}")
        for row in rows
    ]


def _orders(reader: User, enterprise: Enterprise, before: datetime | None) -> list[Line]:
    own = Incident.objects.filter(enterprise=enterprise)
    return [
        _line(getattr(row, moment), f"incident_{kind}", f"{row.no} {row.title}", grade=row.grade,
              to=f"/incidents/{row.pk}")
        for moment, kind in (("opened_at", "opened"), ("closed_at", "closed")) for row in _newest(own, moment, before)
    ]  # fmt: skip


def _entries(reader: User, enterprise: Enterprise, before: datetime | None) -> list[Line]:
    known = registers()
    rows = _newest(Entry.objects.filter(_records(_told(reader), reader, enterprise)), "at", before)
    return [
        _line(row.at, "register", row.text, label=known[row.register].label, en=known[row.register].en, by=row.by_name,
              role_name=row.role_name, to=f"/registers/{row.register}/{row.record_id}")
        for row in rows
    ]  # fmt: skip


def _changes(reader: User, enterprise: Enterprise, before: datetime | None) -> list[Line]:
    words = dict(RiskLevel.choices)
    rows = AuditEntry.objects.filter(
        action="enterprise.changed", target_id=str(enterprise.pk), changes__has_key="risk_level"
    )
    return [
        _line(row.at, "risk", f"{words.get(old, old)} → {words.get(new, new)}　{row.reason}".strip(), by=row.actor_name,
              role_name=row.actor_role)
        for row in _newest(rows, "at", before) for old, new in [row.changes["risk_level"]]
    ]  # fmt: skip
