"""A sign at the gate: who scans it sees what, and a withdrawn one leads nowhere."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from anlan.kit.settings import settings
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.safety_codes import views
from anlan.records.safety_codes.models import SafetyCode
from tests.factories import EnterpriseFactory, TownFactory, UserFactory
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits() -> Iterator[None]:
    views.limiter.forget()
    yield
    views.limiter.forget()


def of(role: str, **bounds: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **bounds))
    return client


def made(site: Any, reason: str = "") -> str:
    answer = of("admin").post(
        f"/api/enterprises/{site.pk}/safety-code", {"reason": reason}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    return str(answer.json()["path"])


def test_an_officer_gets_the_file_and_everybody_else_what_is_public() -> None:
    site, other = EnterpriseFactory(address="示例路 7 号"), EnterpriseFactory()
    path = made(site)
    assert str(site.pk) not in path.split("/")[-1] or len(path) > 10
    for officer in (of("duty_officer"), of("town_officer", town=site.town)):
        answer = officer.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/enterprises/{site.pk}")
    for stranger in (Client(), of("town_officer", town=TownFactory()), of("enterprise_manager", enterprise=other)):
        page = stranger.get(path)
        text = page.content.decode()
        assert page.status_code == 200
        assert site.name in text
        assert site.address not in text
        assert site.uscc not in text
        assert "风险等级" not in text, "the county has not said that it publishes colours"
    where = re.search(r'href="(/tip\?where=[^"]+)"', text)
    assert where
    assert f'value="{site.name}"' in Client().get(where[1]).content.decode()


def test_the_colour_where_the_county_publishes_it_and_a_listing_once_announced(monkeypatch: Any) -> None:
    site = EnterpriseFactory(risk_level="orange")
    path = made(site)
    listing = record_of("listings", site)
    rows = type(listing).objects.filter(pk=listing.pk)
    assert "无已公告的挂牌" in Client().get(path).content.decode()
    rows.update(listed_on=clock.today(), published_at="县门户网站", is_open=True, title="消防设施失效")
    monkeypatch.setattr(settings(), "publish_risk_colour", True)
    text = Client().get(path).content.decode()
    assert "橙（较大）" in text
    assert "消防设施失效" in text


def test_a_new_code_asks_why_and_withdraws_the_one_before() -> None:
    site, admin = EnterpriseFactory(), of("admin")
    old = made(site)
    again = admin.post(f"/api/enterprises/{site.pk}/safety-code", {}, content_type="application/json")
    assert again.status_code == 422
    new = made(site, "牌子被人换掉")
    unknown = Client().get("/s/23456789abcdefgh")
    gone = Client().get(old)
    assert (gone.status_code, unknown.status_code, Client().get(new).status_code) == (404, 404, 200)
    assert gone.content == unknown.content, "nobody learns which codes once were"
    admin.post(
        f"/api/enterprises/{site.pk}/safety-code/revoke", {"reason": "企业搬迁"}, content_type="application/json"
    )
    assert Client().get(new).status_code == 404
    assert SafetyCode.objects.filter(enterprise=site).count() == 2
    assert AuditEntry.objects.filter(action__startswith="safety_code.").count() == 3


def test_who_tries_codes_out_is_slowed_down() -> None:
    public = Client()
    answers = {public.get(f"/s/{n:016d}").status_code for n in range(121)}
    assert answers == {404, 429}


def test_signs_of_a_town_are_made_and_printed_one_a_page() -> None:
    town = TownFactory()
    sites = [EnterpriseFactory(town=town) for _ in range(3)]
    made(sites[0])
    admin = of("admin")
    for expected in (2, 0):
        answer = admin.post("/api/safety-codes", {"town_code": town.pk}, content_type="application/json")
        assert answer.json() == {"made": expected}
    page = of("town_officer", town=town).get(f"/safety-signs?town={town.pk}").content.decode()
    assert page.count("<svg") == 3
    assert all(site.name in page for site in sites)
    assert of("town_officer", town=TownFactory()).get(f"/safety-signs?town={town.pk}").status_code == 404
    assert Client().get(f"/safety-signs?town={town.pk}").status_code == 403
