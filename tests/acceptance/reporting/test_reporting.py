"""Reporting to a platform above, against a real HTTP server: in order, once, signed, and through an outage."""

import hashlib
import hmac
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from anlan.cli import app
from anlan.kit.settings import settings
from anlan.kit.suites.sm3 import hmac_sm3
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.core.models import OutboxMessage
from anlan.records.reporting import planning, sending
from anlan.records.reporting.models import Destination, Report
from anlan.records.reporting.selectors import troubles
from anlan.records.reporting.services import destination_create, destination_test, destination_update
from tests.acceptance.registers.life import register_life
from tests.acceptance.timeline import Timeline, duty_log
from tests.factories import UserFactory
from tests.servers.providers import Provider, provider

pytestmark = pytest.mark.django_db
SECRET = "a secret of sixteen"
HAZARD = {"title": "防爆灯罩破损", "description": "粉尘车间", "source": "self_check", "category": "electric"}


class ReportLog(Timeline):
    """The worker reports every half minute."""

    def _play(self, until):  # type: ignore[no-untyped-def]
        while clock.now() + timedelta(seconds=30) < until:
            super()._play(clock.now() + timedelta(seconds=30))
            report()
        super()._play(until)
        report()


def report() -> None:
    """What one round of the worker does."""
    while planning.plan():
        pass
    sending.run_once()


def told(there: Provider) -> list[tuple[str, str]]:
    return [(request.json()["kind"], request.json()["event"]) for request in there.taken]


def above(there: Provider, *kinds: str, name: str = "市平台") -> Destination:
    actor = UserFactory(role=Role.ADMIN)
    return destination_create(actor=actor, name=name, url=f"{there.url}/facts", secret=SECRET, chosen=kinds)


@pytest.fixture(autouse=True)
def _inside_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "notice_private_hosts", "127.0.0.1")


@pytest.fixture
def city() -> Iterator[Provider]:
    with provider() as there:
        yield there


@pytest.fixture
def log() -> Iterator[ReportLog]:
    with duty_log("2026-11-23 14:00", ReportLog) as played:
        yield played


def test_an_alarm_is_told_above_signed_and_once(log: ReportLog, city: Provider) -> None:
    above(city, "alarms")
    log.at("00:01").alarm("HHH").skips_to("00:10").clears("HHH").skips_to("00:20")
    assert told(city) == [("alarms", "raised"), ("alarms", "cleared")]
    first = city.taken[0]
    fact = first.json()
    assert first.headers["Idempotency-Key"] == fact["id"]
    said = first.headers["X-Anlan-Timestamp"].encode() + b"." + first.body
    signed = "sha256=" + hmac.new(SECRET.encode(), said, hashlib.sha256).hexdigest()
    assert first.headers["X-Anlan-Signature"] == signed
    assert fact["schema"] == "anlan.fact/1"
    assert fact["enterprise"]["uscc"] == log.incident.enterprise.uscc  # type: ignore[union-attr]
    assert fact["record"]["grade"] == "red"
    OutboxMessage.objects.update(is_reported=False)  # the planner died before it could note what it had seen
    log.skips_to("00:30")
    assert len(city.taken) == 2 == Report.objects.filter(state="sent").count()


def test_a_gateway_that_is_down_for_an_hour_gets_everything_in_order_when_it_is_back(log: ReportLog) -> None:
    with provider() as before:
        port = before.port
        destination = above(before, "alarms", "incidents")
        log.at("00:01").alarm("HH").skips_to("00:10")
        went = told(before)
        assert ("alarms", "raised") in went
        assert ("incidents", "opened") in went
    log.clears("HH").skips_to("01:00").alarm("H", "packing").skips_to("17:00")
    destination.refresh_from_db()
    assert destination.down_since is not None
    assert "市平台" in troubles()[0]
    head = Report.objects.filter(state="waiting").order_by("id")[0]
    log.skips_to("60:00")
    head.refresh_from_db()
    assert 4 <= head.attempts <= 8  # 30 s, 1, 2, 4, 8, 16, 30 min: not every second
    assert Report.objects.filter(state="waiting").count() > 2
    with provider(port) as again:
        log.skips_to("95:00")
        assert told(again)[0] == ("alarms", "cleared")
        ids = [request.json()["id"] for request in (*before.taken, *again.taken)]
        assert len(ids) == len(set(ids)) == Report.objects.filter(state="sent").count()
        assert ids == list(Report.objects.order_by("id").values_list("key", flat=True))
    assert not Report.objects.exclude(state="sent").exists()
    assert troubles() == []


