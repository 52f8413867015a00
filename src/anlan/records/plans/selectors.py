"""Questions about site plans; a plan is seen by whoever sees its enterprise."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core.errors import NotFound
from anlan.records.plans.models import PlanMark, SitePlan

MARKS = Prefetch("marks", PlanMark.objects.select_related("point", "camera"))


def plan_list(*, for_user: User) -> QuerySet[SitePlan]:
    """Plans in use in the reader's scope, with their marks."""
    rows = SitePlan.objects.filter(is_active=True).select_related("picture", "created_by", "enterprise")
    return Scope.of(for_user).filter(rows).prefetch_related(MARKS)


def plan_get(*, for_user: User, plan_id: int) -> SitePlan:
    """One plan.

    Raises:
        NotFound: it is not there, was taken away, or is out of scope.
    """
    found = plan_list(for_user=for_user).filter(pk=plan_id).first()
    if found is None:
        raise NotFound
    return found


def plan_data(plan: SitePlan) -> dict[str, Any]:
    """A plan as its readers get it."""
    return {
        "id": plan.pk, "enterprise_id": plan.enterprise_id, "name": plan.name, "version": plan.version,
        "url": f"/api/plans/{plan.pk}/picture", "width_px": plan.picture.width_px,
        "height_px": plan.picture.height_px, "created_at": plan.created_at.isoformat(),
        "by": plan.created_by.name if plan.created_by else "", "marks": [_mark(mark) for mark in plan.marks.all()],
    }  # fmt: skip


def _mark(mark: PlanMark) -> dict[str, Any]:
    target = mark.point or mark.camera
    kind = "point" if mark.point else "camera"
    return {
        "kind": kind,
        "target_id": getattr(target, "pk", 0),
        "name": getattr(target, "name", ""),
        "x": mark.x,
        "y": mark.y,
    }
