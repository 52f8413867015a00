"""Commands on site plans."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.files import Capture, photo_row
from anlan.records.core.photos import Photo
from anlan.records.plans.models import PlanMark, SitePlan
from anlan.records.sites.models import Camera, Enterprise, Point

#: More floors and yards than this is a mistake; more marks than this nobody reads.
PLANS_MAX, MARKS_MAX = 20, 500
OWNER = "site_plan"
Request = HttpRequest | None


class Placed(NamedTuple):
    """A point or camera and its place on the picture, as shares of the sides."""

    kind: str
    target_id: int
    x: float
    y: float


@transaction.atomic
def plan_create(*, actor: User, enterprise: Enterprise, name: str, photo: Photo, request: Request = None) -> SitePlan:
    """Keep a plan whose picture was rebuilt already.

    Raises:
        Invalid: the name is taken, or the enterprise has too many.
    """
    in_use = list(SitePlan.objects.select_for_update().filter(enterprise=enterprise, is_active=True))
    if len(in_use) >= PLANS_MAX:
        raise Invalid(f"每家企业最多 {PLANS_MAX} 张平面图，请先移除不用的。")
    if name in {plan.name for plan in in_use}:
        raise Invalid(fields={"name": "已有同名平面图，请换一个名称，如“二层”。"})
    picture = photo_row(photo=photo, caption=name, by=actor, capture=Capture())
    made = SitePlan.objects.create(enterprise=enterprise, name=name, picture=picture, created_by=actor)
    picture.owner_type, picture.owner_id = OWNER, made.pk
    picture.save(update_fields=["owner_type", "owner_id"])
    told = {"name": name, "sha256": photo.sha256}
    audit_write(actor=actor, action="site_plan.created", target=made, changes=told, request=request)
    return made


@transaction.atomic
def marks_set(
    *, actor: User, plan: SitePlan, version: int, marks: Sequence[Placed], request: Request = None
) -> SitePlan:
    """Put all marks of a plan at once.

    Raises:
        Conflict: somebody has written since ``version`` was read.
        Invalid: a mark is of another enterprise, twice there, or off the picture.
    """
    held = SitePlan.objects.select_for_update().get(pk=plan.pk)
    if held.version != version:
        raise Conflict
    before = held.marks.count()
    rows = _rows(held, marks)
    held.marks.all().delete()
    PlanMark.objects.bulk_create(rows)
    held.version += 1
    held.save(update_fields=["version"])
    told = {"marks": [before, len(rows)]}
    audit_write(actor=actor, action="site_plan.marked", target=held, changes=told, request=request)
    return held


def _rows(plan: SitePlan, marks: Sequence[Placed]) -> list[PlanMark]:
    if len(marks) > MARKS_MAX:
        raise Invalid(f"一张平面图最多 {MARKS_MAX} 个标记，请分图标注。")
    if len({(mark.kind, mark.target_id) for mark in marks}) < len(marks):
        raise Invalid("同一测点或摄像机在一张图上只能标注一次。")
    own: dict[str, Any] = {
        "point": set(Point.objects.filter(enterprise=plan.enterprise_id).values_list("pk", flat=True)),
        "camera": set(Camera.objects.filter(enterprise=plan.enterprise_id).values_list("pk", flat=True)),
    }
    if any(mark.target_id not in own[mark.kind] for mark in marks):
        raise Invalid("只能标注本企业的测点和摄像机。")
    return [PlanMark(plan=plan, x=mark.x, y=mark.y, **{f"{mark.kind}_id": mark.target_id}) for mark in marks]


@transaction.atomic
def plan_retire(*, actor: User, plan: SitePlan, request: Request = None) -> None:
    """Take a plan away; it stays in the records."""
    plan.is_active = False
    plan.save(update_fields=["is_active"])
    audit_write(actor=actor, action="site_plan.retired", target=plan, request=request)
