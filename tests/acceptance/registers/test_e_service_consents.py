"""An enterprise's consent to be served in its account on a timeline: given, announced to end, over, withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.records.core import clock
from anlan.records.notices.models import Notice
from anlan.records.registry.consents import consents_remind, limits
from anlan.records.registry.models import Delivery, EServiceConsent
from tests.acceptance.registers.life import Life, Record, register_life
from tests.acceptance.registers.test_inspections import planned
from tests.acceptance.registers.test_signing import drawn, signed_visit, signer
from tests.factories import EnterpriseFactory, UserFactory

pytestmark = pytest.mark.django_db
GIVE, WITHDRAW = "/api/e-service-consents", "/api/e-service-consents/withdraw"


def delivered(life: Life, check: Record, **body: Any) -> Any:
    """Make a new document of the check and deliver it."""
    made = life.client("town").post(f"{check.path}/papers/record").json()["documents"]
    address = f"{check.path}/documents/{max(one['id'] for one in made)}/deliver"
    return life.client("town").post(address, body, content_type="application/json")


def mine(life: Life, path: str = GIVE, **body: Any) -> Any:
    return life.client("manager").post(path, body, content_type="application/json")


def reminders() -> list[str]:
    return list(Notice.objects.filter(reason="reminded", key__startswith="e_service.").values_list("text", flat=True))


def test_a_consent_given_on_site_holds_a_year_is_announced_to_end_and_then_refused() -> None:
    """Day 0 signed; a month before the end both sides are told, once; the last day still counts; the next does not."""
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        people = [signer("officer", "张队", photo_id=drawn(life, "enforcement")),
                  signer("party", "主任", photo_id=drawn(life, "enforcement"))]  # fmt: skip
        assert signed_visit(life, check, people, agrees_to_e_service=True).status_code == 200
        held, ahead = (limits()[key].value for key in ("e_service_consent", "consent_reminder"))
        assert delivered(life, check).status_code == 201
        assert "有效期至 2027-06-01" in Delivery.objects.latest("pk").consent
        life.jump(held - ahead - 1)
        assert consents_remind() == 0
        life.jump(held - ahead)
        assert (consents_remind(), consents_remind()) == (1, 0)
        said = reminders()
        assert len(said) == 3, "manager, principal, and who took it"
        assert "2027-06-01" in said[0]
        life.jump(held)
        assert delivered(life, check).status_code == 201
        life.jump(held + 1)
        late = delivered(life, check)
        assert late.status_code == 422
        assert "已于 2027-06-01 到期" in late.json()["fields"]["consent"]
        assert "文书送达" in late.json()["fields"]["consent"], "and what to do"
        assert mine(life).status_code == 201
        assert delivered(life, check).status_code == 201


def test_the_enterprise_withdraws_at_any_time_and_an_older_paper_does_not_help() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        assert mine(life).json()["state"] == "valid"
        assert delivered(life, check).status_code == 201
        life.day(3)
        assert mine(life, WITHDRAW, reason="改为邮寄").json()["state"] == "withdrawn"
        assert mine(life, WITHDRAW).status_code == 409
        refused = delivered(life, check)
        assert (refused.status_code, "2026-06-04 撤回" in refused.content.decode()) == (422, True)
        for signed_on in (None, "2026-05-01", "2026-06-04"):
            body = {"consent": "送达地址确认书"} | ({"consent_on": signed_on} if signed_on else {})
            assert delivered(life, check, **body).status_code == 422, signed_on
        life.day(5)
        assert delivered(life, check, consent="送达地址确认书", consent_on="2026-06-05").status_code == 201
        assert delivered(life, check).status_code == 201, "it is kept for the next one"
        assert Delivery.objects.count() == 3, "what was delivered before stays delivered"


def test_a_paper_counts_from_the_day_it_was_signed() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        old = (clock.today() - timedelta(days=limits()["e_service_consent"].value + 1)).isoformat()
        refused = delivered(life, check, consent="送达地址确认书", consent_on=old)
        assert "不再有效" in refused.json()["fields"]["consent_on"]
        assert "不能晚于今天" in delivered(life, check, consent="确认书", consent_on="2026-06-02").content.decode()
        assert not EServiceConsent.objects.exists()
        assert delivered(life, check, consent="送达地址确认书", consent_on="2026-05-01").status_code == 201
        assert EServiceConsent.objects.get().until.isoformat() == "2027-05-01"


def test_only_the_enterprise_itself_agrees_and_withdraws_and_everybody_sees_their_own() -> None:
    with register_life("2026-06-01 09:00") as life:
        other = EnterpriseFactory()
        stranger = Client()
        stranger.force_login(UserFactory(role="enterprise_manager", enterprise=other))
        assert mine(life).status_code == 201
        assert stranger.post(GIVE).status_code == 201
        for who in ("town", "leader", "operator", "enforcement"):
            assert life.client(who).post(GIVE).status_code == 403, who
            assert life.client(who).post(WITHDRAW, {}, content_type="application/json").status_code == 403
        assert [row["enterprise_id"] for row in stranger.get(GIVE).json()["items"]] == [other.pk]
        assert [row["enterprise_id"] for row in life.client("town").get(GIVE).json()["items"]] == [life.plant.pk]
        assert life.client("leader").get(GIVE).json()["total"] == 2
        assert life.client("operator").get(GIVE).json()["total"] == 0


def test_nobody_is_reminded_of_a_consent_that_was_given_anew_or_withdrawn() -> None:
    with register_life("2026-06-01 09:00") as life:
        assert mine(life).status_code == 201
        life.jump(350)
        assert mine(life).status_code == 201
        assert consents_remind() == 0
        assert mine(life, WITHDRAW).status_code == 200
        life.jump(700)
        assert consents_remind() == 0
