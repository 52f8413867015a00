"""One calendar: deadlines, dispatch and rosters ask the same days, and the county has the last word."""

from datetime import date, datetime

import pytest
from django.test import Client

from anlan.domain.clock import ManualClock
from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.calendar.selectors import is_working_day, working_days_after
from anlan.records.calendar.shipped import shipped
from anlan.records.core import clock
from anlan.records.dispatch.calendar import on_holiday
from anlan.records.rosters.selectors import Gap, days_off
from anlan.records.rosters.watching import said
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DAY = "/api/calendar/days/2026-11-30"  # a Monday


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


def put(client: Client, path: str = DAY, **values: object) -> int:
    body = {"is_working": False, "name": "台风停工", "source": "市政府通告", **values}
    return client.put(path, body, content_type="application/json").status_code


def test_shipped_days_hold_where_nobody_said_otherwise() -> None:
    assert not is_working_day(date(2026, 2, 16))  # Spring Festival, a Monday
    assert is_working_day(date(2026, 2, 14))  # a Saturday worked in exchange
    assert working_days_after(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert not is_working_day(date(2030, 1, 5))  # no table yet: the weekday
    assert all(day.source and day.mark in "HMU" for day in shipped().values())


def test_the_countys_word_moves_deadlines_dispatch_and_rosters_at_once() -> None:
    monday = date(2026, 11, 30)
    noon = datetime(2026, 11, 30, 12, tzinfo=clock.LOCAL)
    assert (working_days_after(date(2026, 11, 27), 1), on_holiday(noon)) == (monday, False)
    duty = client_of(Role.DUTY_OFFICER)
    assert put(duty) == 200
    assert (working_days_after(date(2026, 11, 27), 1), on_holiday(noon)) == (date(2026, 12, 1), True)
    assert days_off(date(2026, 11, 27)) == ["2026-11-28", "2026-11-29", "2026-11-30"]
    assert said(Gap(noon, noon)).startswith("周一（放假）")
    assert AuditEntry.objects.filter(action="calendar.day_set").count() == 1
    assert duty.delete(DAY).status_code == 200
    assert working_days_after(date(2026, 11, 27), 1) == monday
    assert duty.delete(DAY).status_code == 404


def test_a_weekend_that_is_worked_stays_an_empty_office_for_dispatch() -> None:
    assert is_working_day(date(2026, 10, 10))
    assert on_holiday(datetime(2026, 10, 10, 12, tzinfo=clock.LOCAL))


def test_a_year_is_to_be_confirmed_until_somebody_read_the_notice_and_again_after_a_change() -> None:
    duty = client_of(Role.DUTY_OFFICER)
    with clock.use_clock(ManualClock(datetime(2026, 3, 2, 9, tzinfo=clock.LOCAL))):
        assert "待按国务院办公厅放假通知确认" in _note(duty)
        check = {"source": "国办发明电〔2025〕7号"}
        answer = duty.post("/api/calendar/years/2026/check", check, content_type="application/json")
        assert answer.json()["checked_source"] == "国办发明电〔2025〕7号"
        assert "已核对：国办发明电〔2025〕7号" in _note(duty)
        assert put(duty) == 200
        assert "待按国务院办公厅放假通知确认" in _note(duty)
    with clock.use_clock(ManualClock(datetime(2031, 3, 3, 9, tzinfo=clock.LOCAL))):
        duty = client_of(Role.DUTY_OFFICER)  # the session of five years ago is over
        assert "2031 年放假安排尚未录入" in _note(duty)
        answer = duty.post("/api/calendar/years/2031/check", check, content_type="application/json")
        assert answer.status_code == 422


def _note(client: Client) -> str:
    notes = [state["due_note"] for state in client.get("/api/registers/listings/schema").json()["states"]]
    assert any("时限依据" in note for note in notes)
    return next(note for note in notes if "按工作日计" in note)


def test_everybody_reads_it_and_few_write_it() -> None:
    manager = client_of(Role.ENTERPRISE_OPERATOR)
    shown = manager.get("/api/calendar?year=2026").json()
    assert {"day": "2026-05-09", "is_working": True, "mark": "M"}.items() <= next(
        day for day in shown["days"] if day["day"] == "2026-05-09"
    ).items()
    assert not shown["may_edit"]
    assert put(manager) == 403
    assert put(client_of(Role.ADMIN), "/api/calendar/days/1850-01-01") == 422
    assert put(client_of(Role.ADMIN), source="") == 422
    assert manager.get("/api/calendar?year=1").status_code == 422
