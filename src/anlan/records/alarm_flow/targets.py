"""What a silence covers: points, an equipment, a workshop or a whole enterprise, within the actor's reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope as Reach
from anlan.records.alarm_flow.choices import Scope
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.sites.models import Enterprise, Equipment, Point, Workshop


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be silenced: the narrowest that is given counts. ``points`` are of one enterprise."""

    enterprise: Enterprise
    equipment: Equipment | None = None
    workshop: Workshop | None = None
    points: tuple[Point, ...] = ()

    @property
    def scope(self) -> Scope:
        """How much that is."""
        if self.points:
            return Scope.POINT if len(self.points) == 1 else Scope.POINTS
        if self.equipment is not None:
            return Scope.EQUIPMENT
        return Scope.ENTERPRISE if self.workshop is None else Scope.WORKSHOP

    def covered(self, kinds: list[str]) -> list[Point]:
        """Enabled points that a silence of this would cover; ``kinds`` narrows it, empty: every kind."""
        rows = Point.objects.filter(enterprise=self.enterprise, is_enabled=True)
        if self.points:
            rows = rows.filter(pk__in=[point.pk for point in self.points])
        elif self.equipment is not None:
            rows = rows.filter(equipment=self.equipment)
        elif self.workshop is not None:
            rows = rows.filter(workshop=self.workshop)
        return list(rows.filter(kind__in=kinds) if kinds else rows)

    @property
    def words(self) -> str:
        """What it covers, in words."""
        part = self.equipment or self.workshop
        named = "、".join(point.name for point in self.points) or (part.name if part else "全部测点")
        return f"{self.enterprise.short_name or self.enterprise.name} {named}"[:200]


def target_for(
    actor: User,
    *,
    points: Sequence[int] = (),
    equipment: int | None = None,
    workshop: int | None = None,
    enterprise: int | None = None,
) -> Target:
    """The things with these numbers within the actor's reach.

    Raises:
        NotFound: not there, or out of reach.
        Invalid: nothing was named, or points of several enterprises.
    """
    reach = Reach.of(actor)
    if points:
        rows = reach.filter(Point.objects.filter(pk__in=points)).select_related("enterprise")
        return _points_target(list(rows), points)
    if equipment is not None:
        part = reach.filter(Equipment.objects.filter(pk=equipment)).select_related("enterprise").first()
        if part is not None:
            return Target(part.enterprise, equipment=part)
    elif workshop is not None:
        shop = reach.filter(Workshop.objects.filter(pk=workshop)).select_related("enterprise").first()
        if shop is not None:
            return Target(shop.enterprise, workshop=shop)
    elif enterprise is not None:
        plant = reach.filter(Enterprise.objects.filter(pk=enterprise), prefix="").first()
        if plant is not None:
            return Target(plant)
    else:
        raise Invalid(fields={"point_id": "请指定测点、设备、车间或企业。"})
    raise NotFound


def _points_target(rows: list[Point], wanted: Sequence[int]) -> Target:
    if len(rows) != len(set(wanted)):
        raise NotFound
    if len({row.enterprise_id for row in rows}) > 1:
        raise Invalid(fields={"point_ids": "一次只能办理同一企业的测点。"})
    return Target(rows[0].enterprise, points=tuple(rows))
