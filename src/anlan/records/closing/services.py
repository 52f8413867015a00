"""Commands at the end of a work order: put it into classes, say whether the alarm was useful, issue its report."""

from collections.abc import Sequence

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.closing.choices import ClassKind
from anlan.records.closing.models import Classification, ClosingClass, IssuedReport, Usefulness
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.incidents import record
from anlan.records.incidents.choices import State
from anlan.records.incidents.models import Incident
from anlan.records.incidents.services import incident_for_update

#: When there is something to classify: the handler has said what was done.
CLASSIFIED_IN = frozenset({State.FEEDBACK, State.CLOSED, State.FALSE_ALARM})


@transaction.atomic
def classify(
    *,
    incident_id: int,
    actor: User,
    cause: str,
    measures: Sequence[str],
    note: str = "",
    request: HttpRequest | None = None,
) -> Incident:
    """Say why it happened and what was done; the latest word counts, each stays on the timeline.

    Raises:
        NotFound: out of scope.
        Conflict: not handled yet.
        Invalid: no such cause or measure.
    """
    incident = incident_for_update(incident_id, actor)
    if incident.state not in CLASSIFIED_IN:
        raise Conflict("处置反馈后才能填写原因与措施分类。", code="wrong_state")
    why = _class(ClassKind.CAUSE, cause, "cause")
    what = [_class(ClassKind.MEASURE, code, "measures") for code in dict.fromkeys(measures)]
    row, _ = Classification.objects.update_or_create(
        incident=incident, defaults={"cause": why, "note": note[:500], "at": clock.now(), "by": actor}
    )
    row.measures.set(what)
    names = "、".join(one.name for one in what)
    text = f"原因分类：{why.name}" + (f"；措施分类：{names}" if names else "") + (f"；{note}" if note else "")
    entry = record.entry_add(incident, "classified", text, by=actor, data={"cause": cause, "measures": list(measures)})
    record.audit(
        incident,
        "classified",
        actor,
        changes={"cause": cause, "measures": list(measures)},
        reason=note,
        request=request,
    )
    record.tell_screens(incident, "classified", entry)
    return incident


def _class(kind: ClassKind, code: str, field: str) -> ClosingClass:
    row = ClosingClass.objects.filter(kind=kind, code=code, is_in_use=True).first()
    if row is None:
        raise Invalid(fields={field: f"没有“{code[:16]}”这一类，请从列表中选择。"})
    return row


@transaction.atomic
def tell_usefulness(*, incident: Incident, actor: User, is_useful: bool, request: HttpRequest | None = None) -> None:
    """One person's answer; a later one replaces it."""
    Usefulness.objects.update_or_create(
        incident=incident, person=actor, defaults={"is_useful": is_useful, "at": clock.now()}
    )
    record.audit(incident, "usefulness_told", actor, changes={"is_useful": is_useful}, request=request)


def next_edition(incident: Incident) -> int:
    """The number of the edition that would be issued now."""
    return incident.reports.count() + 1


def report_no(incident: Incident, edition: int) -> str:
    """The document number: the work order's own, as a report, with its edition."""
    return f"BG-{incident.no}-{edition:02d}"


@transaction.atomic
def issue(
    *, incident: Incident, actor: User, content_sha256: str, file_sha256: str, request: HttpRequest | None = None
) -> IssuedReport:
    """Put a report on record.

    Raises:
        Conflict: somebody else issued the same edition at the same moment.
    """
    Incident.objects.select_for_update().get(pk=incident.pk)
    edition = next_edition(incident)
    if IssuedReport.objects.filter(incident=incident, content_sha256=content_sha256).exists():
        raise Conflict("该报告刚刚已由他人出具，请重新打开。")
    row = IssuedReport.objects.create(
        no=report_no(incident, edition),
        incident=incident,
        edition=edition,
        content_sha256=content_sha256,
        file_sha256=file_sha256,
        issued_at=clock.now(),
        issued_by=actor,
    )
    audit_write(
        actor=actor,
        action="incident.report_issued",
        target=incident,
        changes={"no": row.no, "content_sha256": content_sha256, "file_sha256": file_sha256},
        request=request,
    )
    return row
