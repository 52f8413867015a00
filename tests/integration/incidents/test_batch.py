"""A flood taken in at once: as many statements as for few, and the same records as one alarm after the other."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.bus.messages import AlarmTransition
from anlan.domain.clock import ManualClock
from anlan.records.core import clock
from anlan.records.core.models import OutboxMessage
from anlan.records.core.services import numbers_next
from anlan.records.dispatch import people as targets
from anlan.records.incidents.intake import take_in
from anlan.records.incidents.models import Incident, IncidentEntry
from anlan.records.notices.models import Notice
from tests.factories import PointFactory, UserFactory
from tests.factories.alarms import cleared, raised

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def manual_clock():
    with clock.use_clock(ManualClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))) as manual:
        yield manual


def flood(count: int) -> list[AlarmTransition]:
    """One alarm in each of ``count`` enterprises, none with people of its own."""
    return [raised(PointFactory()) for _ in range(count)]


def statements(transitions: list[AlarmTransition]) -> int:
    """How many statements taking them in costs."""
    with CaptureQueriesContext(connection) as asked:
        take_in(transitions)
    return len(asked)


def test_statements_do_not_grow_with_the_flood() -> None:
    take_in(flood(1))  # the day's counter is made once
    few, many = flood(2), flood(20)
    assert statements(many) == statements(few)
    assert statements([cleared(one) for one in many]) == statements([cleared(one) for one in few])
    assert Incident.objects.count() == 23


def test_together_and_one_by_one_leave_the_same_timeline() -> None:
    here, there = PointFactory(), PointFactory()
    for point in (here, there):
        UserFactory(role="enterprise_manager", name="张三", enterprise=point.enterprise)
    UserFactory(role="town_officer", name="李四", town=here.enterprise.town)
    take_in([raised(here), raised(there)])
    first = [_told(incident) for incident in Incident.objects.order_by("pk")]
    Incident.objects.update(is_open=False)
    take_in([raised(here, at_ms=clock.now_ms() + 1)])
    take_in([raised(there, at_ms=clock.now_ms() + 1)])
    assert [_told(incident) for incident in Incident.objects.order_by("pk")[2:]] == first
    assert first[0][0] == ["opened", "dispatched", "notified"]
    assert first[0][1] == [("dispatched", "张三"), ("informed", "李四")]


def _told(incident: Incident) -> tuple[list[str], list[tuple[str, str]]]:
    kinds = list(IncidentEntry.objects.filter(incident=incident).order_by("id").values_list("kind", flat=True))
    notices = Notice.objects.filter(incident_id=incident.pk).order_by("id")
    return kinds, list(notices.values_list("reason", "person__name"))


def test_the_news_of_a_new_work_order_lists_its_alarms_worst_first() -> None:
    point = PointFactory()
    take_in([raised(point, "H"), raised(point, "HH")])
    opened = OutboxMessage.objects.get(topic="incident").payload["data"]
    assert [alarm["grade"] for alarm in opened["alarms"]] == ["orange", "yellow"]
    assert opened["alarm_count"] == opened["active_alarm_count"] == 2


def test_a_raise_that_joins_tells_of_the_older_alarms_too() -> None:
    point = PointFactory()
    take_in([raised(point, "H")])
    take_in([raised(point, "HH")])
    graded = OutboxMessage.objects.filter(topic="incident", kind="graded").get().payload["data"]
    assert (graded["alarm_count"], graded["grade"]) == (2, "orange")


def test_numbers_of_a_batch_follow_one_another() -> None:
    assert numbers_next("AL", 2) == ["AL-20261123-0001", "AL-20261123-0002"]
    assert numbers_next("AL", 1) == ["AL-20261123-0003"]
    assert numbers_next("AL", 0) == []


def test_staff_of_many_enterprises_keep_to_their_own() -> None:
    here, there = PointFactory().enterprise, PointFactory().enterprise
    managers = [UserFactory(role="enterprise_manager", enterprise=one) for one in (here, there)]
    UserFactory(role="enterprise_manager", enterprise=here, is_active=False)
    leader = UserFactory(role="leader")
    staff = targets.Staff([here, there, None])
    roles = ("enterprise_manager", "leader")
    assert staff.people_for(roles, here) == [managers[0], leader]
    assert staff.people_for(roles, there) == [managers[1], leader]
    assert staff.people_for(roles, None) == [leader]


def test_the_grid_officer_of_another_grid_is_not_called() -> None:
    enterprise = PointFactory().enterprise
    enterprise.grid = "03"
    own = UserFactory(role="grid_officer", town=enterprise.town, grid="03")
    whole_town = UserFactory(role="grid_officer", town=enterprise.town, grid="")
    UserFactory(role="grid_officer", town=enterprise.town, grid="04")
    assert targets.people_for(["grid_officer"], enterprise) == [own, whole_town]
