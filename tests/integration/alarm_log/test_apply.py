"""Transitions into the alarm log: once each, with few statements, and in any order that can happen."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.domain.clock import ManualClock
from anlan.domain.grades import Grade
from anlan.domain.rule_set import rule_set
from anlan.records.alarm_log.models import Alarm, AppliedTransition
from anlan.records.alarm_log.rows import alarm_data
from anlan.records.core import clock
from anlan.records.core.models import OutboxMessage
from anlan.records.incidents.intake import take_in
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import incident_data
from tests.factories import GatewayFactory, PointFactory, WorkshopFactory
from tests.factories.alarms import cleared, raised

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def manual_clock():
    with clock.use_clock(ManualClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))) as manual:
        yield manual


def test_raise_and_clear_make_one_alarm_with_copied_names(manual_clock) -> None:
    point = PointFactory(name="1号氨气探测器", workshop=None)
    begun = raised(point, "HH", value=61.0)
    take_in([begun])
    manual_clock.advance(30)
    take_in([cleared(begun, value=12.0)])
    alarm = Alarm.objects.get()
    assert alarm.point_name == "1号氨气探测器"
    assert (alarm.is_active, alarm.state, alarm.is_open) == (False, "rtn_unacked", True)
    assert (alarm.value, alarm.last_value, alarm.peak_value) == (61.0, 12.0, 61.0)
    assert (alarm.cleared_at - alarm.raised_at).total_seconds() == 30
    assert "高高报（HH）" in alarm.title


def test_low_alarm_keeps_its_lowest_value() -> None:
    begun = raised(PointFactory(), "L", value=4.0)
    take_in([begun])
    take_in([cleared(begun, value=6.0, peak=2.5)])
    assert Alarm.objects.get().peak_value == 2.5


def test_the_peak_is_that_of_the_whole_excursion() -> None:
    begun = raised(PointFactory(), "HH", value=61.0, peak=66.0)
    take_in([begun])
    assert Alarm.objects.get().peak_value == 66.0
    take_in([cleared(begun, value=12.0, peak=140.0)])
    assert Alarm.objects.get().peak_value == 140.0


def test_an_excursion_beyond_the_measuring_range_has_no_number_for_a_peak() -> None:
    begun = raised(PointFactory(), "HH", value=61.0, peak=61.0)
    take_in([begun])
    take_in([cleared(begun, value=12.0, is_over_range=True)])
    alarm = Alarm.objects.get()
    assert (alarm.peak_value, alarm.is_over_range) == (None, True)


def test_alarm_survives_the_deletion_of_its_point() -> None:
    point = PointFactory(name="旧探测器")
    begun = raised(point)
    take_in([begun])
    number = point.pk
    point.delete()
    take_in([cleared(begun)])
    alarm = Alarm.objects.get()
    assert (alarm.point_id, alarm.source_point_id, alarm.point_name) == (None, number, "旧探测器")
    assert not alarm.is_active


def test_alarm_of_an_unknown_point_is_kept_and_still_calls_somebody() -> None:
    take_in([raised(987654)])
    alarm = Alarm.objects.get()
    assert alarm.enterprise is None
    assert "未登记测点" in alarm.title
    assert Incident.objects.get().pk == alarm.incident_id


def test_clear_without_raise_is_recorded_as_past() -> None:
    begun = raised(PointFactory(), at_ms=clock.now_ms() - 60_000)
    take_in([cleared(begun)])
    alarm = Alarm.objects.get()
    assert not alarm.is_active
    assert (clock.now() - alarm.raised_at).total_seconds() == 60


def test_raise_and_clear_in_one_batch_and_out_of_two_messages() -> None:
    begun = raised(PointFactory())
    ended = cleared(begun)
    applied = take_in([begun, ended])
    assert len(applied.raised) == 1
    assert applied.cleared == []
    assert not Alarm.objects.get().is_active


@pytest.mark.parametrize("times", [2, 3])
def test_a_batch_delivered_again_changes_nothing(times: int) -> None:
    point = PointFactory()
    begun = raised(point, "HHH")
    batch = [begun, raised(point, "H"), cleared(begun)]
    take_in(batch)
    before = snapshot()
    for _ in range(times):
        take_in(batch)
        take_in(batch[1:])
    assert snapshot() == before


def snapshot() -> tuple[object, ...]:
    """Everything a screen could show."""
    return (
        list(Alarm.objects.order_by("id").values()),
        list(Incident.objects.order_by("id").values()),
        list(OutboxMessage.objects.order_by("id").values()),
        AppliedTransition.objects.count(),
    )


def test_statements_do_not_grow_with_the_batch() -> None:
    workshop = WorkshopFactory()
    gateway = GatewayFactory(enterprise=workshop.enterprise)
    points = [PointFactory(gateway=gateway, workshop=workshop) for _ in range(40)]
    take_in([raised(points[0])])
    with CaptureQueriesContext(
        connection,
    ) as few:
        take_in([raised(points[1])])
    with CaptureQueriesContext(connection) as many:
        take_in([raised(point) for point in points[2:27]])
    assert len(many) <= len(few) + 4, [q["sql"][:80] for q in many]
    assert len(many) < 30


def test_events_carry_the_work_order() -> None:
    take_in([raised(PointFactory(), "HH", grade=Grade.ORANGE)])
    event = OutboxMessage.objects.get(topic="alarm")
    assert event.kind == "raised"
    assert event.payload["data"]["incident_no"] == Incident.objects.get().no
    assert event.payload["enterprise_id"] == Alarm.objects.get().enterprise_id


def test_rows_carry_the_parts_of_their_titles_for_other_languages() -> None:
    take_in([raised(PointFactory(kind="nh3_concentration"), "HH", grade=Grade.ORANGE)])
    parts = {
        "kind": "nh3_concentration",
        "kind_name": "氨气浓度",
        "kind_name_en": "Ammonia",
        "alarm_name_en": "",
        "rule": "limit",
        "label": "HH",
    }
    order = incident_data(Incident.objects.get())
    assert parts.items() <= alarm_data(Alarm.objects.get()).items()
    assert parts.items() <= order["alarms"][0].items()
    assert order["title_parts"] == parts


def test_every_kind_has_a_name_in_both_languages() -> None:
    assert [kind for kind, rules in rule_set().items() if not rules.name_zh or not rules.name_en.isascii()] == []
