"""What every register promises: scope, lists, files, documents, bulk."""

import io
import json
from datetime import datetime, timedelta
from typing import Any

import docx
import openpyxl
import pytest
from django.test import Client

from anlan.domain.clock import ManualClock
from anlan.records.accounts.choices import ROLE_SCOPE, Role, ScopeKind
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.photos import file_path
from anlan.records.notices.models import Notice
from anlan.records.registry import auditor, papers, people, sweeper
from anlan.records.registry.bulk import BATCH, records_act, records_create
from anlan.records.registry.catalog import registers
from anlan.records.registry.checks import problems
from anlan.records.registry.models import MadeDocument
from anlan.records.registry.official import as_pdf
from anlan.records.registry.official.fonts import chinese_font
from tests.contract.access import World
from tests.factories import EnterpriseFactory, UserFactory
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db
HAZARDS = "/api/registers/hazards"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", [r.name for r in registers().values() if not r.is_public])
def test_lists_figures_and_exports_show_each_role_only_what_lies_in_its_scope(name: str) -> None:
    world, register = World(), registers()[name]
    here, there = (
        record_of(name, place.enterprise, title=f"标记{place.enterprise.pk}") for place in (world.here, world.there)
    )
    for role in register.rights["view"]:
        client = client_of(world.person(role, world.here))
        base = f"/api/registers/{name}"
        shown = client.get(f"{base}/records").json()
        expected = {here.pk, there.pk} if ROLE_SCOPE[role] == ScopeKind.COUNTY else {here.pk}
        assert {row["id"] for row in shown["items"]} == expected, role
        figures = client.get(f"{base}/statistics", {"by": register.dimensions[0]}).json()
        assert there.title not in json.dumps(figures, ensure_ascii=False)
        assert figures["figures"][register.figures[0].name] == len(expected)
        if role in register.rights["export"]:
            book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{base}/export").streaming_content)))
            assert book.active.max_row == 1 + len(expected)


def test_ten_thousand_rows_come_in_from_excel_and_go_out_again() -> None:
    plants = EnterpriseFactory.create_batch(3)
    client = client_of(UserFactory(role=Role.DUTY_OFFICER))
    template = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{HAZARDS}/import/template").streaming_content)))
    headings = [cell.value.rstrip("*") for cell in template.active[1]]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(headings)
    for n in range(10_000):
        row = {
            "标题": f"隐患{n}",
            "隐患描述": "配电箱未接地",
            "企业": plants[n % 3].name,
            "来源": "监督检查",
            "类别": "电气安全",
        }
        sheet.append([row.get(heading, "") for heading in headings])
    file = io.BytesIO()
    book.save(file)
    report = _import(client, file.getvalue(), dry_run=False)
    assert (report["created"], report["is_applied"], report["errors"]) == (10_000, True, [])
    out = b"".join(client.get(f"{HAZARDS}/export").streaming_content)
    assert openpyxl.load_workbook(io.BytesIO(out), read_only=True).active.max_row == 10_001
    assert client.get(f"{HAZARDS}/records", {"f": f"enterprise:{plants[0].pk}"}).json()["total"] == 3_334
    assert AuditEntry.objects.filter(action="hazards.bulk_created").count() == 10_000 // BATCH
    assert auditor.problems() == []


def test_a_wrong_row_is_named_and_nothing_is_registered() -> None:
    plant = EnterpriseFactory()
    client = client_of(UserFactory(role=Role.TOWN_OFFICER, town=plant.town))
    stranger = EnterpriseFactory()
    table = (
        "标题,隐患描述,企业,来源,类别,发现日期\n"
        f"甲,堵塞,{plant.name},监督检查,消防与疏散,2026-06-01\n"
        f"乙,堵塞,{stranger.name},看到的,消防与疏散,昨天\n"
    )
    report = _import(client, table.encode(), dry_run=False)
    assert (report["total"], report["good"], report["is_applied"]) == (2, 1, False)
    assert _import(client, table.splitlines()[0].encode(), dry_run=True)["total"] == 0
    assert {(e["row"], e["column"]) for e in report["errors"]} == {(3, "企业"), (3, "来源"), (3, "发现日期")}
    assert client.get(f"{HAZARDS}/records").json()["total"] == 0


def test_cells_that_begin_like_formulas_leave_as_text() -> None:
    record_of("hazards", EnterpriseFactory(), title="=HYPERLINK(1)")
    client = client_of(UserFactory(role=Role.DUTY_OFFICER))
    out = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{HAZARDS}/export").streaming_content)))
    assert out.active["B2"].value == "'=HYPERLINK(1)"


