"""Reports that people put together: worked out in the reader's own scope, kept, shared, made by themselves, printed."""

import io
from typing import Any

import openpyxl
import pytest
from docx import Document

from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.figures import reports
from anlan.records.figures.models import ReportIssue, ReportSchedule
from anlan.records.figures.report_parts import ReportDefinition
from anlan.records.registry import selectors
from anlan.records.registry.catalog import registers
from tests.acceptance.registers.life import Life, register_life
from tests.factories import EnterpriseFactory, TownFactory, UserFactory
from tests.factories.registers import record_of
from tests.reading_pdf import words

pytestmark = pytest.mark.django_db


def part(**more: Any) -> dict[str, Any]:
    return {"register_name": "hazards", "by": "town", "figures": ["found"], **more}


def definition(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "隐患月报", "period": "month", "parts": list(parts) or [part()], **more}


def sends(life: Life, who: str, method: str, path: str, body: Any = None) -> Any:
    return getattr(life.client(who), method)(path, body, content_type="application/json")


def hazards(life: Life, strangers: int = 3) -> None:
    """Two at the plant, and some at a plant of another town and field."""
    other = EnterpriseFactory(town=TownFactory(), field="fire")
    for place in [life.plant] * 2 + [other] * strangers:
        record_of("hazards", place)


def test_every_role_counts_what_its_own_list_shows_and_no_more() -> None:
    with register_life("2026-06-10 09:00") as life:
        hazards(life)
        register = registers()["hazards"]
        wanted = ReportDefinition.model_validate(definition(part(), part(mode="rows", columns=["town"])))
        for who, person in life.people.items():
            result = reports.report_result(wanted, for_user=person)
            if not person.may("hazards.view"):
                assert "权限" in result["parts"][0]["refused"], who
                continue
            seen = selectors.record_list(register, for_user=person)
            groups, rows = result["parts"]
            assert groups["rows"][-1] == ["合计", str(seen.count())], who
            assert sorted(row[0] for row in rows["rows"]) == sorted(seen.values_list("no", flat=True)), who
        assert {person.role for person in life.people.values()} | {Role.ADMIN} == set(Role)


def test_a_shared_report_is_worked_out_anew_for_whoever_opens_it() -> None:
    with register_life("2026-06-10 09:00") as life:
        hazards(life)
        body = {"definition": definition(part(has_chart=True)), "shared_with": "town_officer"}
        kept = sends(life, "duty", "post", "/api/reports", body).json()
        address = f"/api/reports/{kept['id']}"
        assert life.client("duty").get(f"{address}/result").json()["parts"][0]["rows"][-1][1] == "5"
        assert life.client("town").get(f"{address}/result").json()["parts"][0]["rows"][-1][1] == "2"
        assert life.client("grid").get(f"{address}/result").status_code == 404
        assert sends(life, "town", "put", address, body).status_code == 404  # only its owner changes it
        assert sends(life, "town", "delete", address).status_code == 404
        assert sends(life, "duty", "delete", address).status_code == 204


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        (part(register_name="users"), "没有“users”这本台账"),
        (part(by="password"), "不能按"),
        (part(figures=["sum:title"]), "没有“sum:title”这项数字"),
        (part(where=["opened_by__password:x"]), "不能按"),
        (part(mode="rows", columns=["opened_by__password"]), "不能显示这些列"),
        (part(mode="rows", sort="password"), "不能按"),
        (part(day_column="title"), "不能按该日期统计"),
    ],
)
def test_what_the_register_does_not_offer_is_not_asked_of_the_database(wrong: dict[str, Any], because: str) -> None:
    with register_life("2026-06-10 09:00") as life:
        for path, body in (
            ("/api/reports/preview", definition(wrong)),
            ("/api/reports", {"definition": definition(wrong)}),
        ):
            answer = sends(life, "duty", "post", path, body)
            assert answer.status_code == 422
            assert because in answer.content.decode()


def test_a_report_is_made_by_itself_once_a_period_in_the_scope_of_whom_it_is_for() -> None:
    with register_life("2026-06-10 09:00") as life:
        hazards(life)
        body = {"definition": definition(), "shared_with": "town_officer"}
        kept = sends(life, "duty", "post", "/api/reports", body).json()
        for who in ("duty", "town"):
            assert sends(life, who, "put", f"/api/reports/{kept['id']}/schedule", {"kind": "daily"}).status_code == 200
        life.day(1, hour=7)
        assert reports.sweep() == []  # before eight nobody is sent anything
        life.day(1, hour=9)
        assert len(reports.sweep()) == 2
        assert reports.sweep() == []
        life.told("duty", "town", why="report")
        totals = {}
        for who in ("duty", "town"):
            (issue,) = life.client(who).get("/api/report-issues").json()
            assert (issue["since"], issue["until"]) == ("2026-06-10", "2026-06-10")
            address = f"/api/report-issues/{issue['id']}"
            totals[who] = life.client(who).get(address).json()["parts"][0]["rows"][-1][1]
            assert life.client("leader").get(address).status_code == 404
        assert totals == {"duty": "5", "town": "2"}
        assert sends(life, "duty", "put", f"/api/reports/{kept['id']}", {"definition": definition()}).status_code == 200
        life.day(2, hour=9)
        assert [row.schedule.person.username for row in reports.sweep()] == ["duty"]  # shared no longer
        assert ReportSchedule.objects.count() == 1


