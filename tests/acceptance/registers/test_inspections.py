"""A check from its plan to its consequences: hazards, cases, exposure; and the plans and groups behind it."""

import json
from typing import Any

import pytest

from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db
TWO = "张队、李队"


def planned(life: Life, **more: Any) -> Record:
    values = {"title": "粉尘专项检查", "kind": "routine", "sector": "dust", "planned_on": "2026-06-01"}
    return life.creates("town", "inspections", enterprise=life.plant.pk, **{**values, **more})


def items_of(life: Life, check: Record) -> list[Record]:
    answer = life.client("town").get(
        "/api/registers/inspection_items/records", {"f": f"inspection:{check.data['id']}", "page_size": 50}
    )
    return [Record("inspection_items", row) for row in reversed(answer.json()["items"])]


def answered(life: Life, check: Record, failing: int) -> list[Record]:
    items = items_of(life, check)
    for item in items[:failing]:
        life.does("enforcement", item, "fails", finding="现场积尘")
    ids = [item.data["id"] for item in items[failing:]]
    done = life.client("enforcement").post(
        "/api/registers/inspection_items/bulk/conforms", {"record_ids": ids, "values": {}},
        content_type="application/json",
    )  # fmt: skip
    assert done.status_code == 200, done.content.decode()
    return items


def test_every_problem_found_on_site_becomes_a_hazard_before_the_check_is_closed() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        life.refused("enforcement", check, "start", because="不得少于两人", officers="张队")
        life.does("enforcement", check, "start", officers=TWO, lon=120.6, lat=27.8)
        life.refused("enforcement", check, "record", because="项检查表内容未填写", summary="完毕")
        items = answered(life, check, failing=1)
        assert len(items) == 12  # seven general questions, five of dust
        life.does("enforcement", check, "record", summary="积尘未清", signer="车间主任")
        life.refused("enforcement", check, "pass_on", because="须由另一人办理")
        life.does("town", check, "send_back", reason="缺照片")
        life.does("enforcement", check, "record", summary="积尘未清，已补照片", signer="车间主任")
        life.does("town", check, "pass_on")
        life.refused("enforcement", check, "close", because="还有 1 项问题未转为隐患或案件")
        made = life.client("enforcement").post(
            f"/api/registers/hazards/from/inspection_items/{items[0].data['id']}", {"values": {"category": "dust"}},
            content_type="application/json",
        )  # fmt: skip
        assert made.status_code == 201, made.content.decode()
        assert made.json()["values"]["source"]["value"] == "inspection"
        life.does("enforcement", check, "close")
        life.does("committee", check, "expose", exposed_at="电视问政")
        life.does("duty", check, "reopen", planned_on="2026-06-08", reason="回头看")


def test_a_plant_is_not_bothered_twice_without_a_reason_and_never_spared_at_night() -> None:
    with register_life("2026-06-03 09:00") as life:
        first = planned(life, sector="", planned_on="2026-06-03")
        life.does("enforcement", first, "start", officers=TWO)
        life.does("enforcement", first, "record", summary="未发现问题")
        life.does("town", first, "approve")
        again = planned(life, sector="", planned_on="2026-06-03")
        life.refused("enforcement", again, "start", because="近 30 日已检查 1 次", officers=TWO)
        body = {"version": again.data["version"], "values": {"repeat_reason": "复查"}}
        assert life.client("town").patch(again.path, body, content_type="application/json").status_code == 200
        life.does("enforcement", again, "start", officers=TWO)
        night = planned(life, kind="night", sector="fire", planned_on="2026-06-03")
        life.does("enforcement", night, "start", officers=TWO)


def test_an_unannounced_check_is_hidden_from_the_plant_and_a_missed_one_climbs() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life, kind="unannounced", planned_on="2026-06-02")
        for who in ("manager", "principal", "operator"):
            assert life.client(who).get(check.path).status_code == 403
        life.refused("enforcement", check, "start", because="尚未到", officers=TWO)
        life.day(2, hour=1).told("committee", "town", why="overdue")
        life.day(3, hour=1).told("duty", why="overdue")
        life.does("committee", check, "cancel", reason="企业已停产")


def test_a_refusal_to_be_checked_must_become_a_case() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life, sector="")
        life.does("enforcement", check, "start", officers=TWO)
        life.does("enforcement", check, "obstructed", summary="保安阻拦，拒不开门")
        life.does("town", check, "pass_on")
        life.refused("enforcement", check, "close", because="尚未立案")


