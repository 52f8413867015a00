"""Puts the planned help into the records, once; also into a county that an older version seeded."""

from anlan.demo.resources import RESOURCES
from anlan.records.resources.models import Resource
from anlan.records.resources.services import resource_create


def resources_seed() -> int:
    """Add what is missing; returns how many were added."""
    known = set(Resource.objects.values_list("kind", "name"))
    fresh = [planned for planned in RESOURCES if (planned.kind, planned.name) not in known]
    for planned in fresh:
        resource_create(
            actor=None, kind=planned.kind, name=planned.name, town_id=planned.town_code, lon=planned.lon,
            lat=planned.lat, capacity=planned.capacity, unit=planned.unit, note=planned.note, is_demo=True,
        )  # fmt: skip
    return len(fresh)
