"""Figures, indices, bulletins and the leader's page: recomputed from rows, within the reader's scope."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import docx
import pytest
from django.test import Client

from anlan.domain.clock import ManualClock
from anlan.records.accounts.choices import Role
from anlan.records.core import clock
from anlan.records.figures import bulletins, formulas
from anlan.records.figures.declared import county_figures, figures_read
from anlan.records.figures.measured import sources
from anlan.records.figures.models import Bulletin
from anlan.records.figures.questions import months_to
from anlan.records.incidents import sweeper as incident_sweeper
from anlan.records.registry import sweeper as register_sweeper
from anlan.records.registry.official.fonts import chinese_font
from tests.factories import EnterpriseFactory, TownFactory, UserFactory
from tests.factories.alarms import alarm
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db


def client_of(role: Role = Role.LEADER, **bounds: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **bounds))
    return client


def get(client: Client, path: str, **query: Any) -> Any:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def hazards(plant: Any, count: int, closed: int = 0) -> None:
    """``count`` hazards of a plant, the first ``closed`` of them closed now."""
    for n in range(count):
        row = record_of("hazards", plant)
        if n < closed:
            type(row).objects.filter(pk=row.pk).update(state="closed", is_open=False, closed_at=clock.now())


def figure(page: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next(one for section in page for one in section["figures"] if one["key"] == key)


def listed(client: Client, one: dict[str, Any]) -> int:
    """How many rows the figure's filter lists."""
    return int(get(client, f"/api/registers/{one['register_name']}/records", f=one["where"])["total"])


def test_every_figure_of_the_page_lists_exactly_its_rows_and_only_the_readers() -> None:
    here, there = EnterpriseFactory(town=TownFactory()), EnterpriseFactory(town=TownFactory())
    hazards(here, 3, closed=2)
    hazards(there, 4)
    for client, found in ((client_of(), 7), (client_of(Role.TOWN_OFFICER, town=here.town), 3)):
        one = figure(get(client, "/api/figures"), "hazards_found")
        assert (one["value"], listed(client, one)) == (found, found)
    rate = figure(get(client_of(), "/api/figures", town=here.town_id), "hazard_rectification_rate")
    assert rate["value"] == 66.67
    assert [listed(client_of(), {**rate, "where": part["where"]}) for part in rate["parts"]] == [2, 3]


def test_a_figure_by_town_sector_and_month_adds_up_and_each_part_lists_its_rows() -> None:
    plants = [EnterpriseFactory(town=TownFactory(), field=field) for field in ("fire", "hazchem")]
    with clock.use_clock(ManualClock(datetime(2026, 3, 31, 23, tzinfo=clock.LOCAL))):
        hazards(plants[0], 2)
    with clock.use_clock(ManualClock(datetime(2026, 4, 1, 1, tzinfo=clock.LOCAL))):
        hazards(plants[1], 3)
    client = client_of()
    one = get(client, "/api/figures/hazards_found")
    for by in ("by_town", "by_field", "by_month"):
        assert sum(part["value"] for part in one[by]) == one["value"] == 5
        assert all(listed(client, {**one, **part}) == part["value"] for part in one[by])
    assert [(part["label"], part["value"]) for part in one["by_month"]][-2:] == [("2026-03", 2), ("2026-04", 3)]
    assert get(client, "/api/figures", since="2026-04-01", until="2026-04-30")
    april = figure(get(client, "/api/figures", since="2026-04-01", until="2026-04-30"), "hazards_found")
    assert (april["value"], listed(client, april)) == (3, 3)


def test_months_run_over_the_turn_of_the_year() -> None:
    first, *_, last = months_to(date(2026, 2, 11))
    assert (str(first[0]), str(last[0]), str(last[1])) == ("2025-03-01", "2026-02-01", "2026-02-28")


def test_the_file_of_figures_is_checked_when_it_is_read(tmp_path: Any) -> None:
    head = "section,key,label,en,register,figure,where,by,time\n"
    for line, says in (
        ("甲,a,甲,A,none,x,,,opened_at", "no register"),
        ("甲,a,甲,A,hazards,x,,,opened_at", "no figure"),
        ("甲,a,甲,A,hazards,found,,x,opened_at", "no dimension"),
        ("甲,a,甲,A,hazards,found,,,x", "cannot be filtered"),
        ("甲,a,甲,A,hazards,found,,,opened_at\n甲,a,甲,A,hazards,found,,,opened_at", "twice"),
    ):
        (path := tmp_path / "f.csv").write_text(head + line, encoding="utf-8")
        with pytest.raises(ValueError, match=says):
            figures_read(path)
    assert len(county_figures()) > 40


