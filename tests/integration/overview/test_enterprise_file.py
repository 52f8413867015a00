"""The file of an enterprise: reasons, registers, documents, one timeline; within the reader's rights and scope."""

from datetime import timedelta

import pytest
from django.test import Client

from anlan.domain.grades import Grade
from anlan.records.accounts.choices import Role
from anlan.records.registry.models import Entry
from anlan.records.sites.models import Enterprise
from anlan.records.sites.services.enterprises import enterprise_update
from tests.factories import EnterpriseFactory, PointFactory, UserFactory
from tests.factories.alarms import alarm
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db


def client_of(role: Role = Role.DUTY_OFFICER, **more: object) -> Client:
    made = Client()
    made.force_login(UserFactory(role=role, **more))
    return made


def file_of(site: Enterprise, client: Client | None = None) -> dict:
    return (client or client_of()).get(f"/api/enterprises/{site.pk}/file").json()


def lines_of(site: Enterprise, before: str | None = None, client: Client | None = None) -> dict:
    query = {"before": before} if before else {}
    return (client or client_of()).get(f"/api/enterprises/{site.pk}/timeline", query).json()


def test_the_colour_says_who_set_it_why_and_from_what_score() -> None:
    site = EnterpriseFactory(risk_level="yellow")
    census = record_of("risk_census", site)
    type(census).objects.filter(pk=census.pk).update(
        colour="red",
        score=320.0,
        method="lec",
        colour_reason="L3×E6×C15，重大",
        measures="每班巡检",
        state="controlled",
    )
    enterprise_update(actor=UserFactory(name="王审"), enterprise=site, reason=census.no, risk_level="red")
    risk = file_of(site)["risk"]
    assert (risk["level"], risk["assessment"]["score"], risk["assessment"]["record_id"]) == ("red", 320.0, census.pk)
    assert "L3×E6×C15" in risk["assessment"]["reason"]
    assert [(c["old"], c["new"], c["by"], c["reason"]) for c in risk["changes"]] == [
        ("yellow", "red", "王审", census.no)
    ]


def test_registers_are_counted_with_their_newest_and_tips_only_counted() -> None:
    site, other = EnterpriseFactory(), EnterpriseFactory()
    hazards = [record_of("hazards", site) for _ in range(4)]
    record_of("hazards", other)
    record_of("tips", site)
    held = {one["name"]: one for one in file_of(site)["registers"]}
    assert (held["hazards"]["total"], held["hazards"]["open"]) == (4, 4)
    assert [row["id"] for row in held["hazards"]["newest"]] == [row.pk for row in reversed(hazards)][:3]
    assert (held["tips"]["total"], held["tips"]["newest"]) == (1, [])
    assert "tips" not in {line["to"].split("/")[2] for line in lines_of(site)["items"] if "/registers/" in line["to"]}
    manager = client_of(Role.ENTERPRISE_MANAGER, enterprise=site)
    assert "tips" not in {one["name"] for one in file_of(site, manager)["registers"]}
    assert (
        client_of(Role.ENTERPRISE_MANAGER, enterprise=other).get(f"/api/enterprises/{site.pk}/file").status_code == 404
    )


def test_one_timeline_holds_alarms_registers_and_the_colour_and_goes_on_where_it_ended() -> None:
    point = PointFactory()
    site = point.enterprise
    raised = alarm(point, label="H", grade=Grade.RED)
    hazard = record_of("hazards", site)
    enterprise_update(actor=UserFactory(), enterprise=site, reason="复评", risk_level="red")
    kinds = {line["kind"]: line for line in lines_of(site)["items"]}
    assert kinds["alarm"]["to"] == f"/alarms/{raised.pk}"
    assert (kinds["register"]["to"], kinds["register"]["label"]) == (f"/registers/hazards/{hazard.pk}", "隐患")
    assert "复评" in kinds["risk"]["text"]

    first = Entry.objects.filter(register="hazards").latest("id")
    for n in range(120):
        Entry.objects.create(register="hazards", record_id=hazard.pk, kind="comment", text=f"第 {n} 条",
                             at=first.at - timedelta(minutes=n // 3))  # fmt: skip
    seen, before = [], None
    for _ in range(10):
        page = lines_of(site, before)
        seen += [line["text"] for line in page["items"]]
        if (before := page["before"]) is None:
            break
    assert {f"第 {n} 条" for n in range(120)} <= set(seen)
    assert sorted(seen.count(f"第 {n} 条") for n in range(120)) == [1] * 120, "none twice, none lost"
