"""Browsers that are signed in: when a session began, when it must end, and the list its owner sees.

Django's session row is the session; :class:`UserSession` is its description. Everything that signs in, the back
office and tests included, passes :func:`begun`, since Django's own signal calls it.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from anlan.kit.settings import settings
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User, UserSession
from anlan.records.audit.services import audit_write, client_ip
from anlan.records.core import clock
from anlan.records.core.errors import NotFound
from anlan.records.core.guard import CONFIRMED_S

BEGAN_S = "began_s"
SEEN_S = "seen_s"
METHOD = "method"
#: True once this session has shown a second factor, or was opened by a passkey.
HAS_FACTOR = "has_factor"
#: A session's end is moved on at most this often, so that reading does not write to the database.
TOUCH_EVERY_S = 600


@receiver(user_logged_in)
def begun(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """Note when and how the session began; whoever signs in has just shown who they are."""
    now_s = clock.now_ms() // 1000
    session = request.session
    session.update({BEGAN_S: now_s, SEEN_S: now_s, CONFIRMED_S: now_s})
    session.set_expiry(seconds_left(user, began_s=now_s, now_s=now_s))
    if session.session_key is None:
        session.create()
    UserSession.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": user,
            "method": session.get(METHOD, "password"),
            "ip": client_ip(request),
            "user_agent": request.META.get("HTTP_USER_AGENT", "")[:300],
            "started_at": clock.now(),
            "seen_at": clock.now(),
        },
    )


def seconds_left(user: User, *, began_s: int, now_s: int) -> int:
    """How long the session may live from now without a request; administrators' sessions are shorter."""
    config = settings()
    is_admin = user.may(Permission.ADMIN_SITE)
    idle_min = config.admin_session_idle_min if is_admin else config.session_idle_min
    most_h = config.admin_session_max_h if is_admin else config.session_max_h
    return min(idle_min * 60, began_s + most_h * 3600 - now_s)


def touch(request: HttpRequest, user: User) -> bool:
    """Move the session's end on when it was last moved a while ago; False when the session has reached its end."""
    session, now_s = request.session, clock.now_ms() // 1000
    if now_s - session.get(SEEN_S, 0) < TOUCH_EVERY_S:
        return True
    left_s = seconds_left(user, began_s=session.setdefault(BEGAN_S, now_s), now_s=now_s)
    if left_s <= 0:
        return False
    session[SEEN_S] = now_s
    session.set_expiry(left_s)
    UserSession.objects.filter(session_key=session.session_key).update(seen_at=clock.now(), ip=client_ip(request))
    return True


def session_list(user: User) -> QuerySet[UserSession]:
    """The user's living sessions, the last used first."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=living)


@transaction.atomic
def session_close(*, actor: User, session_id: int, request: HttpRequest) -> None:
    """End one of one's own sessions.

    Raises:
        NotFound: no such session of this person.
    """
    row = UserSession.objects.filter(user=actor, pk=session_id).first()
    if row is None:
        raise NotFound
    _end(UserSession.objects.filter(pk=row.pk))
    audit_write(actor=actor, action="session.closed", target=actor, changes={"ip": row.ip}, request=request)


@transaction.atomic
def session_close_others(*, actor: User, request: HttpRequest) -> int:
    """End all of one's sessions but this one; returns how many there were."""
    others = session_list(actor).exclude(session_key=request.session.session_key)
    count = others.count()
    _end(UserSession.objects.filter(user=actor).exclude(session_key=request.session.session_key))
    audit_write(actor=actor, action="session.closed_others", target=actor, changes={"count": count}, request=request)
    return count


def forget(user: User, *, keep: str | None = None) -> None:
    """End every session of ``user`` but ``keep``: the password or a factor was changed."""
    _end(UserSession.objects.filter(user=user).exclude(session_key=keep or ""))


def _end(rows: QuerySet[UserSession]) -> None:
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()


#: A word in what a browser says of itself, and what a person calls it; the first that fits.
BROWSERS = {"Edg": "Edge", "MicroMessenger": "WeChat", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux",
}  # fmt: skip


def browser_of(user_agent: str) -> str:
    """A browser and system a person recognises, e.g. ``Chrome · Windows``."""
    found = [next((name for mark, name in t.items() if mark in user_agent), "") for t in (BROWSERS, SYSTEMS)]
    return " · ".join(part for part in found if part) or user_agent[:40]
