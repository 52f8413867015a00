"""From alarms to one incident: reopened, chattering, stale, flood; and what no stage may swallow."""

from datetime import timedelta

import pytest

from anlan.domain.clock import to_ms
from anlan.domain.grades import Grade
from anlan.records.alarm_flow.models import Flood
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.incidents.intake import take_in
from anlan.records.incidents.models import Incident
from anlan.records.notices.models import Notice
from tests.acceptance.timeline import Timeline
from tests.factories import PointFactory, WorkshopFactory
from tests.factories.alarms import raised


def test_what_comes_back_after_the_end_is_told_anew(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("manager", "accept").clears("H").photographs("manager")
    log.does("manager", "feedback", comment="已通风").told("town", "duty").does("town", "verify").stands("closed")
    log.at("20:00").alarm("H").told("manager", "town").decided("told").work_orders(2)


def test_what_comes_back_before_the_end_is_reopened_in_its_work_order(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("manager", "accept").clears("H")
    log.at("10:00").alarm("H").work_orders(1).decided("nobody", "已就该工单接到通知").shows("unacked")


def test_a_weaker_alarm_behind_a_stronger_one_is_no_news(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("00:30").alarm("H").decided("quiet", "更高级别", stage="inhibit")
    log.alarm("H", "probe 2").decided("quiet", "同一场所", stage="inhibit").work_orders(1)


def test_a_stronger_alarm_that_is_silenced_inhibits_nothing(log: Timeline) -> None:
    log.at("00:00").alarm("HH").told("manager", "principal", "committee")
    log.on_alarm("duty", "shelve", minutes=60, reason="误触").at("00:30").alarm("H").decided("passed", stage="inhibit")


@pytest.mark.slow  # a long night, second by second
def test_a_square_wave_is_one_notice_and_its_count_is_kept(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("manager", "accept")
    for second in range(2, 602, 2):  # once in two seconds, for ten minutes
        log.clears("H").at(f"{second // 60:02d}:{second % 60:02d}").alarm("H")
    log.work_orders(1).decided("quiet", "连续第 301 次", stage="repeat")
    assert log.newest_alarm().activations == 301
    assert Alarm.objects.count() == 301
    assert Alarm.objects.filter(is_open=True).count() == 1, "the queue shows the condition once"
    lines = log.incident.entries.filter(kind="joined").count()
    assert lines < 12, "the timeline names the chatter, not each beat"


def test_chatter_never_hides_the_alarm_that_begins_it(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("town", "false_alarm", reason="标定气体").clears("H")
    log.at("00:10").alarm("H").told("manager", "town").clears("H").at("00:20").alarm("H").work_orders(2)
    log.decided("quiet", stage="repeat")


@pytest.mark.slow  # a long night, second by second
def test_stale_is_marked_after_a_day_and_finds_somebody_again(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("manager", "accept")
    assert log.newest_alarm().is_stale is False
    log.skips_to("24:00:00")
    assert log.newest_alarm().is_stale is False
    log.skips_to("24:00:30").decided("passed", "超过 24 小时", stage="stale").decided("nobody", "尚未办结")
    assert log.newest_alarm().is_stale


@pytest.mark.parametrize(
    "labels",
    [pytest.param(("H", "HH"), id="orange", marks=pytest.mark.slow), pytest.param(("H", "HH", "HHH"), id="red")],
)
def test_five_hundred_alarms_in_a_minute_are_one_incident_and_at_most_ten_notices(
    log: Timeline, labels: tuple[str, ...]
) -> None:
    rooms = [WorkshopFactory(enterprise=log.plant) for _ in range(5)]
    gateway = log.points["probe"].gateway
    points = [PointFactory(gateway=gateway, workshop=rooms[n % 5], name=f"探测器{n}") for n in range(250)]
    begins = clock.now()
    for n in range(500):
        log._clock.set(begins + timedelta(milliseconds=120 * n))
        take_in([raised(points[n // len(labels)], labels[n % len(labels)])])
    assert Alarm.objects.count() == 500
    assert Incident.objects.count() == 1
    assert Notice.objects.count() <= 10, Notice.objects.count()
    flood = Flood.objects.get()
    assert flood.first_out == Alarm.objects.order_by("raised_at")[0]
    assert flood.alarms == 500
    assert Alarm.objects.filter(decisions=None).count() == 0
    log.skips_to("01:05").says("泛滥控制")
    told = Notice.objects.order_by("-pk")[0]
    assert "并入" in told.text, "the other rooms are told of within a minute, together"


def test_the_same_five_hundred_in_one_batch(log: Timeline) -> None:
    rooms = [WorkshopFactory(enterprise=log.plant) for _ in range(5)]
    points = [PointFactory(gateway=log.points["probe"].gateway, workshop=rooms[n % 5]) for n in range(250)]
    now_ms = to_ms(clock.now())
    take_in([raised(points[n // 2], "HH" if n % 2 else "H", at_ms=now_ms + n) for n in range(500)])
    assert (Incident.objects.count(), Flood.objects.get().alarms) == (1, 500)
    assert Notice.objects.count() <= 10
    log.skips_to("00:01")


def test_no_flood_swallows_the_first_red_of_its_kind(log: Timeline) -> None:
    machine_room = log.points["probe"].workshop
    gateway = log.points["probe"].gateway
    log.points |= {f"p{n}": PointFactory(gateway=gateway, workshop=machine_room) for n in range(30)}
    log.points["h2"] = PointFactory(gateway=gateway, workshop=log.points["packing"].workshop, kind="h2_concentration")
    log.at("00:00").alarm("HHH", "p0").told("manager", "principal", "town", "duty")
    for n in range(1, 30):
        log.alarm("HHH", f"p{n}")
    log.decided("quiet", "泛滥", stage="flood").work_orders(1)
    log.at("00:30").alarm("HH", "h2", grade=Grade.RED).told("manager", "principal", "town", "duty").decided("told")


def test_a_flood_ends_below_five_and_says_what_came_first(log: Timeline) -> None:
    gateway, room = log.points["probe"].gateway, log.points["probe"].workshop
    log.points |= {f"p{n}": PointFactory(gateway=gateway, workshop=room, name=f"探测器{n}") for n in range(12)}
    log.at("00:00").alarm("H", "p0").told("manager", "town")
    for n in range(1, 12):
        log.alarm("H", f"p{n}")
    log.does("manager", "accept").at("09:50")
    assert Flood.objects.get().ended_at is None
    log.at("10:20").says("泛滥结束，期间报警 12 条，首出报警为“探测器0")
    assert Flood.objects.get().ended_at is not None


def test_thresholds_are_data(log: Timeline, monkeypatch) -> None:
    from anlan.domain import alarm_load
    from anlan.domain.data_rows import rows_of

    changed = [row | ({"value": "3"} if row["name"] == "flood_on_above" else {}) for row in rows_of("alarm_load")]
    monkeypatch.setattr(alarm_load, "rows_of", lambda name: changed)
    alarm_load.load_limits.cache_clear()
    try:
        log.at("00:00").alarm("H").told("manager", "town").alarm("H", "probe 2").alarm("H", "packing").work_orders(1)
        log.alarm("L").decided("quiet", "4 条", stage="flood").does("manager", "accept")
    finally:
        monkeypatch.undo()
        alarm_load.load_limits.cache_clear()
    log.skips_to("01:10")
