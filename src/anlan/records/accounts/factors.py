"""Second factors of an account: TOTP, passkeys (WebAuthn) and recovery codes.

The cryptography and the rows are django-allauth's (``allauth.mfa``); what is ours is who may ask, the audit trail,
and that a code counts once across all web processes.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from nacl.encoding import Base64Encoder
from nacl.secret import SecretBox

from anlan.kit.settings import settings as machine
from anlan.records.accounts.models import User
from anlan.records.accounts.sessions import HAS_FACTOR
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Conflict, DomainError, Invalid, NotFound

Kind = Authenticator.Type
PASSKEYS_MAX = 10


class WrongCode(DomainError):
    """The code, or the passkey's answer, does not fit."""

    code, status, message = "wrong_code", 401, "验证码或通行密钥未通过验证，请重试。"


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """allauth's hooks: secrets sealed with the platform's key, Chinese names."""

    def encrypt(self, text: str) -> str:
        """As it is stored."""
        return str(_box().encrypt(text.encode(), encoder=Base64Encoder).decode())

    def decrypt(self, encrypted_text: str) -> str:
        """As it was."""
        return str(_box().decrypt(encrypted_text.encode(), encoder=Base64Encoder).decode())

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows beside the name."""
        return "Anlan"

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What the browser shows when it offers the passkey."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name or user.username}


def _box() -> SecretBox:
    return SecretBox(hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"anlan factors").digest())


@dataclass(frozen=True)
class Factors:
    """What an account has beside its password."""

    has_totp: bool
    passkeys: list[Authenticator]
    recovery_codes_left: int

    @property
    def methods(self) -> list[str]:
        """Ways to give the second factor, as the sign-in page offers them; empty when there is none."""
        ways = (["passkey"] if self.passkeys else []) + (["totp"] if self.has_totp else [])
        return [*ways, "recovery_code"] if ways and self.recovery_codes_left else ways


def factors_of(user: User) -> Factors:
    """The factors of ``user``."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    codes = next((row for row in rows if row.type == Kind.RECOVERY_CODES), None)
    left = len(RecoveryCodes(codes).get_unused_codes()) if codes else 0
    return Factors(any(r.type == Kind.TOTP for r in rows), [r for r in rows if r.type == Kind.WEBAUTHN], left)


def is_factor_required(user: User) -> bool:
    """True when this role must sign in with a second factor here."""
    return user.role in machine().roles_with_second_factor


def totp_begin(*, actor: User) -> dict[str, str]:
    """A fresh secret, kept in the session until a code of it is shown: the secret, its address, and its QR code."""
    secret = totp.get_totp_secret(regenerate=True)
    url = get_adapter().build_totp_url(actor, secret)
    return {"secret": secret, "url": url, "qr_svg": get_adapter().build_totp_svg(url)}


@transaction.atomic
def totp_add(*, actor: User, code: str, request: HttpRequest) -> list[str]:
    """Turn TOTP on with a code of the new secret; returns recovery codes when these are the account's first.

    Raises:
        Conflict: there is one already.
        Invalid: the code does not fit, or nothing was begun.
    """
    secret = request.session.get(totp.SECRET_SESSION_KEY, "")
    if Authenticator.objects.filter(user=actor, type=Kind.TOTP).exists():
        raise Conflict("已启用动态验证码，如需更换请先停用。")
    if not secret or _counter_of(secret, code) is None:
        raise Invalid(fields={"code": "验证码不正确，请确认手机时间准确后重试。"})
    totp.TOTP.activate(actor, secret)
    totp.clear_totp_secret(request)
    return _added(actor, "totp", "", request)


@transaction.atomic
def totp_remove(*, actor: User, request: HttpRequest) -> None:
    """Turn TOTP off.

    Raises:
        NotFound: it is not on.
        Conflict: it is the last factor of a role that must have one.
    """
    _remove(actor, Authenticator.objects.filter(user=actor, type=Kind.TOTP).first(), "totp", request)


def passkey_begin(*, actor: User) -> dict[str, Any]:
    """Options for ``navigator.credentials.create``; the challenge is kept in the session."""
    return dict(webauthn.begin_registration(actor, passwordless=True))


@transaction.atomic
def passkey_add(*, actor: User, name: str, credential: dict[str, Any], request: HttpRequest) -> list[str]:
    """Keep a passkey that the browser made; returns recovery codes when these are the account's first.

    Raises:
        Invalid: the answer does not fit the challenge, or there are ten already.
    """
    if Authenticator.objects.filter(user=actor, type=Kind.WEBAUTHN).count() >= PASSKEYS_MAX:
        raise Invalid(fields={"name": f"通行密钥最多 {PASSKEYS_MAX} 个，请先删除不用的。"})
    try:
        webauthn.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise Invalid(fields={"credential": "通行密钥未能登记，请重试。"}) from error
    webauthn.WebAuthn.add(actor, name, credential)
    return _added(actor, "passkey", name, request)


