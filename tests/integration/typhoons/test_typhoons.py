"""Typhoons: what files are read, which forecast holds, and who lies where the wind of grade 7 reaches."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.records.accounts.choices import Permission, Role
from anlan.records.accounts.tokens import token_issue
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.typhoons.models import TrackPoint, Typhoon
from anlan.records.typhoons.selectors import reach_km, warning_lines
from anlan.records.typhoons.strength import strength_of
from anlan.records.typhoons.tracks import track_of_file
from tests.factories import EnterpriseFactory, TownFactory, UserFactory

pytestmark = pytest.mark.django_db

CSV = """code,name,en,time,lon,lat,pressure,speed,radius7,radius10,radius12,agency,issued
202618,海燕,HAIYAN,2026-09-14 08:00,124.0,25.0,955,42,300 250 200 280,120,60,,
202618,海燕,HAIYAN,2026-09-14 14:00,123.1,25.8,950,45,,,,,
202618,海燕,HAIYAN,2026-09-15 08:00,120.9,27.6,960,38,,,,中国,2026-09-14 14:00
"""
PUBLIC = [
    {
        "tfbh": "202618", "name": "海燕", "enname": "HAIYAN", "isactive": "0",
        "points": [
            {"time": "2026/9/14 8:00:00", "lng": "124.0", "lat": "25.0",
             "pressure": "955", "speed": "42", "radius7": "300|250|200|280",
             "radius10_quad": {"ne": 120, "se": 100, "sw": 80, "nw": 90}},
            {"time": "2026-09-14 14:00:00", "lng": "123.1", "lat": "25.8", "pressure": "", "speed": "45", "radius7": "",
             "forecast": [{"tm": "中国", "forecastpoints": [
                 {"time": "2026-09-15 08:00:00", "lng": "120.9", "lat": "27.6", "speed": "38"}]}]},
        ],
    }
]  # fmt: skip


def client_of(role: Role, **bounds: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **bounds))
    return client


def sends(client: Client, raw: bytes, *, is_trial: bool = False):
    file = SimpleUploadedFile("track.csv", raw)
    return client.post(f"/api/typhoons/import?dry_run={str(is_trial).lower()}", {"file": file, "source": "省气象台"})


def pushes(client: Client, points: list[dict[str, Any]], **more: Any):
    body = {"code": "202618", "name": "海燕", "source": "省气象台", "points": points, **more}
    return client.post("/api/typhoons/track", body, content_type="application/json")


def measured(lon: float = 121.0, lat: float = 27.0, ago_h: float = 1, **more: Any) -> dict[str, Any]:
    return {"at": (clock.now() - timedelta(hours=ago_h)).isoformat(), "lon": lon, "lat": lat, **more}


def forecast(lon: float, *, issued_ago_h: float, in_h: float = 12) -> dict[str, Any]:
    issued = clock.now() - timedelta(hours=issued_ago_h)
    at = (clock.now() + timedelta(hours=in_h)).isoformat()
    return {"at": at, "lon": lon, "lat": 27.0, "agency": "中国", "issued_at": issued.isoformat()}


def shown(client: Client) -> dict[str, Any]:
    answer = client.get("/api/map/typhoons")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_a_table_is_looked_at_first_and_then_taken(duty_officer: Client) -> None:
    trial = sends(duty_officer, CSV.encode(), is_trial=True)
    assert trial.status_code == 200, trial.content
    told = trial.json()
    assert (told["code"], told["points"], told["agencies"], told["is_written"]) == ("202618", 3, ["中国"], False)
    assert not Typhoon.objects.exists()
    assert sends(duty_officer, CSV.encode("utf-8-sig")).json()["is_written"]
    (one,) = shown(duty_officer)["typhoons"]
    assert [point["strength"] for point in one["track"]] == ["强台风", "强台风"]
    assert one["track"][0]["at"] == "2026-09-14T00:00:00+00:00"  # 08:00 local
    assert one["track"][0]["radii_km"] == {"7": [300, 250, 200, 280], "10": [120] * 4, "12": [60] * 4}
    assert [(f["agency"], len(f["points"])) for f in one["forecasts"]] == [("中国", 1)]
    assert 200_000 < one["distance_m"] < 400_000
    entry = AuditEntry.objects.get(action="typhoon.track_put")
    assert entry.changes["points"] == 3
    assert entry.changes["source"] == "省气象台"


@pytest.fixture
def duty_officer() -> Client:
    return client_of(Role.DUTY_OFFICER)


def test_our_own_json_is_read_and_its_source_may_come_from_the_form() -> None:
    points = [{"at": "2026-09-14T08:00:00+08:00", "lon": 124.0, "lat": 25.0, "radii_km": {"7": [300]}}]
    held = track_of_file(orjson.dumps({"code": "202618", "points": points}), source="省气象台")
    assert held.source == "省气象台"
    assert held.points[0].radii_km == {"7": [300] * 4}
    named = track_of_file(orjson.dumps({"code": "202618", "source": "自有", "points": points}), source="省气象台")
    assert named.source == "自有"


def test_the_json_of_public_pages_is_read_and_bare_quarters_are_the_widest() -> None:
    held = track_of_file(orjson.dumps(PUBLIC), source="公开网页")
    assert (held.code, held.en, held.is_active) == ("202618", "HAIYAN", False)
    assert held.points[0].at.isoformat() == "2026-09-14T08:00:00+08:00"
    first, second, expected = held.points
    assert first.radii_km == {"7": [300] * 4, "10": [120, 100, 80, 90]}
    assert second.pressure_hpa is None
    assert second.radii_km == {}
    assert expected.agency == "中国"
    assert expected.issued_at == second.at


ROW = "202618,{time},{lon},{lat},{radius7}"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"time": "昨天"}, "第 2 行数据有误：时间"),
        ({"time": "9999-12-31 23:00"}, "第 2 行数据有误：时间"),
        ({"lon": "12.4"}, "第 2 行数据有误：经度"),
        ({"lat": ""}, "第 2 行数据有误：纬度"),
        ({"radius7": "300 200"}, "第 2 行数据有误：风圈半径"),
        ({"radius7": "很大"}, "第 2 行数据有误：风圈半径"),
        ({"radius7": "9000"}, "第 2 行数据有误：风圈半径"),
    ],
)
def test_a_bad_row_is_named(duty_officer: Client, changed: dict[str, str], told: str) -> None:
    good = {"time": "2026-09-14 08:00", "lon": "124", "lat": "25", "radius7": ""}
    raw = "\n".join(["code,time,lon,lat,radius7", ROW.format(**good), ROW.format(**{**good, **changed})])
    answer = sends(duty_officer, raw.encode())
    assert answer.status_code == 422
    assert answer.json()["fields"]["file"].startswith(told)
    assert not Typhoon.objects.exists()


def test_a_named_quarter_that_is_no_number_is_told_with_its_place() -> None:
    bad = {"time": "2026-09-14 08:00", "lng": "124", "lat": "25", "radius7_quad": {"ne": "很大"}}
    with pytest.raises(Invalid) as caught:
        track_of_file(orjson.dumps({"tfid": "202618", "points": [bad]}), source="公开网页")
    assert caught.value.fields["file"].startswith("第 1 个点数据有误：风圈半径")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a,b\n1,2\n", "列名"),
        (b"", "列名"),
        (b"{}", "points"),
        (b"[]", "points"),
        (b'{"points": [1]}', "points"),
        (b'{"points": 3}', "points"),
        (b"{broken", "points"),
        (b'{"tfbh": "1", "points": [{"time": "2026-09-14 08:00", "radius7": "||", "lng": 124, "lat": 25}]}', "编号"),
        (b"code,time,lon,lat\n1,2026-09-14 08:00,124,25\n", "编号"),
        (b"code,time,lon,lat\n202618,2026-09-14 08:00,124,25\n202619,2026-09-14 08:00,124,25\n", "一个台风"),
        (b" " * (2 * 2**20 + 1), "MB"),
    ],
)
def test_what_is_no_track_is_refused(raw: bytes, told: str) -> None:
    with pytest.raises(Invalid) as caught:
        track_of_file(raw, source="省气象台")
    assert told in caught.value.fields["file"]


def test_a_newer_forecast_takes_the_place_of_an_older_and_never_the_other_way_round(duty_officer: Client) -> None:
    assert pushes(duty_officer, [measured(), forecast(120.5, issued_ago_h=6), forecast(120.1, issued_ago_h=6, in_h=24)])
    assert pushes(duty_officer, [forecast(120.7, issued_ago_h=1)]).status_code == 200
    assert pushes(duty_officer, [forecast(119.0, issued_ago_h=6)]).status_code == 200
    (one,) = shown(duty_officer)["typhoons"]
    assert [p["lon"] for p in one["forecasts"][0]["points"]] == [120.7]
    assert len(one["track"]) == 1  # what was measured stays


def test_a_measured_hour_is_replaced_and_the_future_is_not_measured(duty_officer: Client) -> None:
    at = measured()["at"]
    pushes(duty_officer, [{**measured(), "at": at}])
    pushes(duty_officer, [{**measured(lon=121.5), "at": at}])
    assert [point.lon for point in TrackPoint.objects.all()] == [121.5]
    answer = pushes(duty_officer, [measured(ago_h=-5)])
    assert answer.status_code == 422
    assert "预报机构" in answer.json()["message"]


@pytest.mark.parametrize(
    ("place", "far"),
    [((121.5, 27.5), 300), ((121.5, 26.5), 250), ((120.5, 26.5), 200), ((120.5, 27.5), 280), ((121.0, 28.0), 300)],
)
def test_every_quarter_reaches_as_far_as_it_says(place: tuple[float, float], far: float) -> None:
    assert reach_km({"7": [300, 250, 200, 280]}, (121.0, 27.0), place) == far
    assert reach_km({"10": [99] * 4}, (121.0, 27.0), place) == 0
    assert reach_km({"7": [300, 250, 200, 280]}, (121.0, 27.0), (121.0 - 1e-17, 28.0)) in (300, 280)


def test_who_is_inside_goes_by_quarters_and_by_the_scope_of_the_reader(duty_officer: Client) -> None:
    north_east = EnterpriseFactory(lon=121.3, lat=27.3, head_count=40, town=TownFactory(lon=121.3, lat=27.3))
    south_west = EnterpriseFactory(lon=120.7, lat=26.7, head_count=9, town=TownFactory(lon=120.7, lat=26.7))
    at_the_eye = EnterpriseFactory(lon=121.0, lat=27.0, head_count=None, town=TownFactory(lon=121.0, lat=27.0))
    made = pushes(duty_officer, [measured(radii_km={"7": [100, 100, 10, 100]})]).json()
    found = duty_officer.get(f"/api/typhoons/{made['id']}/inside").json()
    assert {row["id"] for row in found["enterprises"]} == {north_east.pk, at_the_eye.pk}
    assert found["enterprise_count"] == 2
    assert found["people"] == {"known": 40, "enterprises_unknown": 1}
    assert north_east.town.name in found["towns"]
    assert south_west.town.name not in found["towns"]
    assert found["town_count"] == len(found["towns"])
    theirs = client_of(Role.TOWN_OFFICER, town=north_east.town).get(f"/api/typhoons/{made['id']}/inside").json()
    assert [row["id"] for row in theirs["enterprises"]] == [north_east.pk]
    assert theirs["people"] == {"known": 40, "enterprises_unknown": 0}


def test_without_a_circle_nobody_is_inside_and_without_a_point_there_is_none_to_ask(duty_officer: Client) -> None:
    EnterpriseFactory(lon=121.0, lat=27.0)
    made = pushes(duty_officer, [measured()]).json()
    assert duty_officer.get(f"/api/typhoons/{made['id']}/inside").json()["enterprise_count"] == 0
    bare = pushes(duty_officer, [], code="202619").json()
    assert bare["distance_m"] is None
    assert duty_officer.get(f"/api/typhoons/{bare['id']}/inside").status_code == 404


def test_one_entered_by_mistake_goes_and_is_audited(duty_officer: Client) -> None:
    made = pushes(duty_officer, [measured()]).json()
    assert client_of(Role.LEADER).delete(f"/api/typhoons/{made['id']}").status_code == 403
    assert duty_officer.delete(f"/api/typhoons/{made['id']}").status_code == 204
    assert not TrackPoint.objects.exists()
    assert AuditEntry.objects.get(action="typhoon.deleted").changes["points"] == 1


def test_a_program_pushes_with_a_token_that_may_do_nothing_else() -> None:
    owner = UserFactory(role=Role.ADMIN)
    _, secret = token_issue(actor=owner, name="台风推送", permissions=[Permission.TYPHOON_EDIT], days=30)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert pushes(program, [measured()]).status_code == 200
    assert program.get("/api/map/typhoons").status_code == 403


def test_those_that_go_on_come_first_and_old_ones_end(duty_officer: Client) -> None:
    for code in ("202611", "202612", "202613", "202614", "202615", "202616", "202617"):
        pushes(duty_officer, [measured()], code=code, is_active=code == "202611")
    codes = [one["code"] for one in shown(duty_officer)["typhoons"]]
    assert codes == ["202611", "202617", "202616", "202615", "202614", "202613"]


def test_classes_begin_where_the_standard_says() -> None:
    bounds = [(10.7, "未定级"), (10.8, "热带低压"), (17.2, "热带风暴"), (24.5, "强热带风暴"), (32.7, "台风")]
    bounds += [(41.5, "强台风"), (51, "超强台风")]
    assert [strength_of(wind) for wind, _ in bounds] == [name for _, name in bounds]
    assert strength_of(None) == "未定级"


def test_both_warning_lines_are_there_with_their_source() -> None:
    assert [(one["hours"], len(one["line"]), one["line"][0]) for one in warning_lines()] == [
        (24, 6, (127.0, 34.0)), (48, 4, (132.0, 34.0)),
    ]  # fmt: skip
    assert all(one["source"] for one in warning_lines())
