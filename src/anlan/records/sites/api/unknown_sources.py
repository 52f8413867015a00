"""Sources nobody registered: look, register with one click, or put aside."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.errors import Invalid
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page
from anlan.records.sites import selectors, unknown
from anlan.records.sites.api.common_schemas import ReasonIn
from anlan.records.sites.api.gateway_schemas import RegisteredOut, RegisterIn, UnknownSourceOut
from anlan.records.sites.models import Gateway, Workshop

router = Router(tags=["unknown sources"])


@router.get("/unknown-sources", response={200: Page[UnknownSourceOut], **PROBLEMS})
def unknown_source_list(request: HttpRequest, state: str = "new", page: int = 1, page_size: int = 50) -> dict[str, Any]:
    """What sends and is not registered, latest first."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    return paged(selectors.unknown_source_list(for_user=user, state=state), page=page, page_size=page_size)


@router.post("/unknown-sources/{int:source_id}/register", response={201: RegisteredOut, **PROBLEMS})
def unknown_source_register(request: HttpRequest, source_id: int, body: RegisterIn) -> Status[dict[str, Any]]:
    """Make it a gateway or a point and publish."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    source = selectors.unknown_source_get(for_user=user, source_id=source_id)
    site = selectors.enterprise_get(for_user=user, enterprise_id=body.enterprise_id)
    shop = Workshop.objects.filter(pk=body.workshop_id, enterprise=site).first() if body.workshop_id else None
    if body.workshop_id and shop is None:
        raise Invalid(fields={"workshop_id": "该企业没有这个车间。"})
    made, secret = unknown.unknown_source_register(
        actor=user, source=source, enterprise=site, workshop=shop, request=request,
        **body.dict(exclude={"enterprise_id", "workshop_id"}),
    )  # fmt: skip
    what = "gateway" if isinstance(made, Gateway) else "point"
    return Status(201, {"what": what, "id": made.pk, "secret": secret})


@router.post("/unknown-sources/{int:source_id}/dismiss", response={204: None, **PROBLEMS})
def unknown_source_dismiss(request: HttpRequest, source_id: int, body: ReasonIn) -> Status[None]:
    """Put it aside, with a reason."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    source = selectors.unknown_source_get(for_user=user, source_id=source_id)
    unknown.unknown_source_dismiss(actor=user, source=source, reason=body.reason, request=request)
    return Status(204, None)
