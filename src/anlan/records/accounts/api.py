"""The session: sign in, who am I, sign out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router, Status

from anlan.records.accounts import services, throttle
from anlan.records.accounts.choices import ROLE_PERMISSIONS
from anlan.records.accounts.guard import signed_in
from anlan.records.accounts.models import User
from anlan.records.accounts.schemas import Credentials, Me, PasswordIn
from anlan.records.core.schemas import Problem

router = Router(tags=["session"])


@router.post("/session", auth=None, response={200: Me, 401: Problem, 429: Problem})
def session_start(request: HttpRequest, response: HttpResponse, body: Credentials) -> Me:
    """Sign in. Too many failures answer 429 with the seconds to wait."""
    user, device = services.session_start(request=request, username=body.username, password=body.password)
    response.set_cookie(
        throttle.DEVICE_COOKIE,
        device,
        max_age=throttle.DEVICE_AGE_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return _me(request, user)


@router.get("/session", response={200: Me, 401: Problem})
def session_get(request: HttpRequest) -> Me:
    """Who is signed in."""
    return _me(request, signed_in(request))


@router.delete("/session", auth=None, response={204: None})
def session_end(request: HttpRequest) -> Status[None]:
    """Sign out; harmless when nobody is signed in. A foreign page is refused by the origin check."""
    services.session_end(request=request)
    return Status(204, None)


@router.post("/session/password", response={204: None, 401: Problem, 422: Problem})
def password_change(request: HttpRequest, body: PasswordIn) -> Status[None]:
    """Change one's own password."""
    services.password_change(actor=signed_in(request), old=body.old_password, new=body.new_password, request=request)
    return Status(204, None)


def _me(request: HttpRequest, user: User) -> Me:
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
        permissions=sorted(ROLE_PERMISSIONS.get(user.role, frozenset())),
        csrf_token=get_token(request),
    )