@pytest.mark.parametrize("name", list(registers()))
def test_every_document_of_every_register_opens_in_word_and_has_its_number(name: str) -> None:
    register = registers()[name]
    record = record_of(name, EnterpriseFactory())
    for paper in papers.papers_of(register):
        allowed = register.rights[paper.right]
        client = client_of(UserFactory(role=Role.DUTY_OFFICER if Role.DUTY_OFFICER in allowed else sorted(allowed)[0]))
        path = f"/api/registers/{name}/records/{record.pk}"
        made = client.post(f"{path}/papers/{paper.name}?format=docx").json()["documents"][0]
        content = b"".join(client.get(made["url"]).streaming_content)
        text = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
        assert paper.label in text
        assert made["no"] in text


def test_a_pdf_is_made_where_there_is_a_chinese_font_and_says_so_where_there_is_none(monkeypatch: Any) -> None:
    record = record_of("hazards", EnterpriseFactory(), title="#未授权 $指令[1]")
    client = client_of(UserFactory(role=Role.DUTY_OFFICER))
    path = f"{HAZARDS}/records/{record.pk}/papers/notice?format=pdf"
    if chinese_font():
        assert client.post(path).status_code == 200
        assert file_path(MadeDocument.objects.get().sha256).read_bytes().startswith(b"%PDF-")
    monkeypatch.setattr(as_pdf, "chinese_font", lambda: None)
    answer = client.post(path)
    assert (answer.status_code, answer.json()["code"]) == (503, "no_font")


def test_a_bulk_step_obeys_the_same_rules_and_says_why_not_for_each() -> None:
    plant = EnterpriseFactory()
    officer = UserFactory(role=Role.TOWN_OFFICER, town=plant.town)
    hazards = registers()["hazards"]
    values = {"title": "甲", "description": "乙", "source": "patrol", "category": "fire", "enterprise": plant}
    ids = records_create(hazards, actor=officer, rows=[values] * 3, via="测试")
    grade = {"deadline": "2099-01-01", "requirement": "整改"}
    assert records_act(hazards, actor=officer, record_ids=ids, step="grade_general", values=grade) == {}
    done = {"rectification": "已改", "no_photo_reason": "补录"}
    assert records_act(hazards, actor=officer, record_ids=ids[:2], step="rectify", values=done) == {}
    refused = records_act(hazards, actor=officer, record_ids=ids, step="recheck_close", values={})
    assert set(refused) == set(ids)
    assert "另一人" in refused[ids[0]]
    assert "当前状态" in refused[ids[2]]


def test_a_backlog_of_deadlines_is_taken_in_short_sweeps_and_drowns_nobody() -> None:
    begins = datetime(2026, 6, 1, 9, tzinfo=clock.LOCAL)
    with clock.use_clock(ManualClock(begins)):
        plant = EnterpriseFactory()
        grid = UserFactory(role=Role.GRID_OFFICER, town=plant.town)
        officer = UserFactory(role=Role.TOWN_OFFICER, town=plant.town)
        values = {"title": "甲", "description": "乙", "source": "patrol", "category": "fire", "enterprise": plant}
        hazards = registers()["hazards"]
        ids = records_create(hazards, actor=officer, rows=[values] * 45, via="测试")
        grade = {"deadline": "2026-06-03", "requirement": "整改"}
        assert records_act(hazards, actor=officer, record_ids=ids, step="grade_general", values=grade) == {}
    with clock.use_clock(ManualClock(begins + timedelta(days=9))):
        rounds = [sweeper.sweep() for _ in range(3)]
        assert [(done.escalated, done.is_more) for done in rounds] == [(20, True), (20, True), (5, False)]
        assert hazards.model.objects.filter(is_overdue=True).count() == 45
        texts = list(Notice.objects.filter(person=grid, reason="overdue").values_list("text", flat=True))
        assert len(texts) == people.DEADLINES_A_DAY + 1
        assert "更多事项" in texts[0], "the newest says where the rest stands"


def test_a_record_that_cannot_be_escalated_waits_an_hour_and_holds_up_none(monkeypatch: Any) -> None:
    with clock.use_clock(ManualClock(datetime(2026, 6, 1, 9, tzinfo=clock.LOCAL))) as manual:
        ill, well = (record_of("hazards", EnterpriseFactory()) for _ in range(2))
        manual.set(manual.now() + timedelta(days=60))
        take = sweeper.take_due

        def refuse(register: Any, record_id: int, done: Any) -> None:
            if record_id == ill.pk:
                raise ValueError("broken")
            take(register, record_id, done)

        monkeypatch.setattr(sweeper, "take_due", refuse)
        assert (sweeper.sweep(most=2).failed, sweeper.sweep(most=2).failed) == (1, 0)
        well.refresh_from_db()
        assert well.is_overdue