@transaction.atomic
def passkey_remove(*, actor: User, passkey_id: int, request: HttpRequest) -> None:
    """Forget a passkey; errors as :func:`totp_remove`."""
    row = Authenticator.objects.filter(user=actor, type=Kind.WEBAUTHN, pk=passkey_id).first()
    _remove(actor, row, "passkey", request)


@transaction.atomic
def recovery_codes_renew(*, actor: User, request: HttpRequest) -> list[str]:
    """Ten new recovery codes; the old ones are void.

    Raises:
        Conflict: there is no second factor that they could stand in for.
    """
    if not Authenticator.objects.filter(user=actor).exclude(type=Kind.RECOVERY_CODES).exists():
        raise Conflict("请先启用动态验证码或通行密钥。")
    Authenticator.objects.filter(user=actor, type=Kind.RECOVERY_CODES).delete()
    audit_write(actor=actor, action="factor.recovery_codes_renewed", target=actor, request=request)
    return list(RecoveryCodes.activate(actor).generate_codes())


@transaction.atomic
def factors_reset(*, actor: User | None, user: User, reason: str, request: HttpRequest | None = None) -> None:
    """Remove every factor of somebody who has lost them all: an administrator's act, with a reason."""
    Authenticator.objects.filter(user=user).delete()
    audit_write(actor=actor, action="factor.reset", target=user, reason=reason, request=request)


@transaction.atomic
def code_check(user: User, code: str) -> str:
    """Which factor a typed code is of: ``totp`` or ``recovery_code``; it counts once.

    Raises:
        WrongCode: of neither, or used before.
    """
    rows = {row.type: row for row in Authenticator.objects.select_for_update().filter(user=user)}
    if Kind.TOTP in rows and _totp_counts(rows[Kind.TOTP], code):
        return "totp"
    if Kind.RECOVERY_CODES in rows and RecoveryCodes(rows[Kind.RECOVERY_CODES]).validate_code(code):
        rows[Kind.RECOVERY_CODES].refresh_from_db()
        rows[Kind.RECOVERY_CODES].record_usage()
        return "recovery_code"
    raise WrongCode


def passkey_challenge(user: User | None) -> dict[str, Any]:
    """Options for ``navigator.credentials.get``: of one user, or of whoever the passkey belongs to."""
    return dict(webauthn.begin_authentication(user))


def passkey_check(credential: dict[str, Any], user: User | None = None) -> User:
    """The active user whose passkey answered the session's challenge.

    Raises:
        WrongCode: the answer does not fit, or belongs to another account.
    """
    try:
        owner = user or webauthn.extract_user_from_response(credential)
        found = webauthn.complete_authentication(owner, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongCode from error
    if not isinstance(owner, User) or not owner.is_active:
        raise WrongCode
    found.record_usage()
    return owner


def _totp_counts(row: Authenticator, code: str) -> bool:
    """Fits, and is newer than the last one that was let through, in whichever process that was."""
    counter = _counter_of(get_adapter().decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get("last_counter", 0):
        return False
    row.data["last_counter"] = counter
    row.save(update_fields=["data"])
    row.record_usage()
    return True


def _counter_of(secret: str, code: str) -> int | None:
    typed = "".join(code.split())
    fits = (
        c for c in totp.yield_hotp_counters_from_time() if totp.format_hotp_value(totp.hotp_value(secret, c)) == typed
    )
    return next(fits, None)


def _added(actor: User, kind: str, name: str, request: HttpRequest) -> list[str]:
    request.session[HAS_FACTOR] = True
    audit_write(actor=actor, action=f"factor.{kind}_added", target=actor, changes={"name": name}, request=request)
    if Authenticator.objects.filter(user=actor, type=Kind.RECOVERY_CODES).exists():
        return []
    return list(RecoveryCodes.activate(actor).generate_codes())


def _remove(actor: User, row: Authenticator | None, kind: str, request: HttpRequest) -> None:
    if row is None:
        raise NotFound
    others = Authenticator.objects.filter(user=actor).exclude(type=Kind.RECOVERY_CODES).exclude(pk=row.pk)
    if not others.exists():
        if is_factor_required(actor):
            raise Conflict("您的角色必须保留一种第二验证方式，请先添加另一种。")
        Authenticator.objects.filter(user=actor, type=Kind.RECOVERY_CODES).delete()
    row.delete()
    audit_write(actor=actor, action=f"factor.{kind}_removed", target=actor, request=request)
