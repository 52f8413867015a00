"""Questions about buildings; a building is seen by whoever sees its enterprise."""

from typing import Any

from django.db.models import QuerySet

from anlan.domain.grades import Grade, worst
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.models import Alarm
from anlan.records.buildings.choices import Use
from anlan.records.buildings.models import Building
from anlan.records.core.errors import NotFound

#: On one screen; more is a picture that nobody reads and no software renderer draws.
MOST_SHOWN = 3_000
#: A building lies no farther than this from its enterprise's own place (``outlines.FAR_M``), in degrees.
MARGIN_DEG = 0.06

Box = tuple[float, float, float, float]


def building_list(*, for_user: User) -> QuerySet[Building]:
    """Buildings in the reader's scope, of enterprises in use."""
    rows = Building.objects.filter(enterprise__is_active=True).select_related("enterprise", "workshop")
    return Scope.of(for_user).filter(rows)


def buildings_in(*, for_user: User, box: Box) -> tuple[list[Building], bool]:
    """Buildings of the enterprises in and around a box (west, south, east, north), and whether that is not all."""
    west, south, east, north = box
    rows = building_list(for_user=for_user).filter(
        enterprise__lon__range=(west - MARGIN_DEG, east + MARGIN_DEG),
        enterprise__lat__range=(south - MARGIN_DEG, north + MARGIN_DEG),
    )
    found = list(rows.order_by("id")[: MOST_SHOWN + 1])
    return found[:MOST_SHOWN], len(found) > MOST_SHOWN


def building_get(*, for_user: User, building_id: int) -> Building:
    """One building.

    Raises:
        NotFound: it is not there or out of scope.
    """
    found = building_list(for_user=for_user).filter(pk=building_id).first()
    if found is None:
        raise NotFound
    return found


def standing(buildings: list[Building]) -> dict[int, Grade]:
    """``{workshop id: worst grade}`` of alarms whose condition is there, in the workshops of these buildings."""
    workshops = {row.workshop_id for row in buildings if row.workshop_id is not None}
    rows = Alarm.objects.filter(is_active=True, is_open=True, point__workshop_id__in=workshops)
    found: dict[int, Grade] = {}
    for workshop, grade in rows.order_by().values_list("point__workshop_id", "grade").distinct():
        if workshop is not None:
            found[workshop] = worst([Grade(grade), found.get(workshop, Grade(grade))])
    return found


def building_data(building: Building, alarms: dict[int, Grade]) -> dict[str, Any]:
    """A building as its readers get it; without a workshop nothing is known of alarms in it."""
    return {
        "id": building.pk, "enterprise_id": building.enterprise_id, "enterprise_name": building.enterprise.name,
        "workshop_id": building.workshop_id,
        "workshop_name": building.workshop.name if building.workshop else "",
        "name": building.name, "use": building.use, "use_name": Use(building.use).label,
        "height_m": building.height_m, "base_m": building.base_m, "floors": building.floors,
        "source": building.source, "version": building.version, "outline": building.outline,
        "grade": alarms.get(building.workshop_id) if building.workshop_id else None,
    }  # fmt: skip
