"""Marked identities are planted with a tip and looked for everywhere. Only the two keepers together find them."""

import io
import json
import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image
from structlog.testing import capture_logs

from anlan.kit.settings import settings as platform_settings
from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.core.models import Attachment, OutboxMessage
from anlan.records.registers.tips.models import Keeper, Opening, Secret, Tip
from anlan.records.registers.tips.views import limiter
from anlan.records.registry import sweeper
from anlan.records.registry.catalog import registers
from anlan.records.reporting.catalogue import kinds
from anlan.records.reporting.models import Destination, Report
from anlan.records.reporting.planning import plan
from tests.acceptance.registers.life import Life, Record, register_life
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NAME, PHONE, IP, AGENT = "欧阳泄密标记", "13900008642", "203.0.113.86", "CanaryBrowser/86.42"
WECHAT, FILE, EXIF = "wx-canary-8642", "canary-8642.jpg", "CanaryPhone8642"
MARKS = (NAME, PHONE, "139-0000-8642", IP, AGENT, WECHAT, FILE, EXIF, "2026:05:31")
PASSPHRASES = {"duty": "correct horse duty", "leader": "battery staple leader"}


@pytest.fixture
def life() -> Iterator[Life]:
    with register_life("2026-06-01 09:20") as life:
        for who in PASSPHRASES:
            assert keep(life, who, does="take_office", passphrase=PASSPHRASES[who]).status_code == 200
        yield life


def keep(life: Life, who: str, **form: Any) -> Any:
    return life.client(who).post("/keepers-of-tips", form)


def marked_photo() -> SimpleUploadedFile:
    return SimpleUploadedFile(FILE, _marked(), "image/jpeg")


@cache
def _marked() -> bytes:
    """Made once, before any log is watched: the picture library logs what it writes."""
    exif = Image.Exif()
    exif[0x0110] = EXIF
    exif[0x8769] = {36867: "2026:05:31 08:00:00"}
    sink = io.BytesIO()
    Image.new("RGB", (640, 480), (10, 90, 200)).save(sink, "JPEG", exif=exif, comment=NAME.encode())
    return sink.getvalue()


def sent(client: Client | None = None) -> str:
    answer = (client or Client()).post(
        "/tip",
        {"what": f"我叫{NAME}，电话139-0000-8642，仓库堆了很多桶", "where": f"某村仓库，联系人{NAME}",
         "contact": f"{NAME} {PHONE} 微信 {WECHAT}", "photo": marked_photo()},
        REMOTE_ADDR=IP, HTTP_USER_AGENT=AGENT, HTTP_REFERER=f"http://testserver/{WECHAT}",
    )  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.context["plain"])


def clean(where: str, text: str | bytes) -> None:
    raw = text if isinstance(text, bytes) else text.encode()
    for mark in MARKS:
        assert mark.encode() not in raw, f"{mark} is in {where}"
        assert json.dumps(mark).strip('"').encode() not in raw, f"{mark} is in {where}, escaped"