def test_an_answer_that_was_lost_is_asked_again_under_the_same_key(log: ReportLog, city: Provider) -> None:
    above(city, "alarms")
    city.mood = "broken"  # it took the fact and then broke
    log.at("00:01").alarm("HHH").skips_to("00:05")
    city.mood = "well"
    log.skips_to("02:00")
    first, second = city.taken
    assert first.body == second.body
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]


def test_a_refused_fact_waits_for_a_person_and_holds_up_no_other(log: ReportLog, city: Provider) -> None:
    above(city, "alarms")
    city.status, city.answer = 422, "企业未备案".encode()
    log.at("00:01").alarm("HHH").skips_to("00:05")
    city.status = 200
    log.clears("HHH").skips_to("00:10")
    refused = Report.objects.get(state="refused")
    assert "企业未备案" in refused.answer
    assert Report.objects.filter(state="sent", event="cleared").exists()
    client = Client()
    client.force_login(log.people["duty"])
    path = f"/api/reporting/ledger/{refused.pk}/resend"
    assert client.post(path, {"reason": ""}, content_type="application/json").status_code == 422
    sent = client.post(path, {"reason": "已补备案"}, content_type="application/json")
    assert sent.json()["state"] == "waiting"
    assert client.post(path, {"reason": "再次"}, content_type="application/json").status_code == 409
    log.skips_to("00:20")
    refused.refresh_from_db()
    assert refused.state == "sent"
    assert AuditEntry.objects.filter(action="reporting.resent", reason="已补备案").count() == 1


def test_wrong_credentials_are_no_refusal_of_the_facts(log: ReportLog, city: Provider) -> None:
    destination = above(city, "alarms")
    city.status = 401
    log.at("00:01").alarm("HHH").skips_to("00:05")
    assert set(Report.objects.values_list("state", flat=True)) == {"waiting"}
    city.status = 200
    destination_update(actor=log.people["duty"], destination_id=destination.pk, secret="another secret, longer")
    log.skips_to("00:07")  # what waits is tried at once
    assert set(Report.objects.values_list("state", flat=True)) == {"sent"}


def test_a_fact_at_which_the_receiver_always_breaks_is_set_aside_at_last(log: ReportLog, city: Provider) -> None:
    above(city, "alarms")
    city.mood = "broken"
    log.at("00:01").alarm("HHH").skips_to("00:03")
    Report.objects.update(attempts=sending.MOST_BREAKS - 1)
    log.skips_to("01:00")
    assert set(Report.objects.values_list("state", flat=True)) == {"refused"}


def test_nothing_is_told_that_was_not_chosen_and_nothing_of_before(city: Provider) -> None:
    with register_life("2026-06-01 09:00") as life:
        destination = above(city)
        life.creates("manager", "hazards", **HAZARD)
        report()
        assert city.taken == []
        destination_update(actor=life.people["duty"], destination_id=destination.pk, chosen=["hazards"])
        life.day(1)
        later = life.creates("manager", "hazards", **{**HAZARD, "title": "第二条"})
        report()
        assert [(r.json()["event"], r.json()["record"]["title"]) for r in city.taken] == [("created", "第二条")]
        life.does("town", later, "grade_general", deadline="2026-06-05", requirement="更换灯罩")
        report()
        said = city.taken[-1].json()["record"]
        assert (said["state"], said["level"], said["no"]) == ("rectifying", "general", later.data["no"])
        names = [person.name for person in life.people.values()]
        assert not any(name in request.body.decode() for request in city.taken for name in names)


def test_tips_and_rows_about_persons_are_not_in_the_catalogue_and_cannot_be_chosen(city: Provider) -> None:
    client = Client()
    client.force_login(UserFactory(role=Role.ADMIN))
    listed = client.get("/api/reporting").json()["kinds"]
    assert {"alarms", "incidents", "hazards", "listings", "accidents"} <= {kind["name"] for kind in listed}
    assert not {"tips", "certificates", "committee_members", "rescue_resources"} & {kind["name"] for kind in listed}
    typed = {field["name"] for kind in listed[2:] for field in kind["fields"] if "text" in field["kind"]}
    assert typed == {"no"}  # what people typed may name somebody
    with pytest.raises(Invalid):
        above(city, "tips")


