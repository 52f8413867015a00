"""Who looked at what of a confidential register. Looking changes nothing, and yet it is kept in the audit trail.

One entry per person, thing and ten minutes: a page that asks again with every piece of news is one look. What was
searched for is not kept, because the words of a search may say more than the record does.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.registry.declare import Register

ONE_LOOK = timedelta(minutes=10)


@transaction.atomic
def looked(
    register: Register,
    what: str,
    *,
    by: User,
    record: Any = None,
    facts: dict[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> None:
    """Note a look at ``what`` (``record list photo document``), where the register is confidential.

    Args:
        record: what was looked at; None for a list.
        facts: how much was seen, such as the number of rows or the boards that were filled.
    """
    if not register.is_confidential or _is_the_same(register, what, by, record):
        return
    audit_write(actor=by, action=f"{register.name}.viewed_{what}", target=record, changes=facts or {}, request=request)


def _is_the_same(register: Register, what: str, by: User, record: Any) -> bool:
    rows = AuditEntry.objects.filter(
        actor_id=by.pk, action=f"{register.name}.viewed_{what}", at__gt=clock.now() - ONE_LOOK
    )
    return rows.filter(target_id=str(record.pk) if record is not None else "").exists()
