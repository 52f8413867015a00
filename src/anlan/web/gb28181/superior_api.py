"""Platforms above over HTTP: enter them, see whether they know us, lend them cameras and take these back."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Router, Status

from anlan.bus import cascade_client
from anlan.bus.cascade_messages import SuperiorsAnswer, SuperiorState
from anlan.domain.clock import from_ms
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.errors import Invalid
from anlan.records.core.guard import require_confirmed
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page
from anlan.records.sites import selectors, superior_services
from anlan.records.sites.models import CameraShare, Superior
from anlan.web.cameras import asking
from anlan.web.gb28181.superior_schemas import (
    ShareOut,
    SharesIn,
    SuperiorChange,
    SuperiorIn,
    SuperiorOut,
    SuperiorsOut,
)

router = Router(tags=["gb28181"])

_FIELDS = (
    "name", "code", "domain", "host", "port", "over", "own_code", "user_name", "expires_s", "keepalive_s",
    "media_networks", "may_turn", "sends_alarms", "is_enabled",
)  # fmt: skip


@router.get("/gb28181/superiors", response={200: SuperiorsOut, **PROBLEMS})
def superior_list(request: HttpRequest) -> dict[str, Any]:
    """All platforms above, and whether they know us. Passwords are never shown."""
    allowed(request, Permission.REPORTING_MANAGE)
    try:
        told: SuperiorsAnswer | None = asking.ask(cascade_client.superiors)
    except asking.CamerasSilent:
        told = None
    states = {state.id: state for state in told.superiors} if told else {}
    rows = Superior.objects.annotate(lent=Count("shares"))
    return {
        "is_up": told is not None,
        "is_on": told.is_on if told else False,
        "superiors": [_shown(row, states.get(row.pk), is_up=told is not None) for row in rows],
    }


@router.post("/gb28181/superiors", response={201: SuperiorOut, **PROBLEMS})
def superior_create(request: HttpRequest, body: SuperiorIn) -> Status[dict[str, Any]]:
    """Enter a platform above. It holds a secret: asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.REPORTING_MANAGE)
    require_confirmed(request)
    row = superior_services.superior_create(actor=user, request=request, **body.dict())
    return Status(201, _shown(row, None, is_up=False))


@router.patch("/gb28181/superiors/{int:superior_id}", response={200: SuperiorOut, **PROBLEMS})
def superior_update(request: HttpRequest, superior_id: int, body: SuperiorChange) -> dict[str, Any]:
    """Change it, or switch it on and off. Asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.REPORTING_MANAGE)
    require_confirmed(request)
    given = {name: value for name, value in body.dict().items() if value is not None}
    row = superior_services.superior_update(actor=user, superior_id=superior_id, request=request, **given)
    return _shown(row, None, is_up=False)


@router.get("/gb28181/superiors/{int:superior_id}/cameras", response={200: Page[ShareOut], **PROBLEMS})
def share_list(request: HttpRequest, superior_id: int, page: int = 1, page_size: int = 50) -> dict[str, Any]:
    """The cameras lent to it, with their channel codes."""
    allowed(request, Permission.REPORTING_MANAGE)
    row = superior_services.superior_get(superior_id)
    shares = row.shares.select_related("camera__enterprise", "shared_by").order_by("code")
    return paged(shares, page=page, page_size=page_size, show=_share)


@router.post("/gb28181/superiors/{int:superior_id}/cameras", response={201: list[ShareOut], **PROBLEMS})
def cameras_share(request: HttpRequest, superior_id: int, body: SharesIn) -> Status[list[dict[str, Any]]]:
    """Lend cameras. Raw pictures leave the house: asks for a fresh confirmation of the person, and is written down."""
    user = allowed(request, Permission.REPORTING_MANAGE)
    require_confirmed(request)
    row = superior_services.superior_get(superior_id)
    wanted = {number for number in body.camera_ids if abs(number) < 2**63}
    cameras = selectors.camera_list(for_user=user).filter(pk__in=wanted)
    if cameras.count() != len(set(body.camera_ids)):
        raise Invalid(fields={"camera_ids": "其中有的摄像机不存在或不在您的管辖范围内。"})
    made = superior_services.cameras_share(
        actor=user, superior=row, cameras=cameras, reason=body.reason, request=request
    )
    return Status(201, [_share(one) for one in made])


@router.delete("/gb28181/superiors/{int:superior_id}/cameras/{int:camera_id}", response={204: None, **PROBLEMS})
def camera_unshare(request: HttpRequest, superior_id: int, camera_id: int) -> tuple[int, None]:
    """Take a camera back; whoever watches it there sees it end."""
    user = allowed(request, Permission.REPORTING_MANAGE)
    row = superior_services.superior_get(superior_id)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    superior_services.camera_unshare(actor=user, superior=row, camera=camera, request=request)
    return 204, None


def _shown(row: Superior, told: SuperiorState | None, *, is_up: bool) -> dict[str, Any]:
    state = "registered" if told and told.is_registered else "not_registered" if told else "unknown"
    if not row.is_enabled:
        state = "off"
    elif told is None and is_up:
        state = "not_registered"  # the configuration has not arrived yet, or GB/T 28181 is off
    shown = {name: getattr(row, name) for name in _FIELDS}
    shown |= {"id": row.pk, "state": state, "cameras": getattr(row, "lent", 0) or row.shares.count()}
    if told is None:
        return shown
    return shown | {
        "problem": told.problem, "since": _at(told.since_ms), "until": _at(told.until_ms),
        "answered_at": _at(told.answered_at_ms), "missed": told.missed, "calls": told.calls,
    }  # fmt: skip


def _share(row: CameraShare) -> dict[str, Any]:
    return {
        "camera_id": row.camera_id, "camera_name": row.camera.name, "enterprise_name": row.camera.enterprise.name,
        "code": row.code, "is_running": row.camera.is_enabled and bool(row.camera.source),
        "shared_at": row.shared_at, "shared_by": row.shared_by.name if row.shared_by else "",
    }  # fmt: skip


def _at(ms: int) -> datetime | None:
    return from_ms(ms) if ms else None