def database() -> str:
    """Every row of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table} {row}" for row in cursor.fetchall()]
    return "\n".join(found)


def pages(life: Life, pk: int) -> Iterator[tuple[str, bytes]]:
    """Everything that any role can ask of the register, of what came of it, and of the audit trail."""
    people = {**life.people, "admin": UserFactory(role=Role.ADMIN, username="admin")}
    base = "/api/registers/tips"
    paths = [f"{base}/records", f"{base}/records/{pk}", f"{base}/statistics?by=kind", f"{base}/export", "/api/audit",
             "/api/registers/hazards/records", "/api/notices", "/tip", "/keepers-of-tips",
             f"{base}/schema"]  # fmt: skip
    paths += [f"{base}/records?q={PHONE[:7]}", f"{base}/records/{pk}/photos/{Attachment.objects.get().pk}/original"]
    for who, person in people.items():
        client = Client()
        client.force_login(person)
        for path in paths:
            answer = client.get(path)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
            yield f"{path} as {who}", unpacked(body)
        for paper in ("sheet", "order", "approval"):
            made = client.post(f"{base}/records/{pk}/papers/{paper}?format=docx")
            if made.status_code in (200, 201):
                file = client.get(made.json()["documents"][0]["url"])
                yield f"{paper} as {who}", unpacked(b"".join(file.streaming_content))  # type: ignore[arg-type]


def reports_above() -> Iterator[tuple[str, str]]:
    """Every fact for a platform above that is told everything there is."""
    everything = dict.fromkeys((*kinds(), "tips"), "2020-01-01T00:00:00+00:00")
    Destination.objects.create(name="省平台", url="https://above.example.cn", sealed="", since=everything)
    while plan():
        pass
    reports = list(Report.objects.all())
    assert {row.kind for row in reports} >= {"hazards"}, "the hazard that came of the tip is told"
    assert not [row for row in reports if row.kind == "tips" or Tip.objects.get().no in row.body]
    yield from ((str(row), row.body) for row in reports)


def unpacked(body: bytes) -> bytes:
    """Office files are archives: their text is searched, not their compressed bytes."""
    import zipfile

    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_no_role_page_export_log_file_or_table_leads_to_a_tipster(
    life: Life, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    audits = AuditEntry.objects.count()
    outgoing = OutboxMessage.objects.count()
    _marked()
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        code = sent()
        assert AuditEntry.objects.count() == audits, "an audit entry would tell the minute"
        assert OutboxMessage.objects.count() == outgoing, "a message on the stream would tell the minute"
        tip = Record("tips", life._get("duty", f"/api/registers/tips/records/{Tip.objects.get().pk}"))
        assert "很多桶" in str(tip.data["boards"])  # the desk can do its work
        assert life._get("town", "/api/registers/tips/records")["total"] == 0  # nobody else before it is accepted
        Client().post("/tip/progress", {"code": code}, REMOTE_ADDR=IP, HTTP_USER_AGENT=AGENT)
        life.day(0, hour=11)
        clean("the database", database())
        life.does("duty", tip, "accept", title="线索", description="仓库堆桶", kind="illegal",
                  enterprise=life.plant.pk, assignee=life.people["town"].pk)  # fmt: skip
        made = life.client("duty").post(
            f"/api/registers/hazards/from/tips/{tip.data['id']}", {"values": {"category": "chemical"}},
            content_type="application/json",
        )  # fmt: skip
        assert made.status_code == 201
        for where, body in reports_above():
            clean(where, body)
        assert sweeper.sweep().failed == 0
        for where, body in pages(life, tip.data["id"]):
            clean(where, body)
    clean("the database", database())
    clean("the log", caplog.text + str(lines) + "".join(capfd.readouterr()))
    for file in Path(settings.FILES_ROOT).parent.rglob("*"):
        if file.is_file():
            clean(str(file), file.read_bytes())
    assert Tip.objects.get().original == ""


def test_a_copy_of_the_whole_database_holds_no_mark(life: Life) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("needs SQLite's own dump; the tables are searched one by one in the test above")
    sent()
    clean("the dump", "\n".join(connection.connection.iterdump()))


def test_nothing_of_the_passphrases_or_private_keys_is_kept_in_the_clear(life: Life) -> None:
    sent()
    kept = database()
    assert not any(word in kept for word in PASSPHRASES.values())
    assert Keeper.objects.count() == 2


def test_two_keepers_open_it_together_and_each_step_is_in_the_audit_trail(life: Life) -> None:
    sent()
    no = Tip.objects.get().no
    ask = {"does": "ask", "no": no, "reason": "举报人面临威胁，需联系保护"}
    assert keep(life, "committee", passphrase="x" * 12, **ask).status_code == 403  # not a keeper
    assert keep(life, "town", passphrase="x" * 12, **ask).status_code == 403  # no right at all
    assert keep(life, "duty", passphrase="not the passphrase", **ask).status_code == 422
    assert keep(life, "duty", passphrase=PASSPHRASES["duty"], **{**ask, "reason": ""}).status_code == 422
    assert keep(life, "duty", passphrase=PASSPHRASES["duty"], **ask).status_code == 200
    opening = Opening.objects.get().pk
    alone = keep(life, "duty", does="open", opening=opening, passphrase=PASSPHRASES["duty"])
    assert alone.status_code == 403
    wrong = keep(life, "leader", does="open", opening=opening, passphrase=PASSPHRASES["duty"])
    assert wrong.status_code == 422
    opened = keep(life, "leader", does="open", opening=opening, passphrase=PASSPHRASES["leader"])
    assert NAME in opened.content.decode()
    assert PHONE in opened.content.decode()
    again = keep(life, "leader", does="open", opening=opening, passphrase=PASSPHRASES["leader"])
    assert again.status_code == 404
    trail = AuditEntry.objects.filter(action__startswith="tips.opening").order_by("seq")
    assert [(row.action, row.actor_id, row.reason) for row in trail] == [
        ("tips.opening_asked", life.people["duty"].pk, ask["reason"]),
        ("tips.opening_completed", life.people["leader"].pk, ask["reason"]),
    ]
    clean("the database", database())


def test_a_change_of_suite_leaves_tips_of_before_and_after_to_be_opened_by_two(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent()
    monkeypatch.setattr(platform_settings(), "crypto_suite", "guomi")
    keep(life, "leader", does="leave", reason="更换为国密密钥")
    keep(life, "leader", does="take_office", passphrase=PASSPHRASES["leader"])
    sent()  # its box is guomi's, one keeper's key of either suite
    monkeypatch.setattr(platform_settings(), "crypto_suite", "international")
    assert [one.sealed.startswith("guomi:") for one in Secret.objects.order_by("pk")] == [False, True]
    for tip in Tip.objects.order_by("pk"):
        ask = {"does": "ask", "no": tip.no, "reason": "举报人面临威胁，需联系保护"}
        assert keep(life, "duty", passphrase=PASSPHRASES["duty"], **ask).status_code == 200
        opening = Opening.objects.get(tip=tip).pk
        opened = keep(life, "leader", does="open", opening=opening, passphrase=PASSPHRASES["leader"])
        assert NAME in opened.content.decode()
    clean("the database", database())


def test_an_opening_that_waited_a_day_is_over_and_the_same_person_cannot_keep_both_halves(life: Life) -> None:
    sent()
    assert keep(life, "duty", does="take_office", passphrase="x" * 12).status_code == 409
    keep(life, "duty", does="ask", no=Tip.objects.get().no, reason="需要联系举报人", passphrase=PASSPHRASES["duty"])
    life.day(2)
    form = {"does": "open", "opening": Opening.objects.get().pk, "passphrase": PASSPHRASES["leader"]}
    assert keep(life, "leader", **form).status_code == 404


def test_after_a_keeper_left_new_tips_are_anonymous_until_both_offices_are_filled(life: Life) -> None:
    keep(life, "leader", does="leave", reason="岗位调整")
    assert 'name="contact"' not in Client().get("/tip").content.decode()
    sent()
    assert Secret.objects.get().sealed == ""
    clean("the database", database())
    assert keep(life, "committee", does="take_office", passphrase="a third passphrase").status_code == 200
    assert 'name="contact"' in Client().get("/tip").content.decode()


def test_whoever_is_signed_in_leaves_no_trace_in_their_session_by_sending_a_tip(life: Life) -> None:
    client = life.client("operator")
    before = dict(client.session.items())
    life.day(0, hour=12)
    code = sent(client)
    assert dict(client.session.items()) == before
    assert Attachment.objects.get().created_by is None
    assert Attachment.objects.get().taken_at is None
    assert client.post("/tip/progress", {"code": code}).status_code == 200
    assert dict(client.session.items()) == before


def test_the_page_refuses_floods_without_keeping_who_it_was_and_forged_forms() -> None:
    form = {"what": "堵塞消防通道", "where": "某路"}
    for _ in range(6):
        assert Client().post("/tip", form, REMOTE_ADDR=IP).status_code == 200
    refused = Client().post("/tip", form, REMOTE_ADDR=IP)
    assert refused.status_code == 429
    assert "12350" in refused.content.decode()
    assert Client().post("/tip", form, REMOTE_ADDR="198.51.100.7").status_code == 200
    assert IP not in str(vars(limiter))
    assert Client(enforce_csrf_checks=True).post("/tip", form).status_code == 403
    foreign = Client(headers={"Origin": "https://elsewhere.example"}).post("/tip", form)
    assert foreign.status_code == 403


def test_bad_forms_say_what_to_do_and_a_wrong_code_tells_nothing() -> None:
    empty = Client().post("/tip", {"what": "", "where": ""})
    assert empty.status_code == 422
    assert "请写明情况" in empty.content.decode()
    damaged = SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")
    answer = Client().post("/tip", {"what": "堵塞消防通道", "where": "某路<script>", "photo": damaged})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode()
    assert Tip.objects.count() == 0
    assert Client().get("/tip/1234567890123456").status_code == 404
    assert Client().post("/tip/progress", {"code": "１２"}).status_code in (200, 404)


def test_every_table_of_the_register_was_searched() -> None:
    names = {model._meta.db_table for model in apps.get_models()}
    assert {"tips_tip", "tips_secret", "tips_opening", "registry_entry"} <= names & set(
        connection.introspection.table_names()
    )
    assert registers()["tips"].is_confidential


def test_whoever_looks_at_a_tip_is_in_the_audit_trail_once_and_only_the_auditor_reads_it(life: Life) -> None:
    code = sent()
    assert code
    pk = Tip.objects.get().pk
    photo = Attachment.objects.get().pk
    duty, leader = life.client("duty"), life.client("leader")
    for _ in range(3):  # a page that asks again is one look
        duty.get(f"/api/registers/tips/records/{pk}")
    duty.get(f"/api/registers/tips/records/{pk}/photos/{photo}/thumb")
    leader.get(f"/api/registers/tips/records?q={PHONE}")
    life.client("grid").get(f"/api/registers/tips/records/{pk}")  # refused: nothing was seen
    auditor = Client()
    auditor.force_login(UserFactory(role=Role.ADMIN))
    seen = auditor.get("/api/audit?action=tips.viewed").json()["items"]
    assert [(one["actor_name"], one["action"]) for one in reversed(seen)] == [
        ("duty员", "tips.viewed_record"), ("duty员", "tips.viewed_photo"), ("leader员", "tips.viewed_list")
    ]  # fmt: skip
    assert seen[2]["changes"] == {"boards": ["待受理的举报内容"]}  # what the tipster wrote was on that page
    assert seen[2]["target_id"] == str(pk)
    clean("the looks", str(seen))
    life.day(0, hour=11)
    duty.get(f"/api/registers/tips/records/{pk}")
    assert AuditEntry.objects.filter(action="tips.viewed_record").count() == 2
    assert duty.get("/api/audit?action=tips.viewed").status_code == 403
    hazards = AuditEntry.objects.count()
    duty.get("/api/registers/hazards/records")
    assert AuditEntry.objects.count() == hazards  # what is not confidential is not watched


def test_what_is_to_be_signed_of_a_tip_is_a_look_at_it_too(life: Life) -> None:
    sent()
    pk = Tip.objects.get().pk
    base = f"/api/registers/tips/records/{pk}"
    leader = life.client("leader")
    assert leader.get(f"{base}/papers/order/statement").status_code == 200
    assert leader.get(f"{base}/signings").status_code == 200
    looks = AuditEntry.objects.filter(action__startswith="tips.viewed").order_by("seq")
    assert [(one.action, one.target_id) for one in looks] == [
        ("tips.viewed_statement", str(pk)), ("tips.viewed_signings", str(pk))
    ]  # fmt: skip
    tip = Record("tips", life._get("duty", base))
    life.does("duty", tip, "accept", title="线索", description="仓库堆桶", kind="illegal",
              enterprise=life.plant.pk, assignee=life.people["town"].pk)  # fmt: skip
    town = life.client("town")
    assert town.get(f"{base}/papers/order/statement").status_code == 200
    assert town.get(f"{base}/papers/approval/statement").status_code == 403  # nor may they make that document