def test_a_scheduled_report_that_cannot_be_made_says_so_and_holds_up_no_other() -> None:
    with register_life("2026-06-10 09:00") as life:
        kept = sends(life, "duty", "post", "/api/reports", {"definition": definition()}).json()
        sends(life, "duty", "put", f"/api/reports/{kept['id']}/schedule", {"kind": "daily"})
        row = reports.report_get(for_user=life.people["duty"], report_id=kept["id"])
        row.definition["parts"][0]["by"] = "gone"
        row.save()
        life.day(1)
        reports.sweep()
        assert "不能按“gone”" in ReportIssue.objects.get().result["failed"]


def test_the_same_numbers_stand_in_word_pdf_and_excel() -> None:
    with register_life("2026-06-10 09:00") as life:
        hazards(life)
        body = {"definition": definition(part(has_chart=True, heading="按乡镇"), part(mode="rows", heading="明细"))}
        kept = sends(life, "duty", "post", "/api/reports", body).json()
        files = {
            kind: life.client("duty").get(f"/api/reports/{kept['id']}/file?format={kind}").content
            for kind in ("docx", "pdf", "xlsx")
        }
        said = words(files["pdf"])
        assert "隐患月报" in said
        assert "2026-06-01至2026-06-10" in said
        page = Document(io.BytesIO(files["docx"]))
        assert page.tables[0].rows[-1].cells[1].text == "5"
        assert len(page.inline_shapes) == 1  # the chart
        book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
        assert [cell.value for cell in list(book["1"].rows)[-1]] == ["合计", 5]
        assert len(list(book["2"].rows)) == 3 + 5


def test_rows_are_taken_along_only_by_roles_that_may_export_them() -> None:
    with register_life("2026-06-10 09:00") as life:
        record_of("hazards", life.plant)
        body = {"definition": definition(part(mode="rows"))}
        register = registers()["hazards"]
        for who, person in life.people.items():
            if not person.may("hazards.view"):
                continue
            kept = sends(life, who, "post", "/api/reports", body).json()
            answer = life.client(who).get(f"/api/reports/{kept['id']}/file?format=xlsx")
            assert answer.status_code == (200 if person.may(register.right("export")) else 403), who


def test_what_was_made_by_itself_takes_no_rows_along_that_an_export_would_not() -> None:
    with register_life("2026-06-10 09:00") as life:
        hazards(life)
        rows = definition(part(mode="rows", columns=["town"]))
        kept = {}
        for who in ("duty", "grid"):
            kept[who] = sends(life, who, "post", "/api/reports", {"definition": rows}).json()["id"]
            sends(life, who, "put", f"/api/reports/{kept[who]}/schedule", {"kind": "daily"})
        assert life.people["grid"].may("hazards.view")
        assert not life.people["grid"].may("hazards.export")
        life.day(1, hour=9)
        assert len(reports.sweep()) == 2
        issues = {who: life.client(who).get("/api/report-issues").json()[0]["id"] for who in kept}
        audits = AuditEntry.objects.filter(action="report.exported")
        assert life.client("grid").get(f"/api/reports/{kept['grid']}/file").status_code == 403
        assert life.client("grid").get(f"/api/report-issues/{issues['grid']}/file").status_code == 403
        assert life.client("grid").get(f"/api/report-issues/{issues['grid']}").status_code == 200  # to read
        assert audits.count() == 0
        assert life.client("duty").get(f"/api/report-issues/{issues['duty']}/file?format=xlsx").status_code == 200
        assert audits.count() == 1


def test_what_an_enterprise_shares_with_a_role_stays_in_the_enterprise() -> None:
    with register_life("2026-06-10 09:00") as life:
        manager = life.people["manager"]
        colleague = UserFactory(role=manager.role, enterprise=life.plant)
        stranger = UserFactory(role=manager.role, enterprise=EnterpriseFactory())
        body = {"definition": definition(), "shared_with": manager.role}
        kept = sends(life, "manager", "post", "/api/reports", body).json()["id"]
        seen = {person.pk: list(reports.report_list(for_user=person)) for person in (colleague, stranger)}
        assert [row.pk for row in seen[colleague.pk]] == [kept]
        assert seen[stranger.pk] == []