def test_a_towns_rank_is_explained_by_parts_that_are_recomputed_from_rows() -> None:
    good, poor = EnterpriseFactory(town=TownFactory()), EnterpriseFactory(town=TownFactory())
    hazards(good, 4, closed=4)
    hazards(poor, 4, closed=3)
    client, key = client_of(), "eight_plus_three"
    told = get(client, f"/api/indices/{key}")
    rows = {row["town"]: row for row in told["rows"]}
    assert rows[good.town_id]["rank"] < rows[poor.town_id]["rank"]
    for row in rows.values():
        judged = [part for part in row["parts"] if part["earned"] is not None]
        if row["score"] is not None:
            expected = 100 * sum(part["earned"] for part in judged) / row["judged_weight"]
            assert row["score"] == pytest.approx(expected, abs=0.01)
        for part in judged:
            for number, link in zip((part["part"], part["whole"]), part["links"], strict=False):
                if link["register_name"]:
                    assert listed(client, link) == number
    hazards(poor, 8, closed=8)
    again = {row["town"]: row for row in get(client, f"/api/indices/{key}")["rows"]}
    assert again[poor.town_id]["score"] > rows[poor.town_id]["score"]


def test_every_shipped_term_names_a_number_that_there_is() -> None:
    for index in formulas.indices().values():
        assert not formulas.problems(index.terms, sources())


def test_a_formula_is_drafted_by_one_and_published_by_another_and_versions_stay() -> None:
    duty, leader = client_of(Role.DUTY_OFFICER), client_of()
    town = client_of(Role.TOWN_OFFICER, town=TownFactory())
    base = "/api/indices/control_capability"
    shipped = get(leader, "/api/indices")[0]["versions"][0]
    terms = [{**term, "weight": 100} for term in shipped["terms"][:1]]
    draft = {"title": "只看整改率", "terms": terms}
    assert leader.put(f"{base}/draft", draft, "application/json").status_code == 403
    bad = {**draft, "terms": [{**terms[0], "part": "hazards.nothing"}]}
    refused = duty.put(f"{base}/draft", bad, "application/json")
    assert refused.status_code == 422
    assert "hazards.nothing" in refused.content.decode()
    assert duty.put(f"{base}/draft", draft, "application/json").json()["versions"][0]["state"] == "draft"
    assert get(leader, base)["version"]["number"] == 1  # a draft changes nothing
    assert get(leader, base, version=2)["version"]["state"] == "draft"  # but can be tried
    assert town.get(base, {"version": 2}).status_code == 403
    assert [one["number"] for one in get(town, "/api/indices")[0]["versions"]] == [1]
    assert duty.post(f"{base}/versions/2/publish").status_code == 403
    told = leader.post(f"{base}/versions/2/publish").json()["versions"]
    assert [(one["number"], one["state"]) for one in told] == [(2, "published"), (1, "shipped")]
    assert leader.post(f"{base}/versions/2/publish").status_code == 409
    assert get(town, base)["version"]["title"] == "只看整改率"


def test_nobody_publishes_their_own_formula() -> None:
    person = UserFactory(role=Role.DUTY_OFFICER)
    client = Client()
    client.force_login(person)
    terms = get(client, "/api/indices")[0]["versions"][0]["terms"]
    client.put("/api/indices/control_capability/draft", {"title": "甲", "terms": terms}, "application/json")
    person.role = Role.LEADER
    person.save()
    refused = client.post("/api/indices/control_capability/versions/2/publish")
    assert (refused.status_code, refused.json()["message"]) == (409, "起草人不能发布本人起草的公式，请由另一人发布。")


def test_bulletins_come_at_eight_once_and_tell_only_of_days_the_platform_has_kept() -> None:
    begins = datetime(2026, 6, 29, 7, 30, tzinfo=clock.LOCAL)  # a Monday
    with clock.use_clock(ManualClock(begins)) as manual:
        assert isinstance(manual, ManualClock)
        hazards(EnterpriseFactory(), 2, closed=1)
        manual.advance(timedelta(days=1).total_seconds())
        assert bulletins.sweep() == []  # half past seven
        manual.advance(timedelta(minutes=30).total_seconds())
        made = bulletins.sweep()
        # the week and the month began before anything was kept
        assert [(one.kind, str(one.since)) for one in made] == [("daily", "2026-06-29")]
        assert bulletins.sweep() == []
        manual.advance(timedelta(days=6).total_seconds())  # Monday, 6 July
        assert [one.kind for one in bulletins.sweep()] == ["daily", "weekly"]
        assert Bulletin.objects.get(kind="weekly").title.endswith("（2026年6月29日至7月5日）")
        manual.advance(timedelta(days=26).total_seconds())  # 1 August
        assert [(one.kind, one.issue) for one in bulletins.sweep()][-1] == ("monthly", 7)
    text = "".join(block.get("text", "") for block in Bulletin.objects.get(since="2026-06-29", kind="daily").blocks)
    assert "2026年6月29日，全市未接报生产安全事故。" in text
    assert "排查隐患2处，整改销号1处" in text


