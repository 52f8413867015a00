"""An accident from the first report to the evaluation of what was done about it."""

import pytest

from anlan.records.registers.accidents.grading import bound_of
from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db
FOUND = {
    "direct_cause": "未锁定上料装置",
    "indirect_cause": "未培训",
    "nature": "生产安全责任事故",
    "advice": "停产整顿",
}


def reported(life: Life, who: str = "principal", **more: object) -> Record:
    values = {
        "title": "机械伤害事故",
        "occurred_at": "2026-06-01 08:10",
        "informed_at": "2026-06-01 08:20",
        "place": "一号车间",
        "kind": "machinery",
        "description": "清理设备时被卷入",
        "deaths": 1,
    }
    return life.creates(who, "accidents", enterprise=life.plant.pk, **{**values, **more})


@pytest.mark.parametrize(
    ("deaths", "injuries", "loss_yuan", "grade"),
    [
        (0, 0, 0, "ordinary"),
        (2, 9, 9_999_999, "ordinary"),
        (3, 0, 0, "larger"),
        (0, 10, 0, "larger"),
        (2, 0, 10_000_000, "larger"),
        (9, 50, 0, "major"),
        (30, 0, 0, "extra_major"),
        (0, 0, 100_000_000, "extra_major"),
    ],
)
def test_the_worst_of_three_criteria_grades_an_accident(deaths: int, injuries: int, loss_yuan: int, grade: str) -> None:
    assert bound_of(deaths=deaths, injuries=injuries, loss_yuan=loss_yuan).grade == grade


def test_an_accident_is_reported_up_updated_investigated_sent_back_approved_and_followed_up() -> None:
    with register_life("2026-06-01 09:00") as life:
        accident = reported(life)
        values = accident.data["values"]
        assert (values["is_reported_late"], values["grade"]["value"]) == (False, "ordinary")
        assert accident.data["next_step_due_at"] == "2026-06-01T03:00:00+00:00"  # two hours from 09:00 in Shanghai
        life.refused("principal", accident, "report_up", because="无权", reported_to="市政府")
        life.does("duty", accident, "report_up", reported_to="温州市应急管理局")
        assert accident.data["next_step_due_at"] == "2026-07-31T16:00:00+00:00"  # 60 days from the accident
        life.day(10)
        life.does("duty", accident, "update", deaths=3, injuries=1, loss_yuan=2_000_000, comment="两人医治无效")
        assert accident.data["values"]["grade"]["value"] == "larger"
        life.day(31)
        new = {"deaths": 4, "injuries": 0, "loss_yuan": 0, "comment": "又一人"}
        life.refused("duty", accident, "update", because="补报截止于 2026-07-01", **new)
        life.refused("leader", accident, "extend", because="不晚于 2026-09-29", investigate_until="2026-12-01",
                     reason="鉴定未完成")  # fmt: skip
        life.does("leader", accident, "extend", investigate_until="2026-08-31", reason="鉴定未完成")
        life.does("enforcement", accident, "submit", **FOUND)
        life.does("leader", accident, "send_back", reason="责任认定不清")
        life.does("enforcement", accident, "submit", **FOUND)
        life.does("leader", accident, "approve")
        assert accident.data["next_step_due_at"].startswith("2027-07-02")
        life.does("enforcement", accident, "evaluate", evaluation="防范措施已落实")
        life.does("leader", accident, "reopen", investigate_until="2027-12-31", reason="出现新证据")
        assert accident.state == "investigating"


def test_a_late_report_is_marked_and_a_report_not_passed_on_in_two_hours_escalates() -> None:
    with register_life("2026-06-01 15:00") as life:
        accident = reported(life, "town", kind="fire")
        values = accident.data["values"]
        assert (values["is_reported_late"], values["casualties_until"]) == (True, "2026-06-08")
        life.day(0, hour=18).told("duty", why="overdue")
        life.day(1, hour=18).told("leader", why="overdue")
        life.does("committee", accident, "report_up", reported_to="市政府")
        life.does("leader", accident, "exclude", reason="经查为自然灾害")
        counted = life.client("leader").get("/api/registers/accidents/statistics").json()["figures"]
        assert (counted["accidents"], counted["deaths"]) == (0, 0)


def test_what_an_accident_showed_becomes_hazards_more_than_one() -> None:
    with register_life("2026-06-01 09:00") as life:
        accident = reported(life)
        path = f"/api/registers/hazards/from/accidents/{accident.data['id']}"
        for title in ("未设联锁", "未培训上岗"):
            body = {"values": {"title": title, "category": "equipment"}}
            made = life.client("enforcement").post(path, body, content_type="application/json")
            assert made.status_code == 201, made.content.decode()
            assert made.json()["values"]["source"]["value"] == "accident"


def test_counts_are_set_against_the_same_days_of_the_year_before() -> None:
    with register_life("2026-06-01 09:00") as life:
        for day in ("2025-03-01 08:00", "2025-03-02 08:00", "2025-07-01 08:00", "2026-03-01 08:00"):
            reported(life, occurred_at=day, informed_at=day)
        ask = "/api/registers/accidents/statistics"
        assert life.client("leader").get(ask).json()["figures"]["accidents_change"] == -50.0
        june = life.client("leader").get(ask, {"f": "occurred_at:2025-06-01..2025-07-31"}).json()["figures"]
        assert (june["accidents"], june["accidents_change"]) == (1, None)
