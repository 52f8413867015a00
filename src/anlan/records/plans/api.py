"""Site plans over HTTP."""

from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field, FiniteFloat

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core import photos
from anlan.records.core.errors import Invalid
from anlan.records.core.inline import kept_picture
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.plans import selectors, services
from anlan.records.sites.selectors import enterprise_get

router = Router(tags=["plans"])

Share = Annotated[FiniteFloat, Field(ge=0, le=1)]


class MarkIn(StrictSchema):
    """Where a point or camera hangs: shares of the picture's width and height from its top left."""

    kind: Literal["point", "camera"]
    target_id: int
    x: Share
    y: Share


class MarkOut(Schema):
    """A mark with the name of what it marks."""

    kind: Literal["point", "camera"]
    target_id: int
    name: str
    x: float
    y: float


class MarksIn(StrictSchema):
    """All marks of a plan; ``version`` is the one that was read."""

    version: int
    marks: Annotated[list[MarkIn], Field(max_length=services.MARKS_MAX)]


class PlanOut(Schema):
    """A site plan; its picture is at ``url``."""

    id: int
    enterprise_id: int
    name: str
    version: int
    url: str
    width_px: int
    height_px: int
    created_at: str
    by: str
    marks: list[MarkOut]


@router.get("/enterprises/{int:enterprise_id}/plans", response={200: list[PlanOut], **PROBLEMS})
def plan_list(request: HttpRequest, enterprise_id: int) -> list[dict[str, Any]]:
    """The plans of an enterprise with their marks."""
    user = allowed(request, Permission.SITE_VIEW)
    site = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    return [selectors.plan_data(plan) for plan in selectors.plan_list(for_user=user).filter(enterprise=site)]


@router.post("/enterprises/{int:enterprise_id}/plans", response={201: PlanOut, **PROBLEMS})
def plan_create(
    request: HttpRequest,
    enterprise_id: int,
    file: File[UploadedFile],
    name: Annotated[str, Form(max_length=64)] = "总平面图",
) -> Status[dict[str, Any]]:
    """Upload a plan as JPEG, PNG or WebP; the picture is rebuilt from its pixels."""
    user = allowed(request, Permission.PLAN_MANAGE)
    site = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    if (file.size or 0) > photos.UPLOAD_BYTES_MAX:
        raise Invalid(fields={"file": photos.TOO_LARGE})
    kept = photos.photo_keep(file.read())
    made = services.plan_create(
        actor=user, enterprise=site, name=name.strip() or "总平面图", photo=kept, request=request
    )
    return Status(201, selectors.plan_data(made))


@router.get("/plans/{int:plan_id}/picture", response={200: None, **PROBLEMS})
def plan_picture(request: HttpRequest, plan_id: int) -> FileResponse:
    """The picture of a plan in scope."""
    plan = selectors.plan_get(for_user=allowed(request, Permission.SITE_VIEW), plan_id=plan_id)
    return kept_picture(plan.picture.sha256, plan.picture.media_type)


@router.put("/plans/{int:plan_id}/marks", response={200: PlanOut, **PROBLEMS})
def plan_marks(request: HttpRequest, plan_id: int, body: MarksIn) -> dict[str, Any]:
    """Place points and cameras on a plan: the whole list at once."""
    user = allowed(request, Permission.PLAN_MANAGE)
    plan = selectors.plan_get(for_user=user, plan_id=plan_id)
    placed = [services.Placed(**mark.dict()) for mark in body.marks]
    services.marks_set(actor=user, plan=plan, version=body.version, marks=placed, request=request)
    return selectors.plan_data(selectors.plan_get(for_user=user, plan_id=plan_id))


@router.delete("/plans/{int:plan_id}", response={204: None, **PROBLEMS})
def plan_retire(request: HttpRequest, plan_id: int) -> Status[None]:
    """Take a plan away; it stays in the records."""
    user = allowed(request, Permission.PLAN_MANAGE)
    services.plan_retire(actor=user, plan=selectors.plan_get(for_user=user, plan_id=plan_id), request=request)
    return Status(204, None)
