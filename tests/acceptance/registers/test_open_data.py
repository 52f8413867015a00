"""Everybody reads listings, formulas in force and the rule of rewards; drafts, persons and reasons stay inside."""

import pytest
from django.test import Client

from anlan.records.figures import formulas, indices
from anlan.records.registers.tips.reward import rule
from tests.acceptance.registers.life import register_life
from tests.acceptance.registers.test_listings import proposed

pytestmark = pytest.mark.django_db


def page() -> str:
    answer = Client().get("/open-data")
    assert answer.status_code == 200
    assert "<script" not in answer.content.decode()
    return answer.content.decode()


def test_a_listing_is_there_when_it_is_published_and_names_no_person() -> None:
    with register_life("2026-06-01 09:00") as life:
        waiting = proposed(life)
        life.does("leader", waiting, "approve")
        assert life.plant.name not in page()
        life.does("duty", waiting, "publish", deadline="2026-09-30", requirement="拆除隔墙", published_at="市政府网站")
        assert all(one in page() for one in (life.plant.name, "安全出口封堵", "2026年9月30日"))
        data = Client().get("/open-data.json").json()
        assert [(one["unit"], one["deadline"]) for one in data["listings"]] == [(life.plant.name, "2026-09-30")]
        said = page() + Client().get("/open-data.json").content.decode()
        assert "三层唯一安全出口" not in said  # the description is not the notice's
        assert not any(person.name in said or person.phone in said for person in life.people.values())


def test_a_formula_is_there_once_a_second_person_published_it() -> None:
    with register_life("2026-06-01 09:00") as life:
        index = indices.index_get("control_capability")
        terms = [{**term.data(), "weight": 7.0} for term in index.terms[:1]]
        indices.draft_save(index, actor=life.people["duty"], title="调整", terms=terms)
        assert "权重 7；" not in page()
        indices.publish(index, actor=life.people["leader"], number=2)
        assert "权重 7；隐患·已整改销号 ÷ 隐患·排查隐患；60% 不得分，100% 得满分" in page()
        assert "第 2 版，2026年6月1日发布" in page()


def test_every_figure_of_a_formula_has_a_name_and_the_rule_its_numbers() -> None:
    data = Client().get("/open-data.json").json()
    assert {one["name"] for one in data["formulas"]} == {index.label for index in formulas.indices().values()}
    names = [term[key] for one in data["formulas"] for term in one["terms"] for key in ("part", "whole") if term[key]]
    assert all("·" in name for name in names), names
    assert data["reward"] == rule()
    assert all(one in page() for one in ("15%", "3000 元", "300000 元", "一般事故 30000 元"))


def test_it_is_read_and_never_written() -> None:
    assert Client().post("/open-data").status_code == 405
    assert Client().get("/open-data")["Cache-Control"] == "public, max-age=300"
