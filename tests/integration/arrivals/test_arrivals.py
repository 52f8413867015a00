"""Arrival rates on a timeline: what was due, what came, what is left out and what came late."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from anlan.bus import history_client
from anlan.bus.messages import HistoryQuery, HistoryReply
from anlan.bus.readings import Readings
from anlan.domain.clock import ManualClock, from_ms
from anlan.history.answers import Answers
from anlan.history.recent import Newest, Pending
from anlan.history.retention import HistorySettings
from anlan.history.scaling import Scaler
from anlan.history.sqlstore import SqlStore
from anlan.records.core import clock
from anlan.records.sites.models import Point
from anlan.web.arrival_counter import ArrivalCounter
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, TownFactory, UserFactory
from tests.unit.history.conftest import DAY, NOON, store

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["store"]
HOUR = 3_600_000


class Night:
    """A clock, a store with real readings, and the counter over both."""

    def __init__(self, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store, self.clock = store, ManualClock(from_ms(NOON))
        pending = Pending()
        self.answers = Answers(store, pending, Newest(), HistorySettings(), self.clock.now_ms)
        self.asked = 0

        async def ask(bus: object, query: HistoryQuery, timeout_s: float) -> HistoryReply:
            self.asked += 1
            return self.answers.answer(query)

        monkeypatch.setattr(history_client, "ask", ask)

    def send(self, point: Point, from_ms: int, to_ms: int, every_s: int = 10) -> None:
        stamps = range(from_ms, to_ms, every_s * 1000)
        self.store.insert(Scaler().scale(Readings.of([(point.pk, t, 1.0, 0) for t in stamps])), self.clock.now_ms())

    def count_at(self, ms: int) -> None:
        self.clock.set(from_ms(ms))
        asyncio.run(ArrivalCounter(None).round())  # type: ignore[arg-type]


@pytest.fixture
def night(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    made = Night(store, monkeypatch)
    with clock.use_clock(made.clock):
        yield made


def point(site: Any, **fields: Any) -> Point:
    gateway = GatewayFactory(enterprise=site, is_online=True)
    return PointFactory(gateway=gateway, enterprise=site, sample_interval_s=10.0, **fields)


def of(role: str, **fields: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **fields))
    return client


def asked(client: Client, path: str = "/api/arrivals", **query: Any) -> dict[str, Any]:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content
    return answer.json()  # type: ignore[no-any-return]


def test_a_point_that_sends_half_of_what_was_due_pulls_its_enterprise_down(night: Night) -> None:
    site = EnterpriseFactory(name="示例冷链甲")
    whole, half = point(site, name="一号"), point(site, name="二号")
    never, undeclared = point(site, name="未投用"), point(site, name="未申报")
    Point.objects.filter(pk=undeclared.pk).update(sample_interval_s=None)
    night.send(whole, NOON, NOON + 3 * HOUR)
    night.send(half, NOON, NOON + 10_000)
    night.count_at(NOON + 5 * 60_000)  # commissions both
    night.send(half, NOON + HOUR, NOON + 2 * HOUR, every_s=20)
    night.send(half, NOON + HOUR + 5_000, NOON + HOUR + 6_000)
    night.count_at(NOON + 2 * HOUR + 60_000)
    duty = of("duty_officer")
    total = asked(duty)["total"]
    assert (total["due"], total["arrived"], total["rate"]) == (720, 541, 75.14)
    assert (total["points"], total["counted"], total["online"]) == (4, 2, 2)
    assert (total["no_interval"], total["not_commissioned"], total["not_counted"]) == (1, 1, 0)
    rows = asked(duty, f"/api/enterprises/{site.pk}/arrivals")["points"]
    assert [(r["name"], r["standing"], r["missing"], r["share"]) for r in rows[:2]] == [
        ("二号", "counted", 179, 100.0), ("一号", "counted", 0, None),
    ]  # fmt: skip
    assert {r["id"]: (r["standing"], r["rate"], r["is_online"]) for r in rows[2:]} == {
        never.pk: ("not_commissioned", None, None), undeclared.pk: ("no_interval", None, None)
    }  # fmt: skip


def test_what_a_device_had_kept_and_sent_late_counts_in_the_second_round(night: Night) -> None:
    """t=0 first reading; 13:00–14:00 silent; counted 0 %; sent late at 15:00; counted again a day later: 100 %."""
    site = EnterpriseFactory()
    buffered = point(site)
    night.send(buffered, NOON, NOON + 10_000)
    night.count_at(NOON + 5 * 60_000)
    for hour in (1, 2):
        night.count_at(NOON + hour * HOUR + 4 * 60_000)
    night.count_at(NOON + 2 * HOUR + 4 * 60_000)
    duty, today = of("duty_officer"), from_ms(NOON).astimezone(clock.LOCAL).date().isoformat()
    days = {"period": "days", "since": today, "until": today}
    assert asked(duty, **days)["total"]["rate"] == 0.14  # one reading of 720
    assert asked(duty, period="day")["total"]["due"] == 720
    night.send(buffered, NOON, NOON + 2 * HOUR)
    asked_before = night.asked
    night.count_at(NOON + 2 * HOUR + 10 * 60_000)
    assert night.asked == asked_before + 1, "an hour is not counted over and over"
    night.count_at(NOON + 27 * HOUR + 4 * 60_000)
    found = asked(duty, **days)
    assert found["enterprises"][0]["arrived"] == 720
    assert (found["hours_counted"], found["hours"]) != (0, 0)


def test_counts_that_stopped_say_so_and_towns_see_their_own(night: Night) -> None:
    here, there = EnterpriseFactory(town=TownFactory()), EnterpriseFactory(town=TownFactory())
    for site in (here, there):
        night.send(point(site), NOON - 60_000, NOON + 60_000)
    night.count_at(NOON + 2 * 60_000)
    town = of("town_officer", town=here.town)
    seen = asked(town)
    assert ([one["id"] for one in seen["enterprises"]], seen["is_stale"]) == ([here.pk], False)
    assert town.get(f"/api/enterprises/{there.pk}/arrivals").status_code == 404
    night.clock.advance(timedelta(minutes=16).total_seconds())
    assert asked(town)["is_stale"] is True
    answer = town.get("/api/arrivals/export")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["乡镇街道", "企业", "测点"]
    assert [row[0].value for row in book["企业"].iter_rows(min_row=4)] == [here.short_name]


def test_names_in_the_workbook_are_names_and_neither_formulas_nor_links(night: Night) -> None:
    names = ("{=1+1}", "=1+1", "file://elsewhere/a", "http://elsewhere.example")
    site = EnterpriseFactory()
    for name in names:
        night.send(point(site, name=name), NOON, NOON + HOUR)
    night.count_at(NOON + HOUR + 1)
    answer = of("leader").get("/api/arrivals/export")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [row[1] for row in book["测点"].iter_rows(min_row=4)]
    assert {cell.value.removeprefix("'") for cell in cells} == set(names)
    assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}


def test_wrong_days_are_refused_with_what_to_do() -> None:
    duty = of("leader")
    for since, until in (("2026-11-02", "2026-11-01"), ("2026-01-01", "2026-11-01"), ("2026-11-01", "")):
        query = {"period": "days", "since": since} | ({"until": until} if until else {})
        answer = duty.get("/api/arrivals", query)
        assert answer.status_code == 422, (since, until, DAY)
        assert answer.json()["fields"]
