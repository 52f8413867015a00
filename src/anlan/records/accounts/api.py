"""The session: sign in by password, code or passkey, who am I, sign out. One's own account: :mod:`account_api`."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router, Status

from anlan.records.accounts import account_api, services, sign_in, sso, throttle
from anlan.records.accounts.auth import OWN_ACCOUNT, unfinished
from anlan.records.accounts.guard import signed_in
from anlan.records.accounts.models import User
from anlan.records.accounts.schemas import (
    CodeIn,
    ConfirmIn,
    Credentials,
    Me,
    PasskeyIn,
    PasskeyOptions,
    PasswordIn,
    SecondStep,
    SignedOut,
    SignInWays,
)
from anlan.records.accounts.sign_in import Entry
from anlan.records.core.schemas import PROBLEMS, Problem

router = Router(tags=["session"])
router.add_router("", account_api.router)

#: Signing in is open to everybody; the origin check of the web process keeps other sites' pages out.
SIGNING_IN: dict[int, Any] = {200: Me, 202: SecondStep, 401: Problem, 422: Problem, 429: Problem}


@router.get("/sign-in", auth=None, response={200: SignInWays})
def sign_in_ways(request: HttpRequest) -> dict[str, str]:
    """What the sign-in page offers beside the password."""
    return sso.offered()


@router.post("/session", auth=None, response=SIGNING_IN)
def session_start(request: HttpRequest, response: HttpResponse, body: Credentials) -> Any:
    """Sign in by password. 202 asks for a second step; too many failures answer 429 with the seconds to wait."""
    entry = services.session_start(request=request, username=body.username, password=body.password)
    return _entered(request, response, entry)


@router.post("/session/code", auth=None, response=SIGNING_IN)
def session_code(request: HttpRequest, response: HttpResponse, body: CodeIn) -> Any:
    """The second step, by TOTP or recovery code."""
    return _entered(request, response, sign_in.second_step_by_code(request, body.code))


@router.post("/session/passkey/options", auth=None, response={200: PasskeyOptions, 401: Problem})
def session_passkey_options(request: HttpRequest) -> dict[str, Any]:
    """A challenge for a passkey: of the person who waits for the second step, else of anybody."""
    return sign_in.passkey_options(request)


@router.post("/session/passkey", auth=None, response=SIGNING_IN)
def session_passkey(request: HttpRequest, response: HttpResponse, body: PasskeyIn) -> Any:
    """Sign in by passkey: as the second step, or instead of both."""
    return _entered(request, response, sign_in.enter_by_passkey(request, body.credential))


@router.get("/session", auth=OWN_ACCOUNT, response={200: Me, 401: Problem})
def session_get(request: HttpRequest) -> Me:
    """Who is signed in."""
    return _me(request, signed_in(request))


@router.delete("/session", auth=None, response={200: SignedOut, 204: None})
def session_end(request: HttpRequest) -> Status[Any]:
    """Sign out; harmless when nobody is signed in. 200 names where the single sign-on's own session is ended."""
    continue_at = sso.end_url(request)
    services.session_end(request=request)
    return Status(200, {"continue_at": continue_at}) if continue_at else Status(204, None)


@router.post("/session/password", auth=OWN_ACCOUNT, response={204: None, **PROBLEMS})
def password_change(request: HttpRequest, body: PasswordIn) -> Status[None]:
    """Change one's own password; every other session of the account ends."""
    services.password_change(actor=signed_in(request), old=body.old_password, new=body.new_password, request=request)
    return Status(204, None)


@router.post("/session/confirm", auth=OWN_ACCOUNT, response={204: None, 429: Problem, **PROBLEMS})
def session_confirm(request: HttpRequest, body: ConfirmIn) -> Status[None]:
    """Show again who sits here, before a sensitive act: by password, code or passkey."""
    user = signed_in(request)
    sign_in.confirm(request, user, password=body.password, code=body.code, credential=body.credential)
    return Status(204, None)


def _entered(request: HttpRequest, response: HttpResponse, entry: Entry) -> Any:
    if entry.user is None:
        return Status(202, {"methods": entry.methods})
    remember_browser(response, entry.device)
    return Status(200, _me(request, entry.user))


def remember_browser(response: HttpResponse, device: str) -> None:
    """Give the browser the cookie that keeps others' failures from holding it up."""
    response.set_cookie(
        throttle.DEVICE_COOKIE,
        device,
        max_age=throttle.DEVICE_AGE_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _me(request: HttpRequest, user: User) -> Me:
    blocked = unfinished(user, request.session)
    return Me(
        id=user.pk,
        username=user.username,
        name=user.name,
        role=user.role,
        role_name=user.role_name,
        enterprise_id=user.enterprise_id,
        town_code=user.town_code,
        field=user.field,
        is_on_duty=user.is_on_duty,
        permissions=sorted(user.permissions),
        csrf_token=get_token(request),
        unfinished=blocked.code if blocked else "",
    )