def test_a_bulletin_says_what_stands_and_what_is_late_and_opens_in_word_and_pdf() -> None:
    begins = datetime(2026, 6, 1, 9, tzinfo=clock.LOCAL)
    client, plant = client_of(), EnterpriseFactory()
    with clock.use_clock(ManualClock(begins)) as manual:
        assert isinstance(manual, ManualClock)
        alarm(label="HHH", kind="nh3")
        record_of("hazards", plant, title="安全出口堵塞")
        manual.advance(timedelta(days=40).total_seconds())
        register_sweeper.sweep()
        answer = client.post("/api/bulletins", {"kind": "monthly", "day": "2026-06-15"}, "application/json")
        assert answer.status_code == 201, answer.content
        assert (
            client.post("/api/bulletins", {"kind": "monthly", "day": "2026-06-01"}, "application/json").status_code
            == 409
        )
        running = client.post("/api/bulletins", {"kind": "monthly", "day": "2026-07-11"}, "application/json")
        assert running.status_code == 422
    told = answer.json()
    said = str(told["blocks"])
    assert "产生报警1起，其中红色1起" in said
    assert "安全出口堵塞" in said
    path = f"/api/bulletins/{told['id']}/file"
    book = docx.Document(io.BytesIO(client.get(path, {"format": "docx"}).content))
    words = [line.text for line in book.paragraphs]
    assert words[0] == "安全生产月报"
    assert told["title"] in words
    if chinese_font():
        assert client.get(path, {"format": "pdf"}).content.startswith(b"%PDF-")


def test_the_leaders_page_says_what_stands_what_is_late_and_whose() -> None:
    with clock.use_clock(ManualClock(datetime(2026, 6, 1, 9, tzinfo=clock.LOCAL))) as manual:
        assert isinstance(manual, ManualClock)
        plant = EnterpriseFactory(town=TownFactory())
        officer = UserFactory(role=Role.TOWN_OFFICER, town=plant.town, name="甲某")
        record_of("hazards", plant, assignee=officer.pk)
        alarm(label="HH")
        manual.advance(timedelta(days=30).total_seconds())
        register_sweeper.sweep()
        incident_sweeper.sweep()
        page = get(client_of(), "/api/leader")
        assert page["alarms"]["counts"]["orange"] == 1
        assert page["late"]["total"] == 2  # the hazard, and the work order of the alarm
        assert {one["name"]: one["count"] for one in page["late"]["groups"]} == {"hazards": 1, "incident": 1}
        late = next(row for row in page["late"]["rows"] if row["register_name"] == "hazards")
        assert (late["whose"], late["town"]) == ("甲某", plant.town.name)
        assert 4 <= len(page["figures"]) <= 5
        assert [len(one["by_month"]) for one in page["figures"] if one["key"] == "hazards_found"] == [12]
        assert client_of(Role.ENTERPRISE_MANAGER, enterprise=plant).get("/api/leader").status_code == 403


def test_the_score_of_an_enterprise_names_its_reasons_and_their_rows() -> None:
    good, poor = EnterpriseFactory(), EnterpriseFactory()
    hazards(good, 2, closed=2)
    hazards(poor, 4, closed=3)
    alarm_of_poor = record_of("cases", poor)
    client = client_of()
    found = get(client, f"/api/enterprises/{poor.pk}/score")
    parts = {one["key"]: one for one in found["parts"]}
    assert (parts["rectification"]["part"], parts["rectification"]["whole"], parts["rectification"]["earned"]) == (
        3, 4, 7.5,
    )  # fmt: skip
    assert parts["data_arrival"]["earned"] is None, "nothing was due: neither earned nor lost"
    assert found["judged_weight"] < found["total_weight"]
    assert found["score"] == round(100 * sum(one["earned"] or 0 for one in found["parts"]) / found["judged_weight"], 2)
    for one in found["parts"]:
        for number, link in zip((one["part"], one["whole"]), one["links"], strict=False):
            if link["register_name"]:
                assert listed(client, link) == number, (one["key"], alarm_of_poor.pk)
    assert found["months"][-1]["score"] == found["score"]
    assert get(client, f"/api/enterprises/{good.pk}/score")["score"] > found["score"]
    ranks = get(client_of(Role.TOWN_OFFICER, town=poor.town), "/api/indices/enterprise_safety")
    assert [row["town"] for row in ranks["rows"]] == [str(poor.pk)]


def test_a_reader_without_the_register_learns_what_a_part_earned_and_no_number() -> None:
    plant = EnterpriseFactory()
    hazards(plant, 2)
    found = get(client_of(Role.ENTERPRISE_OPERATOR, enterprise=plant), f"/api/enterprises/{plant.pk}/score")
    hidden = [one for one in found["parts"] if one["is_hidden"]]
    assert hidden
    assert all((one["part"], one["value"], one["links"]) == (None, None, []) for one in hidden)


def test_no_formula_of_an_enterprise_may_count_tips() -> None:
    duty = client_of(Role.DUTY_OFFICER)
    term = {"key": "tips", "label": "举报", "en": "", "weight": 10, "part": "tips.all",
            "whole": "", "worst": 3, "best": 0, "source": "示例", "mark": "D"}  # fmt: skip
    body = {"title": "举报", "terms": [term]}
    answer = duty.put("/api/indices/enterprise_safety/draft", body, content_type="application/json")
    assert answer.status_code == 422
    assert "tips.all" in answer.json()["fields"]["terms"]
