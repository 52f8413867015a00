"""Vehicles on the way: seen only by consent, only while the task is open, grey when nobody knows any more."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.positions.models import Position, Sharing
from anlan.records.positions.services import positions_prune
from anlan.records.registers.drills.models import CommandTask
from tests.factories import EnterpriseFactory, TownFactory, UserFactory
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db
LON, LAT = 120.66, 27.79


@pytest.fixture
def site():
    return EnterpriseFactory(lon=LON, lat=LAT)


@pytest.fixture
def driver(site):
    return UserFactory(role=Role.TOWN_OFFICER, town=site.town)


@pytest.fixture
def task(site, driver) -> CommandTask:
    made = record_of("command_tasks", site)
    CommandTask.objects.filter(pk=made.pk).update(assignee=driver, lon=LON, lat=LAT)
    return CommandTask.objects.get(pk=made.pk)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def starts(client: Client, task: CommandTask):
    return client.post(f"/api/command-tasks/{task.pk}/sharing")


def tells(client: Client, task: CommandTask, lon: float = LON + 0.01, at: datetime | None = None):
    body = {"lon": lon, "lat": LAT, "accuracy_m": 12, "at": (at or clock.now()).isoformat()}
    return client.post(f"/api/command-tasks/{task.pk}/positions", body, content_type="application/json")


def seen(user: Any) -> list[dict[str, Any]]:
    answer = client_of(user).get("/api/map/vehicles")
    assert answer.status_code == 200, answer.content
    return list(answer.json())


def test_nobody_is_seen_who_has_not_agreed(driver, task: CommandTask) -> None:
    client = client_of(driver)
    assert tells(client, task).status_code == 409
    assert Position.objects.count() == 0
    assert seen(UserFactory(role=Role.DUTY_OFFICER)) == []


def test_whoever_agreed_is_on_the_map_with_age_and_the_way_that_is_left(driver, task: CommandTask) -> None:
    client = client_of(driver)
    assert starts(client, task).status_code == 204
    assert tells(client, task).status_code == 204
    (one,) = seen(UserFactory(role=Role.DUTY_OFFICER))
    assert (one["person"], one["task_no"], one["is_stale"]) == (driver.name, task.no, False)
    assert one["left"]["kind"] == "straight"
    assert one["left"]["distance_m"] == pytest.approx(984, abs=3)
    mine = client.get("/api/command-tasks/mine").json()
    assert [(row["id"], row["is_sharing"]) for row in mine["items"]] == [(task.pk, True)]
    assert mine["kept_days"] == 30


def test_after_two_minutes_the_place_is_unknown_and_grey(driver, task: CommandTask) -> None:
    client = client_of(driver)
    starts(client, task)
    tells(client, task, at=clock.now() - timedelta(seconds=121))
    (one,) = seen(driver)
    assert one["is_stale"]
    assert 120 <= one["age_s"] <= 130


def test_a_place_of_before_the_last_or_of_the_future_does_not_move_the_mark_astray(driver, task: CommandTask) -> None:
    client, now = client_of(driver), clock.now()
    starts(client, task)
    tells(client, task, lon=LON + 0.02, at=now - timedelta(seconds=30))
    tells(client, task, lon=LON + 0.09, at=now - timedelta(seconds=60))
    assert seen(driver)[0]["lon"] == LON + 0.02
    tells(client, task, lon=LON + 0.01, at=now + timedelta(days=3))
    (one,) = seen(driver)
    assert (one["lon"], one["is_stale"]) == (LON + 0.01, False)
    assert Sharing.objects.get().at <= clock.now()
    for n in range(4):
        tells(client, task, lon=LON + n / 1000)
    assert Position.objects.count() == 2, "more often than every five seconds nothing is kept"


@pytest.mark.parametrize("how", ["task", "own"])
def test_it_ends_with_the_task_or_by_ones_own_hand(driver, task: CommandTask, how: str) -> None:
    client = client_of(driver)
    starts(client, task)
    tells(client, task)
    if how == "task":
        CommandTask.objects.filter(pk=task.pk).update(is_open=False, state="done")
    else:
        assert client.delete(f"/api/command-tasks/{task.pk}/sharing").status_code == 204
    assert seen(driver) == []
    assert tells(client, task).status_code == 409
    assert how == "own" or starts(client, task).status_code == 409
    told = set(AuditEntry.objects.filter(action__startswith="position.").values_list("action", flat=True))
    assert told >= {"position.sharing_started"}
    assert how == "task" or "position.sharing_ended" in told


def test_only_the_one_who_is_charged_shares_and_strangers_see_nothing(site, task: CommandTask, driver) -> None:
    other = client_of(UserFactory(role=Role.TOWN_OFFICER, town=site.town))
    assert starts(other, task).status_code == 403
    starts(client_of(driver), task)
    tells(client_of(driver), task)
    assert seen(UserFactory(role=Role.TOWN_OFFICER, town=TownFactory())) == []
    plant = client_of(UserFactory(role=Role.ENTERPRISE_MANAGER, enterprise=site))
    assert plant.get("/api/map/vehicles").status_code == 403
    assert tells(plant, task).status_code == 403


def test_places_are_forgotten_after_their_days_and_closed_tasks_end_what_is_shared(driver, task: CommandTask) -> None:
    client = client_of(driver)
    starts(client, task)
    tells(client, task, at=clock.now() - timedelta(days=31))
    tells(client, task)
    CommandTask.objects.filter(pk=task.pk).update(is_open=False)
    assert positions_prune(kept_days=30) == 1
    sharing = Sharing.objects.get()
    assert sharing.ended_at is not None
    assert Position.objects.count() == 1
    Sharing.objects.update(ended_at=clock.now() - timedelta(days=31))
    positions_prune(kept_days=30)
    assert Sharing.objects.get().lon is None
