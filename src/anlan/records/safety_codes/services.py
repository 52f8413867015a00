"""Commands on safety codes. A new code withdraws the one before: the old sign then leads nowhere."""

import secrets

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.locks import lock_names
from anlan.records.safety_codes.models import SafetyCode
from anlan.records.safety_codes.selectors import code_in_force
from anlan.records.sites.models import Enterprise

#: No letter that is read as another: a code can be typed. 16 of 31 letters are 79 bits.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 16
AT_ONCE = 500


@transaction.atomic
def code_make(
    *, actor: User, enterprise: Enterprise, reason: str = "", request: HttpRequest | None = None
) -> SafetyCode:
    """Make a code, or put a new one in the place of the one in force.

    Raises:
        Invalid: there is one, and no reason to withdraw it.
    """
    lock_names([f"safety_code.{enterprise.pk}"])
    before = code_in_force(enterprise)
    if before is not None:
        if not reason.strip():
            raise Invalid(fields={"reason": "已有安全码，换码后旧牌失效，请填写理由。"})
        _revoke(before, actor, reason)
    code = SafetyCode.objects.create(enterprise=enterprise, token=_token(), made_by=actor, made_at=clock.now())
    audit_write(actor=actor, action="safety_code.made", target=code, changes={"enterprise": enterprise.pk},
                reason=reason, request=request)  # fmt: skip
    return code


@transaction.atomic
def codes_make(*, actor: User, town: str, request: HttpRequest | None = None) -> int:
    """Codes for enterprises of a town that have none, at most :data:`AT_ONCE`; how many were made."""
    lock_names([f"safety_codes.{town}"])
    rows = Scope.of(actor).filter(Enterprise.objects.filter(is_active=True, town=town), prefix="")
    ids = list(rows.exclude(safety_codes__revoked_at=None, safety_codes__isnull=False).values_list("pk", flat=True))
    ids = ids[:AT_ONCE]
    SafetyCode.objects.bulk_create(
        SafetyCode(enterprise_id=pk, token=_token(), made_by=actor, made_at=clock.now()) for pk in ids
    )
    if ids:
        audit_write(actor=actor, action="safety_code.made_for_town", changes={"town": town, "enterprises": ids},
                    request=request)  # fmt: skip
    return len(ids)


@transaction.atomic
def code_revoke(*, actor: User, enterprise: Enterprise, reason: str, request: HttpRequest | None = None) -> SafetyCode:
    """Withdraw the code in force.

    Raises:
        Conflict: there is none.
    """
    lock_names([f"safety_code.{enterprise.pk}"])
    code = code_in_force(enterprise)
    if code is None:
        raise Conflict("该企业没有启用的安全码。", code="wrong_state")
    _revoke(code, actor, reason)
    audit_write(actor=actor, action="safety_code.revoked", target=code, changes={"enterprise": enterprise.pk},
                reason=reason, request=request)  # fmt: skip
    return code


def _revoke(code: SafetyCode, actor: User, reason: str) -> None:
    code.revoked_by, code.revoked_at, code.reason = actor, clock.now(), reason.strip()
    code.save(update_fields=["revoked_by", "revoked_at", "reason"])


def _token() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
