"""Commands on enterprises and the places on their site. Each is one transaction with one audit entry."""

from typing import Any

from django.db import transaction

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Conflict
from anlan.records.sites.models import Enterprise, Workshop, Zone
from anlan.records.sites.services.rows import Request, as_new, row_apply, row_save


@transaction.atomic
def enterprise_create(*, actor: User | None, request: Request = None, **fields: Any) -> Enterprise:
    """Make an enterprise; ``fields`` are the model's own.

    Raises:
        Invalid: a field is missing or wrong (credit code, name taken, position outside the country).
    """
    enterprise = Enterprise(**fields)
    row_save(enterprise)
    audit_write(actor=actor, action="enterprise.created", target=enterprise, changes=as_new(fields), request=request)
    return enterprise


@transaction.atomic
def enterprise_update(
    *, actor: User | None, enterprise: Enterprise, reason: str = "", request: Request = None, **fields: Any
) -> Enterprise:
    """Change an enterprise; nothing is written when nothing differs.

    Raises:
        Conflict: it went into another enterprise.
    """
    if enterprise.merged_into_id is not None:
        raise Conflict(f"该企业已并入“{enterprise.merged_into}”，请修改后者。", code="wrong_state")
    changed = row_apply(enterprise, fields)
    if changed:
        audit_write(
            actor=actor, action="enterprise.changed", target=enterprise, changes=changed, reason=reason, request=request
        )
    return enterprise


def place_ensure(*, enterprise: Enterprise, workshop: str = "", zone: str = "") -> tuple[Workshop | None, Zone | None]:
    """The workshop and zone of these names, made when missing; to be called inside the caller's command."""
    if not workshop:
        return None, None
    shop, _ = Workshop.objects.get_or_create(enterprise=enterprise, name=workshop)
    return shop, Zone.objects.get_or_create(workshop=shop, name=zone)[0] if zone else None
