"""One's own account: factors, sessions, tokens. For a person at a screen; no token opens these routes."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from anlan.records.accounts import factors, sessions, tokens
from anlan.records.accounts.auth import OWN_ACCOUNT, PersonAuth
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.grants import permission_name
from anlan.records.accounts.guard import allowed, signed_in
from anlan.records.accounts.models import ApiToken, User
from anlan.records.accounts.schemas import (
    ClosedOut,
    CodeIn,
    NewPasskeyIn,
    NewTokenOut,
    PasskeyOptions,
    RecoveryCodesOut,
    SecurityOut,
    SessionOut,
    TokenIn,
    TokenOut,
    TotpSecret,
)
from anlan.records.core.guard import require_confirmed
from anlan.records.core.schemas import PROBLEMS

#: The platform's own rights; those of registers are listed behind them.
OWN = frozenset(Permission)

router = Router(tags=["account"], auth=OWN_ACCOUNT)


def confirmed(request: HttpRequest) -> User:
    """The person of this request, lately confirmed."""
    user = signed_in(request)
    require_confirmed(request)
    return user


@router.get("/account", response={200: SecurityOut, **PROBLEMS})
def account_get(request: HttpRequest) -> dict[str, Any]:
    """How one's own account is protected."""
    user = signed_in(request)
    held = factors.factors_of(user)
    return {
        "has_password": user.has_usable_password(),
        "has_totp": held.has_totp,
        "is_factor_required": factors.is_factor_required(user),
        "passkeys": [
            {"id": p.pk, "name": p.wrap().name, "created_at": p.created_at, "last_used_at": p.last_used_at}
            for p in held.passkeys
        ],
        "recovery_codes_left": held.recovery_codes_left,
        "permission_names": {
            str(code): permission_name(code)
            for code in sorted(user.permissions, key=lambda code: (code not in OWN, code))
        },
    }


@router.post("/account/totp/secret", response={200: TotpSecret, **PROBLEMS})
def totp_begin(request: HttpRequest) -> dict[str, str]:
    """A fresh secret for an authenticator app; it counts once a code of it has been shown."""
    return factors.totp_begin(actor=confirmed(request))


@router.post("/account/totp", response={200: RecoveryCodesOut, **PROBLEMS})
def totp_add(request: HttpRequest, body: CodeIn) -> dict[str, list[str]]:
    """Turn TOTP on with the first code; answers recovery codes when these are the account's first."""
    return {"recovery_codes": factors.totp_add(actor=confirmed(request), code=body.code, request=request)}


@router.delete("/account/totp", response={204: None, **PROBLEMS})
def totp_remove(request: HttpRequest) -> Status[None]:
    """Turn TOTP off."""
    factors.totp_remove(actor=confirmed(request), request=request)
    return Status(204, None)


@router.post("/account/passkeys/options", response={200: PasskeyOptions, **PROBLEMS})
def passkey_begin(request: HttpRequest) -> dict[str, Any]:
    """Options for making a passkey."""
    return factors.passkey_begin(actor=confirmed(request))


@router.post("/account/passkeys", response={200: RecoveryCodesOut, **PROBLEMS})
def passkey_add(request: HttpRequest, body: NewPasskeyIn) -> dict[str, list[str]]:
    """Keep a passkey; answers recovery codes when these are the account's first."""
    user = confirmed(request)
    codes = factors.passkey_add(actor=user, name=body.name, credential=body.credential, request=request)
    return {"recovery_codes": codes}


@router.delete("/account/passkeys/{int:passkey_id}", response={204: None, **PROBLEMS})
def passkey_remove(request: HttpRequest, passkey_id: int) -> Status[None]:
    """Forget a passkey."""
    factors.passkey_remove(actor=confirmed(request), passkey_id=passkey_id, request=request)
    return Status(204, None)


@router.post("/account/recovery-codes", response={200: RecoveryCodesOut, **PROBLEMS})
def recovery_codes_renew(request: HttpRequest) -> dict[str, list[str]]:
    """Ten new recovery codes; the old ones are void."""
    return {"recovery_codes": factors.recovery_codes_renew(actor=confirmed(request), request=request)}


@router.get("/account/sessions", response={200: list[SessionOut], **PROBLEMS})
def session_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Browsers signed in to one's own account, the last used first."""
    return [
        {
            "id": row.pk,
            "browser": sessions.browser_of(row.user_agent),
            "ip": row.ip,
            "method": row.method,
            "started_at": row.started_at,
            "seen_at": row.seen_at,
            "is_this": row.session_key == request.session.session_key,
        }
        for row in sessions.session_list(signed_in(request))
    ]


@router.delete("/account/sessions", response={200: ClosedOut, **PROBLEMS})
def session_close_others(request: HttpRequest) -> dict[str, int]:
    """Sign out everywhere else."""
    return {"closed": sessions.session_close_others(actor=signed_in(request), request=request)}


@router.delete("/account/sessions/{int:session_id}", response={204: None, **PROBLEMS})
def session_close(request: HttpRequest, session_id: int) -> Status[None]:
    """Sign one browser out."""
    sessions.session_close(actor=signed_in(request), session_id=session_id, request=request)
    return Status(204, None)


@router.get("/account/tokens", auth=PersonAuth(), response={200: list[TokenOut], **PROBLEMS})
def token_list(request: HttpRequest) -> QuerySet[ApiToken]:
    """One's own API tokens, the newest first."""
    return tokens.token_list(allowed(request, Permission.TOKEN_ISSUE))


@router.post("/account/tokens", auth=PersonAuth(), response={201: NewTokenOut, **PROBLEMS})
def token_issue(request: HttpRequest, body: TokenIn) -> Status[Any]:
    """Issue a token with some of one's own permissions; its secret is shown this once."""
    user = allowed(request, Permission.TOKEN_ISSUE)
    require_confirmed(request)
    token, secret = tokens.token_issue(
        actor=user, name=body.name, permissions=body.permissions, days=body.days, request=request
    )
    return Status(201, {**TokenOut.from_orm(token).dict(), "secret": secret})


@router.delete("/account/tokens/{int:token_id}", auth=PersonAuth(), response={204: None, **PROBLEMS})
def token_revoke(request: HttpRequest, token_id: int) -> Status[None]:
    """Revoke a token at once."""
    tokens.token_revoke(actor=allowed(request, Permission.TOKEN_ISSUE), token_id=token_id, request=request)
    return Status(204, None)
