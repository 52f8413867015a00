"""Puts loudspeakers into the county, once: two in each plant, one in three villages, and one that is dead.

The first plant agreed that its red alarms are spoken of themselves; everywhere else a person speaks.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from anlan.demo.horns import DEAD, HOST, Horns
from anlan.domain.grades import Grade
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.loudspeakers.choices import TestBy
from anlan.records.loudspeakers.models import Loudspeaker
from anlan.records.loudspeakers.services.equipment import loudspeaker_save
from anlan.records.loudspeakers.services.sentences import rule_save
from anlan.records.places.models import Town
from anlan.records.sites.models import Enterprise

VILLAGES = 3
#: From the middle of a plant to its gate, and from a town's first plant to a village, degrees.
GATE_DEG, VILLAGE_DEG = 0.0006, 0.012
AGREED = "演示：已与企业商定，听到广播后就近经侧风向通道撤离至集合点，由当班班长清点人数"


@transaction.atomic
def horns_seed(port: int) -> int:
    """Make what is missing and lead every horn to ``port``; returns how many are there, 0 in a county not seeded."""
    plants = list(Enterprise.objects.filter(is_demo=True).order_by("pk"))
    if not plants:
        return 0
    if not Loudspeaker.objects.exists():
        for fields in _planned(plants):
            loudspeaker_save(actor=None, **fields)
        Loudspeaker.objects.update(next_test_at=clock.now())  # so that the page knows which are alive from the start
        _agree(plants[0])
    for row in Loudspeaker.objects.filter(sip_address__contains=f"@{HOST}:"):
        row.sip_address = f"{row.sip_address.partition('@')[0]}@{HOST}:{port}"
        row.save(update_fields=["sip_address"])
    return Loudspeaker.objects.count()


def _planned(plants: list[Enterprise]) -> Iterator[dict[str, Any]]:
    number = 8001
    for plant in plants:
        shop = plant.workshops.order_by("pk").first()
        name = plant.short_name or plant.name
        inside = {"name": f"{name}车间喇叭", "workshop_id": shop.pk if shop else None, "place": f"{shop or '车间'}门内"}
        gate = {"name": f"{name}门口喇叭", "place": "厂区大门", "lat": plant.lat - GATE_DEG}
        for fields in (inside, gate):
            own = {"enterprise_id": plant.pk, "lon": plant.lon, "lat": plant.lat}
            yield {**own, **fields, "sip_address": _address(number), "test_by": TestBy.OPTIONS}
            number += 1
    towns = list(dict.fromkeys(plant.town_id for plant in plants))[:VILLAGES]
    for at, town in enumerate(Town.objects.filter(pk__in=towns).order_by("pk")):
        near = next(plant for plant in plants if plant.town_id == town.pk)
        yield {
            "name": f"{town.name}村口大喇叭", "town_id": town.pk, "place": "村口", "test_by": TestBy.OPTIONS,
            "lon": near.lon - VILLAGE_DEG, "lat": near.lat,
            "sip_address": _address(int(DEAD) if at == VILLAGES - 1 else number + at),
        }  # fmt: skip


def _address(number: int) -> str:
    return Horns(port=5060).address_of(str(number))


def _agree(plant: Enterprise) -> None:
    """A rule that the duty officer turned on after talking to the plant."""
    officer = User.objects.filter(role=Role.DUTY_OFFICER, is_active=True).order_by("pk").first()
    if officer is None:
        return
    own = list(Loudspeaker.objects.filter(enterprise=plant).values_list("pk", flat=True))
    rule_save(
        actor=officer, enterprise=plant, grades=[Grade.RED], kinds=[], loudspeaker_ids=own, repeats=1,
        agreed=AGREED, is_enabled=True,
    )  # fmt: skip
