"""Access rows of the report builder: everybody may build over the registers of his role; nobody reads another's."""

from datetime import date

from anlan.records.accounts.models import User
from anlan.records.figures.models import Report, ReportIssue
from tests.contract.access import SIGNED_IN, Place, Route, World
from tests.factories import UserFactory

#: What the role may not look at is refused; another's report is not there.
NOT_THEIRS = frozenset({403, 404})
DEFINITION = {"title": "隐患报表", "period": "", "parts": [{"register_name": "hazards", "by": "town"}]}


def report(world: World, place: Place) -> dict[str, object]:
    """Somebody else's report, shared with nobody."""
    owner: User = UserFactory()
    return {"report_id": Report.objects.create(title="隐患", owner=owner, definition=DEFINITION).pk}


def issue(world: World, place: Place) -> dict[str, object]:
    """What was made for somebody else."""
    owner: User = UserFactory()
    row = Report.objects.create(title="隐患", owner=owner, definition=DEFINITION)
    schedule = row.schedules.create(person=owner, kind="daily", since=date(2026, 6, 1))
    made = ReportIssue.objects.create(schedule=schedule, since=date(2026, 6, 1), until=date(2026, 6, 1), result={})
    return {"issue_id": made.pk}


def new(world: World, place: Place) -> dict[str, object]:
    return {"definition": DEFINITION}


ROUTES = [
    Route("GET", "/api/reports", SIGNED_IN),
    Route("POST", "/api/reports", SIGNED_IN, body=new, may_answer=frozenset({422})),
    Route("POST", "/api/reports/preview", SIGNED_IN, body=lambda w, p: DEFINITION),
    Route("GET", "/api/report-offers/{name}", "hazards.view", lambda w, p: {"name": "hazards"}, is_scoped=False),
    Route("GET", "/api/report-sources", SIGNED_IN),
    Route("PUT", "/api/reports/{report_id}", SIGNED_IN, report, body=new, is_scoped=False, may_answer=NOT_THEIRS),
    Route("DELETE", "/api/reports/{report_id}", SIGNED_IN, report, is_scoped=False, may_answer=NOT_THEIRS),
    Route("GET", "/api/reports/{report_id}/result", SIGNED_IN, report, is_scoped=False, may_answer=NOT_THEIRS),
    Route("GET", "/api/reports/{report_id}/file", SIGNED_IN, report, is_scoped=False, may_answer=NOT_THEIRS),
    Route("PUT", "/api/reports/{report_id}/schedule", SIGNED_IN, report, body=lambda w, p: {"kind": ""},
          is_scoped=False, may_answer=NOT_THEIRS),
    Route("GET", "/api/report-issues", SIGNED_IN, takes_tokens=False),
    Route("GET", "/api/report-issues/{issue_id}", SIGNED_IN, issue, is_scoped=False, may_answer=NOT_THEIRS,
          takes_tokens=False),
    Route("GET", "/api/report-issues/{issue_id}/file", SIGNED_IN, issue, is_scoped=False, may_answer=NOT_THEIRS,
          takes_tokens=False),
]  # fmt: skip
