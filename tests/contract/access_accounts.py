"""Access rows of the session, one's own account, the county and the audit trail."""

from anlan.records.accounts import tokens
from anlan.records.accounts.choices import Permission, Role
from tests.contract.access import PUBLIC, SIGNED_IN, Place, Route, World

WRONG = frozenset({401, 422})
#: One's own account has no such factor, session or token: the person is not refused, the thing is not there.
NOT_MINE = frozenset({404})


def passkey(world: World, place: Place) -> dict[str, object]:
    return {"passkey_id": 0}


def session(world: World, place: Place) -> dict[str, object]:
    return {"session_id": 0}


def token(world: World, place: Place) -> dict[str, object]:
    owner = world.person(Role.ADMIN, place)
    issued, _ = tokens.token_issue(actor=owner, name="对接", permissions=["alarm.view"], days=1)
    return {"token_id": issued.pk}


CODE = {"code": "000000"}

COUNTY = {
    "code": "330301", "name": "示例县", "lon": 120.6, "lat": 27.8,
    "bbox": [120.0, 27.5, 121.3, 28.1], "view": [120.0, 27.5, 121.0, 28.1],
}  # fmt: skip

ROUTES = [
    Route("GET", "/api/sign-in", PUBLIC),
    Route("POST", "/api/session", PUBLIC, body=lambda w, p: {"username": "x", "password": "x"}, may_answer=WRONG),
    Route("POST", "/api/session/code", PUBLIC, body=lambda w, p: CODE, may_answer=WRONG),
    Route("POST", "/api/session/passkey/options", PUBLIC),
    Route("POST", "/api/session/passkey", PUBLIC, body=lambda w, p: {"credential": {}}, may_answer=WRONG),
    Route("GET", "/api/session", SIGNED_IN, takes_tokens=False),
    Route("DELETE", "/api/session", PUBLIC),
    Route(
        "POST",
        "/api/session/password",
        SIGNED_IN,
        body=lambda w, p: {"old_password": "wrong", "new_password": "wrong"},
        may_answer=WRONG,
        takes_tokens=False,
    ),
    Route(
        "POST",
        "/api/session/confirm",
        SIGNED_IN,
        body=lambda w, p: {"password": "wrong"},
        may_answer=WRONG,
        takes_tokens=False,
    ),
    Route("GET", "/api/account", SIGNED_IN, takes_tokens=False),
    Route("POST", "/api/account/totp/secret", SIGNED_IN, takes_tokens=False),
    Route("POST", "/api/account/totp", SIGNED_IN, body=lambda w, p: CODE, may_answer=WRONG, takes_tokens=False),
    Route("DELETE", "/api/account/totp", SIGNED_IN, may_answer=NOT_MINE, takes_tokens=False),
    Route("POST", "/api/account/passkeys/options", SIGNED_IN, takes_tokens=False),
    Route(
        "POST",
        "/api/account/passkeys",
        SIGNED_IN,
        body=lambda w, p: {"name": "手机", "credential": {}},
        may_answer=WRONG,
        takes_tokens=False,
    ),
    Route(
        "DELETE",
        "/api/account/passkeys/{passkey_id}",
        SIGNED_IN,
        passkey,
        is_scoped=False,
        may_answer=NOT_MINE,
        takes_tokens=False,
    ),
    Route("POST", "/api/account/recovery-codes", SIGNED_IN, takes_tokens=False),
    Route("GET", "/api/account/sessions", SIGNED_IN, takes_tokens=False),
    Route("DELETE", "/api/account/sessions", SIGNED_IN, takes_tokens=False),
    Route(
        "DELETE",
        "/api/account/sessions/{session_id}",
        SIGNED_IN,
        session,
        is_scoped=False,
        may_answer=NOT_MINE,
        takes_tokens=False,
    ),
    Route("GET", "/api/account/tokens", Permission.TOKEN_ISSUE, takes_tokens=False),
    Route(
        "POST",
        "/api/account/tokens",
        Permission.TOKEN_ISSUE,
        body=lambda w, p: {"name": "对接", "permissions": ["alarm.view"], "days": 30},
        takes_tokens=False,
    ),
    Route(
        "DELETE",
        "/api/account/tokens/{token_id}",
        Permission.TOKEN_ISSUE,
        token,
        may_answer=NOT_MINE,
        takes_tokens=False,
    ),
    Route("GET", "/api/county", SIGNED_IN),
    Route("PUT", "/api/county", Permission.ADMIN_SITE, takes_tokens=False, body=lambda w, p: COUNTY),
    Route("GET", "/api/audit", Permission.AUDIT_VIEW),
    Route("GET", "/api/audit/verification", Permission.AUDIT_VIEW),
]