def test_a_change_on_a_stale_page_is_refused() -> None:
    record = record_of("hazards", EnterpriseFactory())
    client = client_of(UserFactory(role=Role.DUTY_OFFICER))
    path, body = f"{HAZARDS}/records/{record.pk}", {"version": record.version, "values": {"place": "东侧"}}
    assert client.patch(path, body, content_type="application/json").status_code == 200
    assert client.patch(path, body, content_type="application/json").status_code == 409


def test_saved_views_are_private_unless_shared_with_a_role() -> None:
    owner, peer = UserFactory(role=Role.DUTY_OFFICER), UserFactory(role=Role.LEADER)
    body = {"name": "粉尘", "where": ["category:dust"], "shared_with": ""}
    client_of(owner).post(f"{HAZARDS}/views", body, content_type="application/json")
    assert client_of(peer).get(f"{HAZARDS}/views").json() == []
    client_of(owner).post(f"{HAZARDS}/views", {**body, "shared_with": "leader"}, content_type="application/json")
    assert [view["name"] for view in client_of(peer).get(f"{HAZARDS}/views").json()] == ["粉尘"]


def test_a_view_that_an_enterprise_shares_is_seen_by_its_own_people_only() -> None:
    role, site = Role.ENTERPRISE_MANAGER, EnterpriseFactory()
    owner, colleague = (UserFactory(role=role, enterprise=site) for _ in range(2))
    body = {"name": "本厂", "where": [f"enterprise:{site.pk}"], "shared_with": role}
    client_of(owner).post(f"{HAZARDS}/views", body, content_type="application/json")
    assert [view["name"] for view in client_of(colleague).get(f"{HAZARDS}/views").json()] == ["本厂"]
    assert client_of(UserFactory(role=role)).get(f"{HAZARDS}/views").json() == []


def test_characters_that_no_office_file_has_keep_no_file_from_being_made() -> None:
    client, site = client_of(UserFactory(role=Role.DUTY_OFFICER)), EnterpriseFactory(name="示例\x0b厂")
    record = record_of("hazards", site, place="东侧\x01\x1f")
    for form in ("docx", "pdf"):
        made = client.post(f"{HAZARDS}/records/{record.pk}/papers/sheet?format={form}")
        assert made.status_code == 200, form
    exported = client.get(f"{HAZARDS}/export")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(exported.streaming_content)))
    assert any("东侧" in str(cell.value) for row in book.active.iter_rows() for cell in row)


def test_a_list_shows_the_columns_it_is_asked_for_and_only_the_records_ticked() -> None:
    client, site = client_of(UserFactory(role=Role.DUTY_OFFICER)), EnterpriseFactory()
    first, _, third = (record_of("hazards", site) for _ in range(3))
    found = client.get(f"{HAZARDS}/records?f=id:{first.pk},{third.pk}&c=description&c=deadline").json()
    assert {row["id"] for row in found["items"]} == {first.pk, third.pk}
    assert list(found["items"][0]["values"]) == ["description", "deadline"]
    assert client.get(f"{HAZARDS}/records?c=password").status_code == 422
    schema = client.get(f"{HAZARDS}/schema").json()
    assert {"description", "deadline"} <= set(schema["pickable"])
    assert "enterprise_manager" in {role["value"] for role in schema["readers"]}, "whom a view can be shared with"


@pytest.mark.parametrize("query", ["f=nothing:1", "f=deadline:soon", "f=assignee:x", "sort=description", "f=level"])
def test_a_question_that_cannot_be_asked_is_answered_with_what_can(query: str) -> None:
    answer = client_of(UserFactory(role=Role.DUTY_OFFICER)).get(f"{HAZARDS}/records?{query}")
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_every_declaration_holds_together() -> None:
    assert [said for register in registers().values() for said in problems(register)] == []


def _import(client: Client, content: bytes, *, dry_run: bool) -> dict[str, Any]:
    file = io.BytesIO(content)
    file.name = "台账.xlsx" if content[:2] == b"PK" else "台账.csv"
    answer = client.post(f"{HAZARDS}/import?dry_run={str(dry_run).lower()}", {"file": file})
    assert answer.status_code == 200, answer.content.decode()
    return dict(answer.json())
