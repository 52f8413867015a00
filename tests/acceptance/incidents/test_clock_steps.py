"""The machine's clock is set while a red alarm stands: nobody is told later for it."""

from datetime import timedelta

from anlan.records.incidents.step_back import step_back
from anlan.records.incidents.sweeper import sweep
from anlan.records.notices.administration import channel_create
from anlan.records.notices.delivering import claim
from anlan.records.notices.models import Channel, Delivery
from anlan.records.notices.planning import plan
from tests.acceptance.timeline import Timeline

RED = ("manager", "principal", "town", "duty")
HOUR = timedelta(hours=1)


def _back(log: Timeline, step: timedelta) -> None:
    """As the worker sees it: the wall clock goes back, and it moves what is due."""
    log._clock.advance(-step.total_seconds())
    log._begins -= step
    step_back(step.total_seconds())


def test_an_hour_back_leaves_every_rung_where_it_was(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told(*RED).at("01:00")
    _back(log, HOUR)
    log.stands("dispatched", "签收", due="02:00")
    log.at("02:00").told("town", "duty", "manager", why="escalated")
    log.at("03:00").told("leader", "manager", why="escalated")
    log.at("04:00").does("manager", "accept").stands("accepted", "处置并反馈", due="34:00")
    _back(log, HOUR)
    log.at("34:00").told("leader", "manager", why="escalated")


def test_a_late_alarm_is_judged_after_ten_seconds_whatever_the_clock_does(log: Timeline) -> None:
    log.at("00:00").alarm("HHH", is_late=True).told().at("00:05")
    _back(log, HOUR)
    log.at("00:10").told(*RED).work_orders(1)


def test_an_hour_forward_climbs_what_was_missed_at_once(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told(*RED).at("00:30")
    log._clock.advance(3600)
    sweep()
    assert log.incident.escalation_level > 3
    log.skips_to("60:31")


def test_a_channel_sends_on_after_the_clock_went_back(log: Timeline) -> None:
    config = {"url": "https://example.com/", "body": '{"to": "{phone}", "text": "{text}", "id": "{key}"}'}
    channel_create(actor=None, name="sms", label="sms", kind="sms", config=config, per_minute=4)
    log.at("00:00").alarm("HHH").told(*RED)
    plan()
    assert len(claim()) == 4, "the rate of this minute is used up"
    Delivery.objects.update(state="sent")
    Channel.objects.update(failures=5, down_until=log._clock.now() + timedelta(seconds=30))
    _back(log, HOUR)
    log.at("02:00").told("town", "duty", "manager", why="escalated")
    plan()
    assert len(claim()) == 1, "its breaker lets one through as before, and its rate is not that of the hour to come"
