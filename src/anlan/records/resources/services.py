"""Commands on resources."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.resources.models import Resource
from anlan.records.sites.services import row_apply, row_save

Request = HttpRequest | None


@transaction.atomic
def resource_create(*, actor: User | None, request: Request = None, **fields: Any) -> Resource:
    """Make a resource; ``fields`` are the model's own.

    Raises:
        Invalid: a field is missing or wrong.
    """
    made = Resource(**fields)
    row_save(made)
    told = {name: [None, str(value)] for name, value in fields.items()}
    audit_write(actor=actor, action="resource.created", target=made, changes=told, request=request)
    return made


@transaction.atomic
def resource_update(*, actor: User | None, resource: Resource, request: Request = None, **fields: Any) -> Resource:
    """Change a resource; nothing is written when nothing differs."""
    changed = row_apply(resource, fields)
    if changed:
        audit_write(actor=actor, action="resource.changed", target=resource, changes=changed, request=request)
    return resource
