"""Reports over time, rows with totals, and alarms and work orders as sources: in the reader's own scope only."""

import io
from typing import Any

import openpyxl
import pytest
from docx import Document

from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.selectors import alarm_list
from anlan.records.core import clock
from anlan.records.figures import reports
from anlan.records.figures.report_lines import STEPS_MAX
from anlan.records.figures.report_parts import ReportDefinition
from anlan.records.incidents.selectors import incident_list
from tests.acceptance.registers.life import Life, register_life
from tests.acceptance.registers.test_reports import definition, part, sends
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, TownFactory
from tests.factories.alarms import alarm
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db
ALARMS: dict[str, Any] = {"register_name": "alarms", "day_column": "raised_at", "figures": ["all", "severe"]}


def preview(life: Life, *parts: dict[str, Any], who: str = "duty", **more: Any) -> Any:
    return sends(life, who, "post", "/api/reports/preview", definition(*parts, **more))


def alarms(life: Life) -> None:
    """Two at the plant on the 3rd and one on the 8th; one at a stranger's on the 8th."""
    here, there = (
        PointFactory(gateway=GatewayFactory(enterprise=site), enterprise=site)
        for site in (life.plant, EnterpriseFactory(town=TownFactory(), field="fire"))
    )
    for number, (point, day) in enumerate(((here, 3), (here, 3), (here, 8), (there, 8))):
        row = alarm(point, rule=f"rule{number}")
        at = clock.now().replace(day=day)
        Alarm.objects.filter(pk=row.pk).update(raised_at=at, grade="red" if number == 0 else "yellow")


def test_a_register_over_time_has_a_point_a_day_and_a_total_and_every_row_leads_to_its_list() -> None:
    with register_life("2026-06-01 09:00") as life:
        record_of("hazards", life.plant)
        life.jump(2)
        for _ in range(2):
            record_of("hazards", life.plant)
        life.jump(3)
        (made,) = preview(life, part(mode="lines", figures=["found"])).json()["parts"]
        assert made["rows"] == [["06-01", "1"], ["06-02", "0"], ["06-03", "2"], ["06-04", "0"], ["合计", "3"]]
        assert made["chart"]["kind"] == "lines"
        assert made["chart"]["series"] == [{"name": made["head"][1], "values": [1, 0, 2, 0]}]
        listed = life.client("duty").get("/api/registers/hazards/records", {"f": made["where"][2]}).json()
        assert listed["total"] == 2


@pytest.mark.parametrize(
    ("step", "labels"),
    [("week", ["01-01–01-04", "01-05–01-11"]), ("month", ["2026-01", "2026-02"])],
)
def test_weeks_and_months_are_cut_where_the_calendar_cuts_them(step: str, labels: list[str]) -> None:
    with register_life("2026-06-10 09:00") as life:
        (made,) = preview(life, part(mode="lines", step=step, figures=["found"]), period="year").json()["parts"]
        assert made["chart"]["labels"][:2] == labels


def test_too_many_points_and_no_period_say_what_to_do() -> None:
    with register_life("2026-06-10 09:00") as life:
        many = preview(life, part(mode="lines"), period="year")
        assert (many.status_code, f"最多 {STEPS_MAX} 个点" in many.content.decode()) == (422, True)
        assert "请选择" in preview(life, part(mode="lines"), period="").content.decode()


def test_numbers_are_totalled_over_all_rows_shown_or_not() -> None:
    with register_life("2026-06-10 09:00") as life:
        for number in range(3):
            row = record_of("accidents", life.plant)
            type(row).objects.filter(pk=row.pk).update(deaths=number)
        wanted = ReportDefinition.model_validate(
            definition(part(register_name="accidents", mode="rows", columns=["deaths"], figures=[]), period="")
        )
        (made,) = reports.report_result(wanted, for_user=life.people["leader"], rows_max=1)["parts"]
        place = made["head"].index("死亡人数") if "死亡人数" in made["head"] else 1
        assert (made["rows"][-1][0], made["rows"][-1][place], made["is_cut"]) == ("合计", "3", True)


