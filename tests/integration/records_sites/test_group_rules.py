"""A vote from the back office to the work order: kept, published, judged, in the alarm log, somebody sent."""

import pytest
from django.core.exceptions import ValidationError

from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.table import build
from anlan.bus.readings import Readings
from anlan.records.alarm_log.models import Alarm
from anlan.records.incidents.intake import take_in
from anlan.records.sites.models import GroupRule
from anlan.records.sites.publication import build_snapshot
from tests.factories import GatewayFactory, PointFactory

pytestmark = pytest.mark.django_db
T0 = 1_790_000_000_000


@pytest.fixture
def room():
    """Three ammonia detectors of one gateway."""
    gateway = GatewayFactory()
    return [PointFactory(gateway=gateway, enterprise=gateway.enterprise, workshop=None) for _ in range(3)]


def vote(room, **more) -> GroupRule:
    given = {
        "enterprise": room[0].enterprise,
        "name": "氨机房三取二",
        "rule": "voting",
        "points": [p.pk for p in room],
        "label": "HH",
        "grade": "red",
        "settings": {"needed": 2, "set_point": 20.0},
        "reason": "单台探头误报",
    }
    return GroupRule(**(given | more))


def test_a_vote_becomes_an_alarm_and_somebody_is_sent(room) -> None:
    vote(room).save()
    table = build(build_snapshot(3))
    assert table.problems == []
    engine = Engine(0, table)
    rows = [(p.pk, T0, 25.0 if n < 2 else 3.0, 0) for n, p in enumerate(room)]
    (batch,) = engine.apply([LogEntry(1, T0, Readings.of(rows))])
    take_in([t for t in batch.transitions if t.rule == "voting"])
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.label, alarm.grade, alarm.point_id) == ("voting", "HH", "red", room[0].pk)
    assert "多点表决高高报（HH）" in alarm.title
    assert alarm.incident_id is not None


def test_a_rule_that_is_switched_off_is_not_published(room) -> None:
    vote(room, is_enabled=False).save()
    assert build_snapshot(1).rules == []


def test_a_rule_with_a_disabled_point_is_left_out_and_named(room) -> None:
    vote(room).save()
    room[2].is_enabled = False
    room[2].save()
    (problem,) = build(build_snapshot(1)).problems
    assert f"point {room[2].pk} is not in the configuration" in problem


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"points": []}, "points"),
        ({"points": "1,2"}, "points"),
        ({"points": ["1", "2"]}, "points"),
        ({"points": [987654321]}, "points"),
        ({"settings": [1]}, "settings"),
    ],
)
def test_the_back_office_refuses_what_makes_no_sense(room, wrong, field) -> None:
    with pytest.raises(ValidationError) as refused:
        vote(room, **wrong).full_clean()
    assert field in refused.value.message_dict
    vote(room).full_clean()


def test_points_of_another_enterprise_are_refused(room) -> None:
    stranger = PointFactory()
    with pytest.raises(ValidationError, match="不属于该企业"):
        vote(room, points=[room[0].pk, stranger.pk]).full_clean()
