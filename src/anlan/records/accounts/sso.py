"""Signing in through a government's single sign-on (OpenID Connect), spoken by django-allauth.

Who comes back from there is let in only when an administrator has written the claim's value into the user's
统一认证编号, or when ``ANLAN_OIDC_CREATE_ROLE`` says that accounts are made. allauth's own sign-in, sign-up and pages
are never reached: every way through it ends in a redirect to our console.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from requests import RequestException

from anlan.kit.logs import get_logger
from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.accounts.sessions import METHOD
from anlan.records.accounts.sign_in import enter
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Invalid

log = get_logger(__name__)

PROVIDER = "gov"
View = Callable[[HttpRequest, str], HttpResponse]


def offered() -> dict[str, str]:
    """Name and address of the single sign-on; both empty when none is set up."""
    if not settings().oidc_url:
        return {"sso_name": "", "sso_url": ""}
    return {"sso_name": settings().oidc_name, "sso_url": reverse("openid_connect_login", args=[PROVIDER])}


def end_url(request: HttpRequest) -> str:
    """Where a session that came through the single sign-on is ended there too; empty for others."""
    if not settings().oidc_url or not request.session.get(METHOD, "").startswith("sso"):
        return ""
    try:
        found = views.OpenIDConnectOAuth2Adapter(request, PROVIDER).openid_config.get("end_session_endpoint", "")
    except (RequestException, ValueError):
        return ""  # signing out here must not hang on whether the other side answers
    back = request.build_absolute_uri("/sign-in")
    return (
        f"{found}?{urlencode({'client_id': settings().oidc_client_id, 'post_logout_redirect_uri': back})}"
        if found
        else ""
    )


def _told_when_unreachable(view: View) -> View:
    """allauth catches what the provider says, not that it says nothing."""

    @wraps(view)
    def wrapped(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except RequestException as error:
            log.warning("single sign-on cannot be reached", why=type(error).__name__)
            return _to_console(sso="failed")

    return wrapped


#: Our link leads to the provider; the provider leads back.
login, callback = _told_when_unreachable(views.login), _told_when_unreachable(views.callback)


class SsoAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    """allauth's hooks: the one place between "the provider says" and "is signed in here"."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Take over once the provider has answered: let the person in by our own rules, or say why not."""
        raise ImmediateHttpResponse(self._answer(request, _claims(sociallogin)))

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **_: Any) -> None:
        """Cancelled, refused, or the provider cannot be reached."""
        log.warning("single sign-on failed", error=str(error), why=type(_.get("exception")).__name__)
        raise ImmediateHttpResponse(_to_console(sso="failed"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never through allauth."""
        return False

    def _answer(self, request: HttpRequest, claims: dict[str, Any]) -> HttpResponseRedirect:
        subject = str(claims.get(settings().oidc_claim) or "")
        user = user_of(subject, claims, request)
        if user is None:
            return _to_console(sso="unknown")
        entry = enter(request, user, "sso")
        return HttpResponseRedirect("/") if entry.user else _to_console(step=",".join(entry.methods))


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's own accounts are closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


@transaction.atomic
def user_of(subject: str, claims: dict[str, Any], request: HttpRequest | None = None) -> User | None:
    """The active user whom an administrator linked to ``subject``, or a new one where that is allowed."""
    if not subject:
        return None
    user = User.objects.filter(sso_id=subject).first()
    if user is None and settings().oidc_create_role:
        user = _make(subject, claims, request)
    return user if user is not None and user.is_active else None


def _make(subject: str, claims: dict[str, Any], request: HttpRequest | None) -> User | None:
    from anlan.records.accounts.services import require_jurisdiction

    username = f"sso-{subject}"[:150]
    user = User(username=username, sso_id=subject, role=settings().oidc_create_role)
    user.name = str(claims.get("name") or claims.get("preferred_username") or subject)[:64]
    user.set_unusable_password()
    try:
        require_jurisdiction(user)
    except Invalid:
        log.error("ANLAN_OIDC_CREATE_ROLE names a role that needs a place: no account is made", role=user.role)
        return None
    if User.objects.filter(username=username).exists():
        return None
    user.save()
    shown = {"username": [None, username], "role": [None, user.role], "sso_id": [None, subject]}
    audit_write(
        actor=None, action="user.created", target=user, changes=shown, reason="统一认证首次登录", request=request
    )
    return user


def _claims(sociallogin: Any) -> dict[str, Any]:
    told = sociallogin.account.extra_data
    return {**(told.get("userinfo") or {}), **(told.get("id_token") or {})}


def _to_console(**query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"/sign-in?{urlencode(query)}")
