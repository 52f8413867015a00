"""Access rows of the session, the county and the audit trail."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import PUBLIC, SIGNED_IN, Route

WRONG = frozenset({401, 422})

ROUTES = [
    Route("POST", "/api/session", PUBLIC, body=lambda w, p: {"username": "x", "password": "x"}, may_answer=WRONG),
    Route("GET", "/api/session", SIGNED_IN),
    Route("DELETE", "/api/session", PUBLIC),
    Route(
        "POST",
        "/api/session/password",
        SIGNED_IN,
        body=lambda w, p: {"old_password": "wrong", "new_password": "wrong"},
        may_answer=WRONG,
    ),
    Route("GET", "/api/county", SIGNED_IN),
    Route("GET", "/api/audit", Permission.AUDIT_VIEW),
    Route("GET", "/api/audit/verification", Permission.AUDIT_VIEW),
]
