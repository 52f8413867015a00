"""What the enterprise and point endpoints answer, and how many queries they need."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from anlan.records.core.photos import file_path
from anlan.records.figures.bulletin_words import title_of
from anlan.records.places.county import county
from anlan.records.sites.models import Point, PointOverride
from tests.factories import (
    CameraFactory,
    EnterpriseFactory,
    EquipmentFactory,
    GatewayFactory,
    HazardSourceFactory,
    PointFactory,
    TownFactory,
    UserFactory,
    WorkshopFactory,
    ZoneFactory,
)

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin() -> Client:
    return client_of(UserFactory(role=Role.ADMIN))


def plant(points: int = 1):
    gateway = GatewayFactory()
    site = gateway.enterprise
    zone = ZoneFactory(workshop=WorkshopFactory(enterprise=site, name="氨机房"), name="东侧")
    for _ in range(points):
        PointFactory(gateway=gateway, workshop=zone.workshop, zone=zone)
        EquipmentFactory(enterprise=site)
    HazardSourceFactory(enterprise=site)
    CameraFactory(enterprise=site)
    return site


def test_enterprise_page_has_everything_in_a_fixed_number_of_queries(admin: Client) -> None:
    few, many = plant(points=2), plant(points=12)
    admin.get("/api/session")  # the first request of a session notes when it was
    counts = []
    for site in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = admin.get(f"/api/enterprises/{site.pk}").json()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(page["points"]) == len(page["equipment"]) == 12
    point = page["points"][0]
    assert (point["kind_name"], point["place"], point["unit"]) == ("氨气浓度", "氨机房 东侧", "ppm")
    assert [limit["label"] for limit in point["limits"]] == ["H", "HH", "HHH", "IDLH"]
    assert page["workshops"][0]["zones"][0]["name"] == "东侧"
    assert {"contacts", "hazard_sources", "cameras", "gateways", "open_alarms", "open_incidents"} <= set(page)
    assert "secret" not in str(page)


def test_enterprise_list_does_not_ask_once_per_row(admin: Client) -> None:
    admin.get("/api/session")
    counts = []
    for more in (2, 10):
        EnterpriseFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            assert admin.get("/api/enterprises").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_enterprises_are_searched_filtered_and_paged(admin: Client) -> None:
    town = TownFactory(code="339901001", name="东镇")
    wanted = EnterpriseFactory(name="瓯江冷链示例公司", risk_level="red", town=town)
    EnterpriseFactory.create_batch(4)
    for query in ({"q": "瓯江"}, {"q": wanted.uscc}, {"town": "339901001"}, {"risk": "red"}):
        assert [row["id"] for row in admin.get("/api/enterprises", query).json()["items"]] == [wanted.pk]
    page = admin.get("/api/enterprises", {"page": 2, "page_size": 2}).json()
    assert (len(page["items"]), page["total"], page["page"], page["page_size"]) == (2, 5, 2, 2)
    assert admin.get("/api/enterprises", {"page": 99, "page_size": 10_000}).json()["page_size"] == 200


def patch(client: Client, point: Point, body: dict[str, object]):
    return client.patch(f"/api/points/{point.pk}", body, content_type="application/json")


def test_set_points_are_no_field_of_a_point_they_are_drafted_and_published(admin: Client) -> None:
    limit = {"label": "H", "direction": 1, "set_point": 35, "grade": "yellow", "on_delay_s": 5}
    for body in ({"limits": [limit], "reason": "机房惯常浓度较高"}, {"reset_limits": True, "reason": "整改完成"}):
        assert patch(admin, PointFactory(), body).status_code == 422
    assert not PointOverride.objects.exists()


def test_a_workshop_of_another_enterprise_is_not_there(admin: Client) -> None:
    foreign = WorkshopFactory()
    answer = patch(admin, PointFactory(), {"workshop_id": foreign.pk})
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"workshop_id"})


@pytest.mark.parametrize(
    "body", [{"enterprise_id": 1}, {"gateway_id": 1}, {"id": 5}, {"limits": "all"}, {"scale": "x"}]
)
def test_undeclared_or_senseless_fields_are_refused(admin: Client, body: dict[str, object]) -> None:
    assert patch(admin, PointFactory(), body).status_code == 422


def test_people_to_dispatch_to_are_those_within_whose_scope_the_enterprise_lies() -> None:
    site = EnterpriseFactory(grid="一网格")
    officer = UserFactory(role=Role.DUTY_OFFICER)
    fitting = [
        UserFactory(role=Role.ENTERPRISE_MANAGER, enterprise=site),
        UserFactory(role=Role.TOWN_OFFICER, town=site.town, is_on_duty=False),
        UserFactory(role=Role.GRID_OFFICER, town=site.town, grid="一网格"),
        UserFactory(role=Role.ENFORCEMENT),
    ]
    UserFactory(role=Role.GRID_OFFICER, town=site.town, grid="二网格")
    UserFactory(role=Role.ENTERPRISE_MANAGER)
    UserFactory(role=Role.TOWN_OFFICER)
    UserFactory(role=Role.LEADER)
    UserFactory(role=Role.ENTERPRISE_OPERATOR, enterprise=site, is_active=False)
    rows = client_of(officer).get("/api/people", {"enterprise": site.pk, "can": "dispatch_to"}).json()
    assert {row["id"] for row in rows} == {officer.pk, *(user.pk for user in fitting)}
    assert rows[-1]["id"] == fitting[1].pk, "who is off duty comes last"
    assert "****" in rows[0]["phone_masked"]
    assert "phone" not in rows[0]


def test_an_enterprise_knows_only_its_own_people() -> None:
    site = EnterpriseFactory()
    manager = UserFactory(role=Role.ENTERPRISE_MANAGER, enterprise=site)
    colleague = UserFactory(role=Role.ENTERPRISE_OPERATOR, enterprise=site)
    UserFactory(role=Role.DUTY_OFFICER)
    UserFactory(role=Role.ENTERPRISE_MANAGER)
    rows = client_of(manager).get("/api/people").json()
    assert {row["id"] for row in rows} == {manager.pk, colleague.pk}


def test_county_comes_with_its_23_towns_and_their_confidence(admin: Client) -> None:
    county = admin.get("/api/county").json()
    towns = [town for town in county["towns"] if town["code"].startswith("330381")]
    assert len(towns) == 23
    west, south, east, north = county["bbox"]
    assert all(west <= town["lon"] <= east and south <= town["lat"] <= north for town in towns)
    assert {town["confidence"] for town in towns} == {"U", "M"}
    assert all(town["sketch"]["type"] in ("Polygon", "MultiPolygon") for town in towns)


def test_another_county_changes_its_name_and_place_and_every_document_says_so(admin: Client) -> None:
    ours = {name: value for name, value in admin.get("/api/county").json().items() if name != "towns"}
    other = {**ours, "code": "330327", "name": "示例县", "lon": 120.5, "bbox": [120.0, 27.4, 121.3, 28.1]}
    told = admin.put("/api/county", other, content_type="application/json")
    assert told.status_code == 200, told.content
    assert {name: told.json()[name] for name in other} == other
    assert county().office == "示例县应急管理局"
    assert title_of("daily", date(2026, 6, 1), date(2026, 6, 1)) == "示例县安全生产日报（2026年6月1日）"
    assert [e.action for e in AuditEntry.objects.order_by("-seq")[:1]] == ["county.changed"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("code", "33O381"), ("lon", 10.0), ("bbox", [121.0, 27.0, 120.0, 28.0]), ("view", [120.0, 28.0, 121.0, 27.0])],
)
def test_a_county_that_cannot_be_is_refused_with_the_field(admin: Client, name: str, value: Any) -> None:
    before = admin.get("/api/county").json()
    wrong = {**{key: one for key, one in before.items() if key != "towns"}, name: value}
    told = admin.put("/api/county", wrong, content_type="application/json")
    assert told.status_code == 422
    assert name in told.json()["fields"]
    assert admin.get("/api/county").json() == before


def test_a_photo_is_rebuilt_kept_by_content_and_shown_to_its_owner_only() -> None:
    canary, sink = b"canary-position", io.BytesIO()
    Image.new("RGB", (800, 600), "red").save(sink, "JPEG", comment=canary)
    officer = UserFactory(role=Role.TOWN_OFFICER)
    client = client_of(officer)
    answer = client.post("/api/attachments", {"file": SimpleUploadedFile("../../x.jpg", sink.getvalue())})
    assert answer.status_code == 201
    made = answer.json()
    content = b"".join(client.get(made["url"]).streaming_content)
    assert canary not in content
    assert file_path(made["sha256"]).read_bytes() == content
    thumb = client.get(made["thumb_url"])
    assert max(Image.open(io.BytesIO(b"".join(thumb.streaming_content))).size) == 320
    assert "sandbox" in thumb["Content-Security-Policy"]
    assert client_of(UserFactory(role=Role.TOWN_OFFICER)).get(made["url"]).status_code == 404


@pytest.mark.parametrize("raw", [b"", b"<svg/>", b"GIF89a" + b"0" * 100])
def test_what_is_no_photo_is_refused_with_a_sentence(raw: bytes) -> None:
    client = client_of(UserFactory(role=Role.TOWN_OFFICER))
    answer = client.post("/api/attachments", {"file": SimpleUploadedFile("x.jpg", raw)})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["file"])