def test_plans_are_approved_by_another_and_groups_report_back() -> None:
    with register_life("2026-06-01 09:00") as life:
        plan = life.creates("duty", "inspection_plans", title="六月计划", basis="年度计划", content="涉氨、粉尘",
                            begins_on="2026-06-01", ends_on="2026-06-30", planned_count=40)  # fmt: skip
        life.does("duty", plan, "submit")
        life.does("leader", plan, "send_back", reason="人力不足")
        life.does("duty", plan, "submit")
        life.does("leader", plan, "approve")
        check = planned(life, plan=plan.data["id"], sector="")
        life.does("enforcement", check, "start", officers=TWO)
        board = life.client("leader").get(plan.path).json()["boards"][0]
        assert board["note"] == "计划 40 次，已安排 1 次，已检查 1 次"
        group = life.creates("duty", "inspection_groups", title="第一组", batch_no="第一批", head="副市长", crew="六人",
                             targets="塘下镇", begins_on="2026-06-01", ends_on="2026-06-05")  # fmt: skip
        life.does("duty", group, "begin")
        life.does("duty", group, "finish")
        life.does("committee", group, "report", findings="一、台账不全")
        life.does("town", group, "answer", feedback="已整改")
        life.does("duty", group, "send_back", reason="无佐证")
        life.does("town", group, "answer", feedback="附照片")
        life.does("duty", group, "close")
        life.does("leader", group, "reopen", ends_on="2026-09-01", reason="回头看")


def visit_of(answers: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    values = {"crew": TWO, "summary": "积尘未清", "lon": 120.6, "lat": 27.8, "signer": "车间主任", **more}
    return {"values": {**values, "answers": json.dumps(answers)}}


def test_a_visit_written_down_without_a_network_arrives_whole_and_once() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        board = life.client("grid").get(check.path).json()["boards"][0]
        codes = [row["cells"][0] for row in board["rows"]]
        assert len(codes) == 12  # read before anybody goes out
        answers: list[dict[str, Any]] = [{"code": code, "answer": "ok"} for code in codes]
        photo, scene = life.photo("grid", "inspections"), life.photo("grid", "inspections")
        answers[3] = {"code": codes[3], "answer": "failed", "words": "现场积尘", "photo_ids": [photo]}
        answers[4] = {"code": codes[4], "answer": "not_applicable", "words": "无此设备"}
        life.day(1)
        body = {**visit_of(answers, visited_at="2026-06-01T15:30:00+08:00"), "photo_ids": [scene]}

        def send(key: str, **more: Any) -> Any:
            return life.client("grid").post(
                f"{check.path}/steps/hand_in", {**body, **more}, content_type="application/json",
                headers={"Idempotency-Key": key},
            )  # fmt: skip

        short = send("visit-0001", **visit_of(answers[:-1]))
        assert (short.status_code, "还有 1 项未填写" in short.content.decode()) == (422, True)
        assert items_of(life, check) == []  # whole or not at all
        for _ in range(2):
            told = send("visit-0001")
            assert told.status_code == 200, told.content.decode()
        values = told.json()["values"]
        assert (told.json()["state"], values["problem_count"], values["started_at"]) == (
            "review", 1, "2026-06-01T07:30:00+00:00",
        )  # fmt: skip
        assert [line["kind"] for line in told.json()["timeline"]].count("hand_in") == 1
        assert [one["slot"] for one in told.json()["photos"]] == ["scene"]
        failed = items_of(life, check)[3]
        life.does("town", check, "pass_on")
        made = life.client("enforcement").post(
            f"/api/registers/hazards/from/inspection_items/{failed.data['id']}", {"values": {"category": "dust"}},
            content_type="application/json",
        ).json()  # fmt: skip
        assert [one["slot"] for one in made["photos"]] == ["before"]  # the photo of the problem goes along


def test_what_no_phone_could_have_written_is_refused_with_its_reason() -> None:
    with register_life("2026-06-20 09:00") as life:
        check = planned(life, sector="", planned_on="2026-06-01", title="专项")
        for more, because in (
            ({"answers": "{}"}, "格式有误"),
            ({"answers": '[{"code": "X", "answer": "ok"}]'}, "没有这些项"),
            ({"answers": "[]", "visited_at": "2026-06-01T09:00:00+08:00"}, "近 14 日内"),
            ({"answers": "[]", "visited_at": "2026-06-21T09:00:00+08:00"}, "近 14 日内"),
            ({"answers": "[]", "crew": "张队"}, "不得少于两人"),
        ):
            life.refused("enforcement", check, "hand_in", because, **{"crew": TWO, "summary": "完毕", **more})