def test_addresses_inside_the_walls_are_refused(monkeypatch: pytest.MonkeyPatch, city: Provider) -> None:
    above(city, "alarms")
    monkeypatch.setattr(settings(), "notice_private_hosts", "")
    destination = Destination.objects.get()
    destination_test(actor=UserFactory(role=Role.ADMIN), destination_id=destination.pk)
    report()
    assert city.asked == 0
    assert "不是公网地址" in Report.objects.get().answer
    for url in ("http://city.example/facts", "ftp://a.cn", "https://u:p@a.cn/x", "https://[::1", "x"):
        with pytest.raises(Invalid):
            destination_update(actor=UserFactory(role=Role.ADMIN), destination_id=destination.pk, url=url)


def test_the_secret_is_stored_sealed_and_never_comes_out(city: Provider) -> None:
    admin: User = UserFactory(role=Role.ADMIN)
    above(city, "alarms")
    client = Client()
    client.force_login(admin)
    assert SECRET not in client.get("/api/reporting").content.decode()
    assert SECRET not in json.dumps(list(Destination.objects.values()), default=str)
    assert SECRET not in str(list(AuditEntry.objects.values("changes")))


def test_a_worker_that_died_while_sending_is_succeeded(log: ReportLog, city: Provider) -> None:
    destination = above(city, "alarms")
    log.at("00:01").alarm("HHH")
    planning.plan()
    assert sending.claim(destination.pk) is not None
    assert sending.claim(destination.pk) is None  # another worker is at it
    log.skips_to("00:30")
    assert city.taken == []
    log.skips_to("02:00")
    assert told(city) == [("alarms", "raised")]


def test_a_platform_that_asks_for_national_signatures_gets_hmac_by_sm3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "crypto_suite", "guomi")
    with provider() as there:
        row = above(there, "alarms")
        destination_test(actor=UserFactory(role=Role.ADMIN), destination_id=row.pk)
        sending.run_once()
        headers, body = there.taken[0].headers, there.taken[0].body
    assert row.signing == "hmac-sm3"
    said = headers["X-Anlan-Timestamp"].encode() + b"." + body
    assert headers["X-Anlan-Signature"] == "sm3=" + hmac_sm3(SECRET.encode(), said).hex()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
def test_a_platform_above_checks_an_sm2_signature_with_openssl_and_holds_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The example of docs/how-to/report-upwards.md."""
    monkeypatch.setattr(settings(), "data", tmp_path)
    actor = UserFactory(role=Role.ADMIN)
    with provider() as there:
        row = destination_create(actor=actor, name="省平台", url=f"{there.url}/facts", secret="", signing="sm2")
        destination_test(actor=actor, destination_id=row.pk)
        sending.run_once()
        headers, body = there.taken[0].headers, there.taken[0].body
    assert row.sealed == ""
    (tmp_path / "key.pem").write_text(CliRunner().invoke(app, ["keys", "public"]).stdout)
    (tmp_path / "said").write_bytes(headers["X-Anlan-Timestamp"].encode() + b"." + body)
    (tmp_path / "signature").write_bytes(bytes.fromhex(headers["X-Anlan-Signature"].removeprefix("sm2=")))
    command = (
        "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in said -sigfile signature"
        " -digest sm3 -pkeyopt distid:1234567812345678"
    )
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert done.stdout.strip() == "Signature Verified Successfully", done.stderr


def test_who_goes_back_to_a_shared_secret_must_give_one() -> None:
    actor = UserFactory(role=Role.ADMIN)
    row = destination_create(actor=actor, name="省平台", url="https://p.example/facts", secret="", signing="sm2")
    with pytest.raises(Invalid):
        destination_update(actor=actor, destination_id=row.pk, signing="hmac-sm3")
    changed = destination_update(actor=actor, destination_id=row.pk, signing="hmac-sm3", secret=SECRET)
    assert (changed.signing, bool(changed.sealed)) == ("hmac-sm3", True)


def test_reports_wait_while_the_signing_key_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = UserFactory(role=Role.ADMIN)
    monkeypatch.setattr(settings(), "report_sign_key", "AAAA")
    with provider() as there:
        row = destination_create(actor=actor, name="省平台", url=f"{there.url}/facts", secret="", signing="sm2")
        destination_test(actor=actor, destination_id=row.pk)
        sending.run_once()
        assert there.taken == []
    row.refresh_from_db()
    assert "ANLAN_REPORT_SIGN_KEY" in row.last_error
