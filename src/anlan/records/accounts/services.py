"""Commands on accounts: sign in and out, make and change users."""

from typing import Any

from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts import sessions, throttle
from anlan.records.accounts.choices import ENTERPRISE_ROLES, Role
from anlan.records.accounts.models import User
from anlan.records.accounts.sign_in import Entry, enter
from anlan.records.audit.services import audit_write, client_ip
from anlan.records.core.errors import DomainError, Invalid

EDITABLE = ("name", "role", "phone", "enterprise_id", "town_id", "grid", "field", "is_on_duty", "is_active")


class WrongCredentials(DomainError):
    """The same answer whether the name or the password is wrong."""

    code, status, message = "wrong_credentials", 401, "用户名或密码不正确，请核对后重试。"


def credentials_check(*, request: HttpRequest, username: str, password: str) -> User:
    """The user of these credentials; counts failures and makes guessers wait.

    Raises:
        TooMany: too many failures; the password was not looked at.
        WrongCredentials: name or password is wrong, or the account is disabled.
    """
    keys = throttle.keys_of(username, client_ip(request), request.COOKIES.get(throttle.DEVICE_COOKIE, ""))
    throttle.check(keys)
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        throttle.failed(keys)
        raise WrongCredentials
    throttle.succeeded(keys)
    return user


def session_start(*, request: HttpRequest, username: str, password: str) -> Entry:
    """Sign in by password; an account with a second factor is asked for it next.

    Raises:
        TooMany, WrongCredentials: see :func:`credentials_check`.
    """
    return enter(request, credentials_check(request=request, username=username, password=password), "password")


@transaction.atomic
def session_end(*, request: HttpRequest) -> None:
    """Sign out and forget the session; does nothing when nobody is signed in."""
    if request.user.is_authenticated:
        audit_write(actor=request.user, action="session.ended", target=request.user, request=request)
        request.user.sessions.filter(session_key=request.session.session_key).delete()
    logout(request)


@transaction.atomic
def user_create(
    *,
    actor: User | None,
    username: str,
    name: str,
    role: str,
    password: str,
    request: HttpRequest | None = None,
    **details: Any,
) -> User:
    """Make a user; ``details`` are ``phone enterprise_id town_id grid field is_on_duty``.

    A password that somebody else has set is an initial one: its owner must change it before anything else.

    Raises:
        Invalid: the name is taken, the password weak, or the role lacks its enterprise, town or field.
    """
    if User.objects.filter(username=username).exists():
        raise Invalid(fields={"username": "该用户名已被使用，请换一个。"})
    user = User(username=username, name=name, role=role, must_change_password=actor is not None, **details)
    require_jurisdiction(user)
    _require_good_password(password, user)
    user.set_password(password)
    user.save()
    shown = {field: [None, getattr(user, field)] for field in ("username", *EDITABLE) if getattr(user, field)}
    audit_write(actor=actor, action="user.created", target=user, changes=shown, request=request)
    return user


@transaction.atomic
def user_update(
    *, actor: User | None, user: User, reason: str = "", request: HttpRequest | None = None, **changes: Any
) -> User:
    """Change some of ``EDITABLE``; a disabled user is signed out at once, since every request asks for an active one.

    Raises:
        Invalid: an unknown field, or the role now lacks its enterprise, town or field.
    """
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise Invalid(fields=dict.fromkeys(sorted(unknown), "不允许修改该项。"))
    changed = {name: [getattr(user, name), value] for name, value in changes.items() if getattr(user, name) != value}
    for name, (_, value) in changed.items():
        setattr(user, name, value)
    require_jurisdiction(user)
    user.save()
    if changed:
        audit_write(actor=actor, action="user.changed", target=user, changes=changed, reason=reason, request=request)
    return user


@transaction.atomic
def password_change(*, actor: User, old: str, new: str, request: HttpRequest) -> None:
    """Change one's own password; every other session of the account ends.

    Raises:
        Invalid: the old password is wrong or the new one weak.
    """
    if not actor.check_password(old):
        raise Invalid(fields={"old_password": "原密码不正确。"})
    if new == old:
        raise Invalid(fields={"new_password": "新密码不能与原密码相同。"})
    _require_good_password(new, actor, field="new_password")
    actor.set_password(new)
    actor.must_change_password = False
    actor.save(update_fields=["password", "must_change_password"])
    before = request.session.session_key
    sessions.forget(actor, keep=before)
    update_session_auth_hash(request, actor)  # a new key for this session, which stays
    actor.sessions.filter(session_key=before).update(session_key=request.session.session_key)
    audit_write(actor=actor, action="user.password_changed", target=actor, request=request)


@transaction.atomic
def password_reset(*, actor: User | None, user: User, new: str, reason: str) -> None:
    """Give somebody a new password without the old one; every session of theirs ends, since it hangs on the hash.

    Raises:
        Invalid: the password is weak, or no reason is given.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": "请填写原因。"})
    _require_good_password(new, user)
    user.set_password(new)
    user.is_active = True
    user.must_change_password = actor is not None
    user.save(update_fields=["password", "is_active", "must_change_password"])
    sessions.forget(user)
    audit_write(actor=actor, action="user.password_reset", target=user, changes={}, reason=reason)


def require_jurisdiction(user: User) -> None:
    """Refuse a role that lacks what its scope is made of.

    Raises:
        Invalid: naming the missing field.
    """
    if user.role not in Role.values:
        raise Invalid(fields={"role": "没有这个角色。"})
    if user.role in ENTERPRISE_ROLES and not user.enterprise_id:
        raise Invalid(fields={"enterprise_id": "企业角色必须选择所属企业。"})
    if user.role in (Role.TOWN_OFFICER, Role.GRID_OFFICER) and not user.town_id:
        raise Invalid(fields={"town_id": "请选择所属乡镇(街道)。"})
    if user.role == Role.COMMITTEE and not user.field:
        raise Invalid(fields={"field": "请选择所属专委会领域。"})


def _require_good_password(password: str, user: User, field: str = "password") -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(fields={field: " ".join(error.messages)}) from error
