"""The seam for registers: an observation is taken over once, by one register."""

import pytest
from django.test import Client

from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.core.errors import Conflict
from anlan.records.observations import selectors, services
from anlan.records.observations.models import Observation
from anlan.records.observations.services import Seen, dismiss, observation_add, take_over
from anlan.records.registers.hazards.models import Hazard
from tests.factories import TownFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role=Role.GRID_OFFICER, town=TownFactory(), grid="一网格")


@pytest.fixture
def seen(officer) -> Observation:
    return observation_add(actor=officer, seen=Seen("passage", "通道被货物堵住", lon=120.6, lat=27.7, accuracy_m=12))


def test_it_belongs_to_the_reporters_town_and_grid(seen: Observation, officer) -> None:
    assert (seen.town_id, seen.grid, seen.enterprise) == (officer.town_id, "一网格", None)
    colleague = UserFactory(role=Role.TOWN_OFFICER, town=officer.town)
    other_grid = UserFactory(role=Role.GRID_OFFICER, town=officer.town, grid="二网格")
    assert list(selectors.observation_list(for_user=colleague)) == [seen]
    assert not selectors.observation_list(for_user=other_grid)


def test_a_register_takes_it_over_and_nobody_else_can(seen: Observation, officer) -> None:
    take_over(observation_id=seen.pk, register="hazards", record_id=7, actor=officer)
    seen.refresh_from_db()
    assert (seen.state, seen.taken_over_by, seen.taken_over_id) == ("taken_over", "hazards", 7)
    with pytest.raises(Conflict):
        dismiss(observation_id=seen.pk, actor=officer, reason="重复")
    assert AuditEntry.objects.filter(action="observation.taken_over").count() == 1


def test_it_is_not_dismissed_without_a_reason(seen: Observation, officer) -> None:
    with pytest.raises(services.Invalid):
        dismiss(observation_id=seen.pk, actor=officer, reason=" ")


def test_nothing_is_seen_in_the_future(officer) -> None:
    from datetime import timedelta

    from anlan.records.core import clock

    ahead = Seen("gas", "有氨味", seen_at=clock.now() + timedelta(days=2))
    assert observation_add(actor=officer, seen=ahead).seen_at <= clock.now()


def test_a_hazard_made_of_it_takes_it_over_and_both_know(seen: Observation, officer) -> None:
    client = Client()
    client.force_login(UserFactory(role=Role.TOWN_OFFICER, town=officer.town))
    path = f"/api/registers/hazards/from/observation/{seen.pk}"
    body = {"values": {"category": "fire"}}
    made = client.post(path, body, "application/json")
    assert made.status_code == 201, made.content.decode()
    assert made.json()["links"][0]["no"] == seen.no
    assert "通道被货物堵住" in str(made.json()["values"])
    seen.refresh_from_db()
    assert (seen.state, seen.taken_over_by, seen.taken_over_id) == ("taken_over", "hazards", made.json()["id"])
    assert client.post(path, body, "application/json").status_code == 409
    stranger = Client()
    stranger.force_login(UserFactory(role=Role.TOWN_OFFICER, town=TownFactory()))
    assert stranger.post(path, body, "application/json").status_code == 404


def test_one_that_was_dismissed_makes_no_hazard(seen: Observation, officer) -> None:
    dismiss(observation_id=seen.pk, actor=officer, reason="现场已清")
    client = Client()
    client.force_login(UserFactory(role=Role.TOWN_OFFICER, town=officer.town))
    body = {"values": {"category": "fire"}}
    assert (
        client.post(f"/api/registers/hazards/from/observation/{seen.pk}", body, "application/json").status_code == 409
    )
    assert not Hazard.objects.exists()
