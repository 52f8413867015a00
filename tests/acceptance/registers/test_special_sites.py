"""Confined spaces and own gas: what lacks a sign or an alarm is not confirmed; the rest is looked at every year."""

import pytest

from anlan.records.registry import auditor
from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db


def space(life: Life, who: str = "manager", **more: object) -> Record:
    values = {"title": "污水池", "kind": "underground", "place": "污水站", "danger": "h2s", "guardian": "班长",
              "has_sign": True, "is_locked": True, "has_detector": True}  # fmt: skip
    return life.creates(who, "confined_spaces", enterprise=life.plant.pk, **{**values, **more})


def gas(life: Life, **more: object) -> Record:
    values = {"title": "食堂", "kind": "lpg", "purpose": "canteen", "place": "气瓶间", "supplier": "示例燃气",
              "cylinder_count": 4, "has_detector": True, "has_shutoff": True}  # fmt: skip
    return life.creates("manager", "gas_uses", enterprise=life.plant.pk, **{**values, **more})


def edited(life: Life, record: Record, **values: object) -> None:
    body = {"version": record.data["version"], "values": values}
    answer = life.client("manager").patch(record.path, body, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    record.data = answer.json()


def test_a_space_without_a_sign_waits_climbs_and_is_confirmed_by_another_when_it_has_one() -> None:
    with register_life("2026-03-02 09:00") as life:
        pit = space(life, has_sign=False)
        life.refused("town", pit, "confirm", because="警示标志")
        life.jump(9).told("manager", "principal", why="reminded")
        life.jump(16).told("manager", "principal", why="overdue")
        edited(life, pit, has_sign=True)
        life.does("town", pit, "confirm")
        assert (pit.state, pit.data["values"]["review_by"]) == ("listed", "2027-03-18")


def test_who_registered_a_space_does_not_confirm_it() -> None:
    with register_life("2026-03-02 09:00") as life:
        pit = space(life, who="town")
        life.refused("town", pit, "confirm", because="另一人")
        life.does("grid", pit, "confirm")


def test_a_space_is_reviewed_every_year_found_lacking_removed_and_brought_back() -> None:
    with register_life("2026-03-02 09:00") as life:
        pit = space(life)
        life.does("town", pit, "confirm")
        life.day(1)
        life.refused("manager", pit, "review", because="不能晚于今天", drilled_on="2026-04-01")
        life.does("manager", pit, "review", drilled_on="2026-03-02")
        life.does("grid", pit, "find_lacking", reason="标志脱落")
        assert pit.state == "identified"
        life.does("town", pit, "remove", reason="已填埋")
        life.does("town", pit, "reopen", reason="仍在使用")
        assert auditor.problems() == []


def test_gas_without_an_alarm_is_not_verified_and_cylinders_below_ground_never() -> None:
    with register_life("2026-03-02 09:00") as life:
        bare = gas(life, has_detector=False)
        life.refused("town", bare, "verify", because="可燃气体报警装置", checked_on="2026-03-01")
        below = gas(life, is_enclosed=True)
        life.refused("town", below, "verify", because="不得用于地下", checked_on="2026-03-01")
        life.does("town", below, "stop", reason="地下室存瓶")
        life.does("manager", below, "resume", reason="已迁至地上")
        edited(life, below, is_enclosed=False)
        life.does("town", below, "verify", checked_on="2026-03-01")
        assert below.data["values"]["check_by"] == "2027-03-01"


def test_a_check_that_is_not_repeated_climbs() -> None:
    with register_life("2026-03-02 09:00") as life:
        kitchen = gas(life)
        life.does("town", kitchen, "verify", checked_on="2026-03-01")
        life.jump(340)
        life.jump(366)
        assert life._get("town", kitchen.path)["is_overdue"]
        life.refused("manager", kitchen, "check", because="不能晚于今天", checked_on="2028-01-01")
        life.does("manager", kitchen, "check", checked_on="2027-03-02")
        assert not life._get("town", kitchen.path)["is_overdue"]
        life.does("town", kitchen, "end", reason="改用电")


def test_cylinders_are_counted() -> None:
    with register_life("2026-03-02 09:00") as life:
        body = {"values": {"title": "食堂", "kind": "lpg", "purpose": "canteen", "place": "气瓶间", "supplier": "示例",
                           "enterprise": life.plant.pk}}  # fmt: skip
        answer = life.client("manager").post("/api/registers/gas_uses/records", body, content_type="application/json")
        assert "气瓶数" in answer.json()["fields"]["cylinder_count"]


def test_the_warning_card_names_danger_and_post() -> None:
    with register_life("2026-03-02 09:00") as life:
        pit = space(life)
        made = life.client("town").post(f"{pit.path}/papers/card?format=docx")
        assert made.status_code in (200, 201), made.content.decode()


def test_another_enterprise_sees_neither() -> None:
    with register_life("2026-03-02 09:00") as life:
        from tests.factories import EnterpriseFactory, UserFactory

        life.people["stranger"] = UserFactory(role="enterprise_manager", enterprise=EnterpriseFactory())
        for record in (space(life), gas(life)):
            assert life.client("stranger").get(record.path).status_code == 404
