"""The two steps of signing in: who says they are somebody waits in the session until a second factor proves it.

Whatever came first (a password, the government's single sign-on), an account that has a second factor is asked for
it. A passkey is both factors at once: the browser has checked the person before it answers.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts import throttle
from anlan.records.accounts.factors import WrongCode, code_check, factors_of, passkey_challenge, passkey_check
from anlan.records.accounts.models import User
from anlan.records.accounts.sessions import HAS_FACTOR, METHOD
from anlan.records.audit.services import audit_write, client_ip
from anlan.records.core import clock
from anlan.records.core.errors import DomainError, Invalid
from anlan.records.core.guard import CONFIRMED_S

PENDING = "sign_in_pending"
PENDING_FOR_S = 300
BACKEND = "django.contrib.auth.backends.ModelBackend"


class NothingPending(DomainError):
    """The first step was too long ago, or never taken."""

    code, status, message = "sign_in_again", 401, "登录步骤已超时，请重新输入用户名和密码。"


@dataclass(frozen=True)
class Entry:
    """Either somebody is in, with the browser's device cookie, or one of ``methods`` is still to be shown."""

    user: User | None = None
    device: str = ""
    methods: list[str] = field(default_factory=list)


def enter(request: HttpRequest, user: User, method: str) -> Entry:
    """The first step is done: open the session, or wait for the second step when the account has one."""
    methods = factors_of(user).methods
    if not methods:
        return open_session(request, user, method)
    request.session.cycle_key()
    request.session.set_expiry(2 * PENDING_FOR_S)
    request.session[PENDING] = {"user": user.pk, "method": method, "at_s": clock.now_ms() // 1000}
    return Entry(methods=methods)


def second_step_by_code(request: HttpRequest, code: str) -> Entry:
    """A TOTP or recovery code for the person who waits.

    Raises:
        NothingPending: nobody waits here, or too long.
        TooMany: too many wrong codes.
        WrongCode: does not fit, or used before.
    """
    user, first = pending_of(request)
    kind = counted_code_check(request, user, code)
    return open_session(request, user, f"{first}+{kind}", has_factor=True)


def passkey_options(request: HttpRequest) -> dict[str, Any]:
    """A challenge for the person who waits, or for whoever comes with a passkey."""
    return passkey_challenge(pending_of(request)[0] if is_pending(request) else None)


def enter_by_passkey(request: HttpRequest, credential: dict[str, Any]) -> Entry:
    """A passkey's answer: as the second step, or as both.

    Raises:
        TooMany: too many wrong answers from this address.
        WrongCode: does not fit.
    """
    keys = [f"ip:{client_ip(request)}"]
    throttle.check(keys)
    waiting = pending_of(request) if is_pending(request) else None
    try:
        user = passkey_check(credential, waiting[0] if waiting else None)
    except WrongCode:
        throttle.failed(keys)
        raise
    return open_session(request, user, f"{waiting[1]}+passkey" if waiting else "passkey", has_factor=True)


@transaction.atomic
def open_session(request: HttpRequest, user: User, method: str, *, has_factor: bool = False) -> Entry:
    """A new session key, an audit entry, and the browser's device cookie value."""
    request.session.flush()  # nothing of whoever sat here before
    request.session[METHOD] = method
    request.session[HAS_FACTOR] = has_factor
    login(request, user, backend=BACKEND)
    device = throttle.remember_device(user, request.COOKIES.get(throttle.DEVICE_COOKIE, ""))
    audit_write(actor=user, action="session.started", target=user, changes={"method": method}, request=request)
    return Entry(user, device)


def confirm(request: HttpRequest, user: User, *, password: str, code: str, credential: dict[str, Any] | None) -> None:
    """The person shows again that it is they who sit there, by any one of their factors.

    Raises:
        Invalid: nothing that fits was given.
        TooMany: too many wrong tries.
    """
    keys = [f"account:confirm:{user.pk}"]
    throttle.check(keys)
    try:
        _prove(request, user, password=password, code=code, credential=credential)
    except DomainError:
        throttle.failed(keys)
        raise
    throttle.succeeded(keys)
    request.session[CONFIRMED_S] = clock.now_ms() // 1000


def counted_code_check(request: HttpRequest, user: User, code: str) -> str:
    """As :func:`code_check`; wrong codes make the guesser wait, per account."""
    keys = [f"account:code:{user.pk}"]
    throttle.check(keys)
    try:
        kind = code_check(user, code)
    except WrongCode:
        throttle.failed(keys)
        raise
    throttle.succeeded(keys)
    return kind


def pending_of(request: HttpRequest) -> tuple[User, str]:
    """Who waits for the second step, and by which method the first was taken.

    Raises:
        NothingPending: nobody, or since too long ago.
    """
    waiting = request.session.get(PENDING, {})
    is_fresh = clock.now_ms() // 1000 - waiting.get("at_s", 0) <= PENDING_FOR_S
    user = User.objects.filter(pk=waiting.get("user"), is_active=True).first() if is_fresh else None
    if user is None:
        request.session.pop(PENDING, None)
        raise NothingPending
    return user, waiting["method"]


def is_pending(request: HttpRequest) -> bool:
    """True when somebody has taken the first step in this session."""
    return PENDING in request.session


def _prove(request: HttpRequest, user: User, *, password: str, code: str, credential: dict[str, Any] | None) -> None:
    if credential is not None:
        passkey_check(credential, user)
    elif code:
        code_check(user, code)
    elif not password or not user.check_password(password):
        raise Invalid(fields={"password": "密码不正确。"})
