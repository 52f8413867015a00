"""The map's old table of resources becomes records of the register, once."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps

from anlan.records.core import clock
from anlan.records.registers.drills.models import RescueResource
from anlan.records.registers.drills.register import RESOURCES
from anlan.records.registry.clockwork import policy_keep
from anlan.records.registry.models import Entry
from tests.factories import TownFactory

pytestmark = pytest.mark.django_db
move = import_module("anlan.records.resources.migrations.0002_into_the_register").move


class OldApps:
    """The apps of that day: today's, and the table that is no more."""

    def __init__(self, *rows: SimpleNamespace) -> None:
        self.rows = list(rows)

    def get_model(self, app: str, name: str):
        return SimpleNamespace(objects=self) if app == "resources" else apps.get_model(app, name)

    def select_related(self, *names: str) -> "OldApps":
        return self

    def order_by(self, *names: str) -> "OldApps":
        return self

    def exists(self) -> bool:
        return bool(self.rows)

    def __iter__(self):
        return iter(self.rows)


def old(pk: int, name: str, **more) -> SimpleNamespace:
    given = {"kind": "hospital", "address": "某路", "lon": 120.6, "lat": 27.7, "coord_source": "map", "capacity": None,
             "unit": "床", "contact": "", "phone": "", "note": "", "is_active": True,
             "created_at": clock.now()}  # fmt: skip
    return SimpleNamespace(pk=pk, name=name, **{**given, **more})


def test_rows_are_carried_over_and_same_ones_are_not_doubled() -> None:
    town = TownFactory()
    known = RescueResource.objects.create(
        no="YJZY-1", kind="team", title="一队", state="ready", town=town, policy_id=policy_keep(RESOURCES)
    )
    move(OldApps(old(1, "一队", kind="team", town=town), old(2, "一院", town=town),
                 old(3, "旧院", town=town, is_active=False)), None)  # fmt: skip
    known.refresh_from_db()
    assert (known.lon, known.lat) == (120.6, 27.7)
    found = {row.title: row for row in RescueResource.objects.all()}
    assert {title: (row.state, row.is_open) for title, row in found.items()} == {
        "一队": ("ready", True), "一院": ("ready", True), "旧院": ("removed", False)
    }  # fmt: skip
    assert found["一院"].quantity is None
    assert found["一院"].wake_at is not None  # the sweeper will ask for its check
    assert Entry.objects.filter(register="rescue_resources").count() == 2
