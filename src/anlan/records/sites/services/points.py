"""Commands on measuring points: enter and change one. What weakens its watching needs a reason."""

from typing import Any

from django.db import transaction

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Invalid
from anlan.records.sites.models import Point
from anlan.records.sites.publication import config_request
from anlan.records.sites.services.rows import Request, as_new, row_apply, row_save

#: Fields of a point that alter its readings or stop its monitoring.
SENSITIVE = frozenset(
    [
        "scale",
        "offset",
        "range_low",
        "range_high",
        "is_enabled",
        "address",
        "gateway",
        "kind",
        "unit",
        "sample_interval_s",
    ]
)
REASON_NEEDED = "该项影响监测数据或停用监测，请填写理由。"


@transaction.atomic
def point_create(*, actor: User | None, request: Request = None, publish: bool = True, **fields: Any) -> Point:
    """Make a point; ``enterprise`` follows from its gateway.

    Raises:
        Invalid: the address is taken on this gateway, or a field is wrong.
    """
    fields.setdefault("enterprise", fields["gateway"].enterprise)
    point = Point(**fields)
    row_save(point)
    audit_write(actor=actor, action="point.created", target=point, changes=as_new(fields), request=request)
    if publish:
        config_request(actor=actor, reason=f"登记测点 {point.name}", request=request)
    return point


@transaction.atomic
def point_update(
    *, actor: User, point: Point, reason: str = "", request: Request = None, publish: bool = True, **fields: Any
) -> Point:
    """Change a point. What alters its readings or stops its monitoring asks for a reason.

    Raises:
        Invalid: no reason where one is needed, or a wrong field.
    """
    if not reason and any(name in SENSITIVE and getattr(point, name) != value for name, value in fields.items()):
        raise Invalid(fields={"reason": REASON_NEEDED})
    changed = row_apply(point, fields)
    if changed:
        audit_write(actor=actor, action="point.changed", target=point, changes=changed, reason=reason, request=request)
        if publish:
            config_request(actor=actor, reason=reason or f"修改测点 {point.name}", request=request)
    return point
