"""Saying which county this is: here and not in places, which know nothing of people."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Invalid
from anlan.records.places.models import County


@transaction.atomic
def county_update(*, actor: User, values: dict[str, Any], request: HttpRequest | None = None) -> County:
    """Say which county this is; nothing is written when nothing differs.

    Raises:
        Invalid: a field is wrong; ``fields`` says which.
    """
    row = County.objects.select_for_update().get(pk=County.ONLY)
    changed = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(told) for name, told in error.message_dict.items()}) from error
    if changed:
        row.save()
        audit_write(actor=actor, action="county.changed", target=row, changes=changed, request=request)
    return row
