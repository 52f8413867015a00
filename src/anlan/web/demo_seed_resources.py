"""Puts the planned help into the register of rescue resources, once; also into a county seeded long ago."""

from anlan.demo.resources import RESOURCES as PLANNED
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.places.models import Town
from anlan.records.registers.drills.models import RescueResource
from anlan.records.registers.drills.register import RESOURCES
from anlan.records.registry.bulk import records_create


def resources_seed() -> int:
    """Add what is missing, in the name of a duty officer; returns how many were added."""
    known = set(RescueResource.objects.values_list("kind", "title"))
    towns = {town.code: town for town in Town.objects.all()}
    rows = [
        {"title": planned.name, "kind": planned.kind, "town": towns[planned.town_code], "lon": planned.lon,
         "lat": planned.lat, "quantity": planned.capacity, "measure": planned.unit, "ability": planned.note,
         "unit": "演示单位", "contact": "演示联系人", "phone": "12350"}
        for planned in PLANNED
        if (planned.kind, planned.name) not in known
    ]  # fmt: skip
    actor = User.objects.filter(role=Role.DUTY_OFFICER, is_active=True).order_by("id").first()
    return len(records_create(RESOURCES, actor=actor, rows=rows, via="演示数据")) if actor and rows else 0
