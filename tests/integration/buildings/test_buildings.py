"""Buildings on the map: their outlines are judged before they are kept, and a standing alarm colours its own one."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.buildings.models import Building
from anlan.records.sites.coords import wgs84_to_gcj02
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, UserFactory, WorkshopFactory
from tests.factories.alarms import alarm

pytestmark = pytest.mark.django_db
LON, LAT = 120.66, 27.79
RING = [[LON, LAT], [LON + 0.0004, LAT], [LON + 0.0004, LAT + 0.0002], [LON, LAT + 0.0002]]


@pytest.fixture
def site():
    return EnterpriseFactory(lon=LON, lat=LAT)


@pytest.fixture
def client(site) -> Client:
    return client_of(Role.ENTERPRISE_MANAGER, enterprise=site)


def client_of(role: Role, **bounds: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **bounds))
    return client


def drawn(client: Client, site, **more: Any):
    body = {"name": "1号车间", "height_m": 9.5, "ring": RING, **more}
    return client.post(f"/api/enterprises/{site.pk}/buildings", body, content_type="application/json")


def feature(name: str, ring: Any = None, **properties: Any) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [[*(ring or RING), (ring or RING)[0]]]}
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": shape}


def sent(client: Client, site, *features: dict[str, Any], dry_run: bool = False, system: str = "wgs84"):
    body = json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
    file = SimpleUploadedFile("plant.geojson", body)
    path = f"/api/enterprises/{site.pk}/buildings/import?dry_run={str(dry_run).lower()}"
    return client.post(path, {"file": file, "system": system})


def shown(client: Client, **box: float) -> dict[str, Any]:
    query = {"west": LON - 0.01, "south": LAT - 0.01, "east": LON + 0.01, "north": LAT + 0.01, **box}
    answer = client.get("/api/map/buildings", query)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_what_was_drawn_stands_on_the_map_with_its_height(client: Client, site) -> None:
    workshop = WorkshopFactory(enterprise=site)
    made = drawn(client, site, workshop_id=workshop.pk, floors=2, use="workshop")
    assert made.status_code == 201, made.content
    (one,) = shown(client)["items"]
    assert (one["height_m"], one["floors"], one["workshop_name"], one["grade"]) == (9.5, 2, workshop.name, None)
    ring = one["outline"]["coordinates"][0]
    assert ring[0] == ring[-1] == RING[0]
    assert shown(client, west=LON + 0.5, east=LON + 0.6)["items"] == []
    assert AuditEntry.objects.filter(action="building.created", target_id=str(one["id"])).count() == 1


def test_a_building_has_the_grade_of_the_worst_alarm_that_stands_in_its_workshop(client: Client, site) -> None:
    one, other = WorkshopFactory(enterprise=site), WorkshopFactory(enterprise=site)
    drawn(client, site, workshop_id=one.pk)
    drawn(client, site, workshop_id=other.pk, name="2号车间")
    drawn(client, site, name="食堂")
    gateway = GatewayFactory(enterprise=site)
    raised = [alarm(PointFactory(gateway=gateway, enterprise=site, workshop=one), label) for label in ("H", "HHH")]
    grades = {row["name"]: row["grade"] for row in shown(client)["items"]}
    assert grades == {"1号车间": "red", "2号车间": None, "食堂": None}
    raised[1].is_active = False
    raised[1].save()
    assert shown(client)["items"][0]["grade"] == "yellow"


@pytest.mark.parametrize(
    ("wrong", "field", "word"),
    [
        ({"ring": [RING[0], RING[2], RING[1], RING[3]]}, "ring", "无效"),
        ({"ring": [[lon + 0.3, lat] for lon, lat in RING]}, "ring", "公里"),
        ({"ring": [[LON, LAT], [LON + 1e-6, LAT], [LON, LAT + 1e-6]]}, "ring", "占地面积"),
        ({"ring": None}, "ring", "轮廓"),
        ({"base_m": 12}, "base_m", "低于"),
        ({"workshop_id": 999_999}, "workshop_id", "本企业"),
    ],
)
def test_what_cannot_be_is_refused_by_the_field_that_is_wrong(
    client: Client, site, wrong: dict[str, Any], field: str, word: str
) -> None:
    answer = drawn(client, site, **wrong)
    assert answer.status_code == 422
    assert word in answer.json()["fields"][field]
    assert Building.objects.count() == 0


def test_a_change_keeps_the_outline_unless_a_new_one_is_drawn_and_nobody_overwrites_unseen_work(
    client: Client, site
) -> None:
    one = drawn(client, site).json()
    change = {"name": "1号车间", "height_m": 12, "version": 1}
    path = f"/api/buildings/{one['id']}"
    now = client.put(path, change, content_type="application/json").json()
    assert (now["height_m"], now["version"], now["outline"]) == (12, 2, one["outline"])
    assert client.put(path, change, content_type="application/json").status_code == 409
    told = AuditEntry.objects.get(action="building.changed").changes
    assert told == {"height_m": [9.5, 12.0]}
    assert client.delete(path).status_code == 204
    assert shown(client)["items"] == []


def test_a_file_is_looked_at_first_then_taken_whole(client: Client, site) -> None:
    workshop = WorkshopFactory(enterprise=site, name="氨机房")
    east = [[lon + 0.001, lat] for lon, lat in RING]
    good = (
        feature("机房楼", height="8.5m", workshop="氨机房", use="车间"),
        feature("冷库", east, **{"building:levels": 3}),
    )
    looked = sent(client, site, *good, dry_run=True).json()
    assert (looked["good"], looked["is_written"], Building.objects.count()) == (2, False, 0)
    assert sent(client, site, *good).json()["is_written"]
    rows = {row.name: row for row in Building.objects.all()}
    assert (rows["机房楼"].height_m, rows["机房楼"].workshop_id) == (8.5, workshop.pk)
    assert (rows["冷库"].height_m, rows["冷库"].floors, rows["冷库"].use) == (12.0, 3, "other")
    again = sent(client, site, feature("机房楼", height=11)).json()
    assert again["rows"][0]["change"] == "changed"
    assert {row.name: row.height_m for row in Building.objects.all()} == {"机房楼": 11.0, "冷库": 12.0}
    assert AuditEntry.objects.filter(action="buildings.imported").count() == 2


def test_one_bad_building_in_a_file_keeps_all_of_them_out_and_says_why(client: Client, site) -> None:
    bad = [
        feature("无高度"), feature("太高", height=4000), feature("无此车间", height=5, workshop="不存在"),
        feature("远处", [[lon + 0.2, lat] for lon, lat in RING], height=5),
    ]  # fmt: skip
    told = sent(client, site, feature("好", height=5), *bad).json()
    assert (told["total"], told["good"], told["is_written"]) == (5, 1, False)
    said = {row["name"]: "".join(row["problems"]) for row in told["rows"]}
    for name, word in [("无高度", "缺少高度"), ("太高", "300"), ("无此车间", "不存在"), ("远处", "公里")]:
        assert word in said[name]
    assert Building.objects.count() == 0


def test_a_file_in_a_shifted_system_is_shifted_back(client: Client, site) -> None:
    shifted = [list(wgs84_to_gcj02(lon, lat)) for lon, lat in RING]
    assert sent(client, site, feature("车间", shifted, height=6), system="gcj02").json()["is_written"]
    lon, lat = Building.objects.get().outline["coordinates"][0][0]
    assert abs(lon - LON) < 2e-6
    assert abs(lat - LAT) < 2e-6


def test_a_manager_draws_no_building_at_another_plant(client: Client, site) -> None:
    other = EnterpriseFactory(lon=LON, lat=LAT)
    assert drawn(client, other).status_code == 404
    drawn(client_of(Role.DUTY_OFFICER), other)
    assert Building.objects.filter(enterprise=other).count() == 1
    assert shown(client)["items"] == [], "and does not see it"
