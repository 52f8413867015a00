"""Spreadsheets in, with a report per row; spreadsheets out, readable back."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.domain.uscc import check_character
from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.core.models import OutboxMessage
from anlan.records.sites.models import Contact, Enterprise, Point, Workshop
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, TownFactory, UserFactory

pytestmark = pytest.mark.django_db

HEAD = "统一社会信用代码,企业名称,行业代码,风险等级,乡镇街道,经度,纬度,坐标系,联系人,联系电话\n"


def code(n: int) -> str:
    first = f"91339900TABE{n:05d}"
    return first + check_character(first)


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(UserFactory(role=Role.ADMIN))
    return client


def upload(client: Client, what: str, text: str | bytes, name: str = "a.csv", **query: object):
    raw = text.encode() if isinstance(text, str) else text
    return client.post(
        f"/api/imports/{what}", {"file": SimpleUploadedFile(name, raw)}, query_params={"dry_run": "false", **query}
    )


def test_every_mistake_is_named_by_row_and_column(client: Client) -> None:
    known = EnterpriseFactory(name="已有公司")
    text = HEAD + (
        f"{code(1)},好公司,1361,橙,塘下镇,120.68,27.88,,,\n"
        f"91330100799655058A,坏代码公司,1361,橙,塘下镇,120.68,27.88,,,\n"
        f"{code(1)},重复公司,1361,橙,塘下镇,120.68,27.88,,,\n"
        f"{code(2)},,1361,紫,不存在镇,220,27.88,火星,,\n"
        f"{code(3)},已有公司,1361,蓝,330381101,120.68,,,,\n"
    )
    report = upload(client, "enterprises", text).json()
    assert (report["rows"], report["ok"], report["is_applied"]) == (5, 1, False)
    found = {(error["row"], error["column"]): error["message"] for error in report["errors"]}
    assert "校验位" in found[(3, "统一社会信用代码")]
    assert "第 2 行" in found[(4, "统一社会信用代码")]
    assert found[(5, "企业名称")] == "必填。"
    assert "红、橙、黄、蓝" in found[(5, "风险等级")]
    assert {(5, "乡镇街道"), (5, "经度"), (5, "坐标系"), (6, "企业名称"), (6, "纬度")} <= set(found)
    assert list(Enterprise.objects.all()) == [known], "one bad row keeps the whole file out"


def test_good_rows_go_in_when_told_so_and_a_dry_run_writes_nothing(client: Client) -> None:
    text = HEAD + f"{code(1)},甲公司,1361,橙,塘下镇,120.68,27.88,,张示例,13800000000\nx,乙公司,1,红,塘下镇,,,,,\n"
    assert upload(client, "enterprises", text, dry_run="true", all_or_nothing="false").json()["created"] == 0
    assert not Enterprise.objects.exists()
    report = upload(client, "enterprises", text, all_or_nothing="false").json()
    assert (report["created"], len(report["errors"]), report["is_applied"]) == (1, 1, True)
    assert Contact.objects.get().phone == "13800000000"
    assert AuditEntry.objects.get(action="enterprises.imported").changes["created"] == 1


def test_the_same_file_again_updates_instead_of_doubling(client: Client) -> None:
    row = f"{code(1)},甲公司,1361,橙,塘下镇,120.68,27.88,,,\n"
    upload(client, "enterprises", HEAD + row)
    report = upload(client, "enterprises", HEAD + row.replace("橙", "红")).json()
    assert (report["created"], report["updated"]) == (0, 1)
    assert Enterprise.objects.get().risk_level == "red"


def test_an_enterprise_that_went_into_another_is_neither_changed_nor_written_out(client: Client) -> None:
    kept = EnterpriseFactory(name="留下的公司", uscc=code(1))
    EnterpriseFactory(name="并走的公司", uscc=code(2), is_active=False, merged_into=kept)
    text = HEAD + f"{code(2)},并走的公司,1361,红,塘下镇,120.68,27.88,,,\n"
    (error,) = upload(client, "enterprises", text).json()["errors"]
    assert (error["row"], error["column"]) == (2, "统一社会信用代码")
    assert "已并入“留下的公司”" in error["message"]
    assert "并走的公司" not in client.get("/api/exports/enterprises?format=csv").content.decode("utf-8-sig")


def test_positions_are_stored_in_wgs84_and_missing_ones_come_from_the_town(client: Client) -> None:
    upload(
        client,
        "enterprises",
        HEAD + f"{code(1)},甲公司,1361,橙,塘下镇,120.659,27.7747,GCJ02,,\n{code(2)},乙公司,1361,橙,塘下镇,,,,,\n",
    )
    shifted, placed = Enterprise.objects.order_by("id")
    assert (shifted.lon, shifted.lat) == pytest.approx((120.655, 27.778), abs=0.001)
    assert shifted.coord_source == "gcj02"
    assert (placed.lon, placed.coord_source) == (placed.town.lon, "town")


def test_missing_columns_and_empty_tables_are_said_once(client: Client) -> None:
    report = upload(client, "enterprises", "企业名称\n甲\n乙\n").json()
    assert {error["column"] for error in report["errors"]} == {"统一社会信用代码", "行业代码", "乡镇街道"}
    assert upload(client, "enterprises", HEAD).json()["errors"][0]["message"] == "表中没有数据。"


def test_template_downloads_and_its_example_row_is_accepted(client: Client) -> None:
    TownFactory(name="样例镇")
    answer = client.get("/api/imports/enterprises/template")
    report = upload(client, "enterprises", answer.content, "t.xlsx", dry_run="true").json()
    assert (report["rows"], report["errors"]) == (1, [])


def test_points_come_with_their_places_and_ask_for_publication(client: Client) -> None:
    gateway = GatewayFactory()
    other = GatewayFactory()
    uscc = gateway.enterprise.uscc
    head = "统一社会信用代码,协议驱动,网关编码,地址,测点名称,类型,车间,区域,量程下限,量程上限\n"
    good = f"{uscc},mqtt,{gateway.code},a1,1号,nh3_concentration,氨机房,东侧,0,500\n"
    bad = (
        f"{uscc},mqtt,{other.code},a1,2号,nh3_concentration,,,,\n"
        f"{uscc},mqtt,none,a3,3号,nh3_concentration,,,,\n"
        f"{uscc},mqtt,{gateway.code},a4,4号,nh3_concentration,,东侧,9,1\n"
    )
    report = upload(client, "points", head + good + bad).json()
    assert {(e["row"], e["column"]) for e in report["errors"]} == {
        (3, "网关编码"), (4, "网关编码"), (5, "量程上限"), (5, "区域"),
    }  # fmt: skip
    assert upload(client, "points", head + good).json()["created"] == 1
    point = Point.objects.get()
    assert (point.unit, point.place, Workshop.objects.count()) == ("ppm", "氨机房 东侧", 1)
    assert OutboxMessage.objects.filter(topic="config").count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("what", ["enterprises", "points"])
def test_what_goes_out_comes_back_in_unchanged(client: Client, what: str, kind: str) -> None:
    PointFactory(name="=HYPERLINK(1)")
    body = client.get(f"/api/exports/{what}", {"format": kind}).content
    report = upload(client, what, body, f"a.{kind}", dry_run="true").json()
    assert (report["rows"], report["errors"]) == (1, [])
    assert AuditEntry.objects.filter(action=f"{what}.exported").count() == 1


def test_exports_hold_only_what_the_reader_may_see() -> None:
    mine, other = PointFactory(), PointFactory()
    client = Client()
    client.force_login(UserFactory(role=Role.ENTERPRISE_MANAGER, enterprise=mine.enterprise))
    for what in ("enterprises", "points"):
        text = client.get(f"/api/exports/{what}", {"format": "csv"}).content.decode("utf-8-sig")
        assert mine.enterprise.uscc in text
        assert other.enterprise.uscc not in text


def test_exported_names_are_no_formulas(client: Client) -> None:
    PointFactory(name='=HYPERLINK("http://evil")')
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/exports/points").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_hostile_files_are_refused_in_our_form(client: Client) -> None:
    answer = upload(client, "enterprises", b"PK\x03\x04" + b"\x00" * 100, "a.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_file")
    assert "file" in json.loads(answer.content)["fields"]


POINT_HEAD = "统一社会信用代码,协议驱动,网关编码,地址,测点名称,类型,单位\n"


def test_a_kind_may_be_given_by_its_name(client: Client) -> None:
    gateway = GatewayFactory()
    text = POINT_HEAD + f"{gateway.enterprise.uscc},{gateway.driver},{gateway.code},a1,1号探头,氨气浓度,\n"
    report = upload(client, "points", text).json()
    assert (report["is_applied"], report["warnings"]) == (True, [])
    assert (Point.objects.get().kind, Point.objects.get().unit) == ("nh3_concentration", "ppm")


def test_a_point_that_would_never_alarm_goes_in_with_a_remark(client: Client) -> None:
    gateway = GatewayFactory()
    row = f"{gateway.enterprise.uscc},{gateway.driver},{gateway.code}"
    text = (
        POINT_HEAD + f"{row},a1,1号探头,氨气浓渡,ppm\n{row},a2,2号探头,氨气浓度,mg/m3\n{row},a3,3号探头,氨气浓度,ppm\n"
    )
    report = upload(client, "points", text).json()
    assert (report["ok"], report["is_applied"], report["warning_count"], report["error_count"]) == (3, True, 2, 0)
    found = {(one["row"], one["column"]): one["message"] for one in report["warnings"]}
    assert "没有默认报警限值" in found[(2, "类型")]
    assert "ppm" in found[(3, "单位")]


def test_counts_are_whole_where_the_list_is_cut(client: Client) -> None:
    rows = "".join(f"x{n},坏{n},1361,橙,塘下镇,,,,,\n" for n in range(1_005))
    report = upload(client, "enterprises", HEAD + rows, dry_run="true").json()
    assert (report["error_count"], len(report["errors"])) == (1_005, 1_000)


@pytest.mark.parametrize("what", ["enterprises", "points"])
def test_the_template_explains_itself(client: Client, what: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/api/imports/{what}/template").content))
    said = [cell.value for row in book["填写说明"].iter_rows() for cell in row if cell.value]
    assert "必填" in said
    assert ("nh3_concentration" in said) == (what == "points")
