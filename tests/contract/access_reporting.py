"""Access rows of reporting to platforms above."""

from anlan.records.accounts.choices import Permission
from anlan.records.reporting.models import Destination, Report
from tests.contract.access import Place, Route, World

VIEW, MANAGE, RESEND = Permission.REPORTING_VIEW, Permission.REPORTING_MANAGE, Permission.REPORTING_RESEND
NEW = {"name": "省平台", "url": "https://above.example.cn/facts", "secret": "a secret of sixteen", "kinds": ["alarms"]}


def destination(world: World, place: Place) -> dict[str, object]:
    fields = {"url": "https://above.example.cn", "sealed": "x"}
    return {"destination_id": Destination.objects.get_or_create(name="市平台", defaults=fields)[0].pk}


def report(world: World, place: Place) -> dict[str, object]:
    to = destination(world, place)["destination_id"]
    fields = {"kind": "alarms", "event": "raised", "record_id": 1, "title": "氨气", "body": "{}"}
    return {"report_id": Report.objects.get_or_create(destination_id=to, key="k", defaults=fields)[0].pk}


ROUTES = [
    Route("GET", "/api/reporting", VIEW),
    Route("POST", "/api/reporting/destinations", MANAGE, body=lambda w, p: NEW, may_answer=frozenset({422}),
          takes_tokens=False),
    Route("PATCH", "/api/reporting/destinations/{destination_id}", MANAGE, destination,
          body=lambda w, p: {"is_enabled": True}, is_scoped=False, takes_tokens=False),
    Route("POST", "/api/reporting/destinations/{destination_id}/test", MANAGE, destination, is_scoped=False),
    Route("GET", "/api/reporting/ledger", VIEW),
    Route("GET", "/api/reporting/ledger/{report_id}", VIEW, report, is_scoped=False),
    Route("POST", "/api/reporting/ledger/{report_id}/resend", RESEND, report, body=lambda w, p: {"reason": "补报"},
          is_scoped=False, may_answer=frozenset({409})),
]  # fmt: skip