def test_alarms_by_grade_and_over_time_are_those_of_the_readers_own_list() -> None:
    with register_life("2026-06-10 09:00") as life:
        alarms(life)
        groups = {**ALARMS, "by": "grade", "has_chart": True}
        made = preview(life, groups, {**ALARMS, "mode": "lines"}, {**ALARMS, "where": ["grade:red"]}).json()["parts"]
        assert made[0]["rows"] == [["黄", "3", "0"], ["红", "1", "1"], ["合计", "4", "1"]]
        assert made[0]["chart"]["bars"] == [["黄", 3], ["红", 1]]
        values = dict(zip(made[1]["chart"]["labels"], made[1]["chart"]["series"][0]["values"], strict=True))
        assert (values["06-03"], values["06-08"], values["06-09"]) == (2, 2, 0)
        assert made[2]["rows"] == [["合计", "1", "1"]]
        wanted = ReportDefinition.model_validate(
            definition(ALARMS, {"register_name": "incidents", "figures": ["all"]}, period="")
        )
        for who, person in life.people.items():
            found = reports.report_result(wanted, for_user=person)["parts"]
            for got, right, rows in (
                (found[0], "alarm.view", alarm_list(for_user=person, state="all")),
                (found[1], "incident.view", incident_list(for_user=person, state="all")),
            ):
                expected = "" if not person.may(right) else str(rows.count())
                assert (got["rows"][-1][1] if got["rows"] else "") == expected, who
                assert bool(got["refused"]) is not person.may(right), who


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"figures": ["password"]}, "没有“password”"),
        ({"by": "acked_by__password"}, "没有“acked_by__password”"),
        ({"where": ["enterprise__uscc:x"]}, "没有“enterprise__uscc”"),
        ({"mode": "rows", "columns": ["false_reason"]}, "不能显示这些列"),
    ],
)
def test_what_a_source_does_not_declare_is_not_asked(wrong: dict[str, Any], because: str) -> None:
    with register_life("2026-06-10 09:00") as life:
        answer = preview(life, {**ALARMS, **wrong})
        assert (answer.status_code, because in answer.content.decode()) == (422, True), answer.content.decode()


def test_lines_go_into_word_and_excel_and_rows_of_alarms_need_the_right_to_export() -> None:
    with register_life("2026-06-10 09:00") as life:
        alarms(life)
        body = {"definition": definition({**ALARMS, "mode": "lines"}), "shared_with": "grid_officer"}
        kept = sends(life, "duty", "post", "/api/reports", body).json()["id"]
        client = life.client("duty")
        word = Document(io.BytesIO(client.get(f"/api/reports/{kept}/file?format=docx").content))
        assert len(word.inline_shapes) == 1, "the chart"
        assert client.get(f"/api/reports/{kept}/file?format=pdf").content.startswith(b"%PDF")
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"/api/reports/{kept}/file?format=xlsx").content))
        sheet = book["1"]
        assert [cell.value for cell in sheet[sheet.max_row]] == ["合计", 4, 1]
        rows = {"definition": definition({**ALARMS, "figures": [], "mode": "rows"}, title="报警明细"),
                "shared_with": "grid_officer"}  # fmt: skip
        listed = sends(life, "duty", "post", "/api/reports", rows).json()["id"]
        assert life.client("duty").get(f"/api/reports/{listed}/file?format=xlsx").status_code == 200
        assert not life.people["grid"].may("export.run")
        assert life.client("grid").get(f"/api/reports/{listed}/file?format=xlsx").status_code == 403
        offer = client.get("/api/report-offers/alarms").json()
        assert {one["name"] for one in offer["figures"]} >= {"all", "severe"}
        assert [one["name"] for one in client.get("/api/report-sources").json()] == ["alarms", "incidents"]


def test_a_report_kept_before_there_were_lines_is_still_read() -> None:
    old = {"title": "旧", "period": "month", "parts": [{"register_name": "hazards", "mode": "groups"}]}
    assert ReportDefinition.model_validate(old).parts[0].step == "day"
