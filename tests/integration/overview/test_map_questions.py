"""The map's questions over HTTP: circle, plume, past, search, resources — each within the reader's scope."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.domain.clock import ManualClock
from anlan.domain.erg import distances
from anlan.domain.geodesy import distance_m, moved
from anlan.records.accounts.choices import Role
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.incidents.models import Incident
from anlan.records.overview.plume import LEVELS, Scenario, plume_estimate
from anlan.records.registers.drills.models import RescueResource
from anlan.records.registers.drills.register import RESOURCES
from anlan.records.registers.hazards.models import Hazard
from anlan.records.registers.tips.models import Tip
from anlan.records.registers.tips.register import TIPS
from anlan.records.registry.clockwork import policy_keep
from anlan.records.sites.services.enterprises import enterprise_update
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, TownFactory, UserFactory
from tests.factories.alarms import alarm
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db

HERE = (120.66, 27.78)


def client_of(role: Role = Role.DUTY_OFFICER, **details) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **details))
    return client


def at(bearing_deg: float, far_m: float, **fields):
    lon, lat = moved(HERE, bearing_deg, far_m)
    return EnterpriseFactory(lon=lon, lat=lat, **fields)


def team(name: str, bearing_deg: float, far_m: float, **fields) -> RescueResource:
    lon, lat = moved(HERE, bearing_deg, far_m)
    number = f"YJZY-{RescueResource.objects.count():04d}"
    given = {"town": TownFactory(), "state": "ready", "policy_id": policy_keep(RESOURCES), **fields}
    return RescueResource.objects.create(no=number, kind="team", title=name, lon=lon, lat=lat, **given)


def test_a_circle_counts_people_and_says_of_whom_it_does_not_know() -> None:
    at(0, 300, head_count=120)
    at(90, 900, head_count=None)
    at(180, 1200, head_count=5000)
    team("近队", 10, 2000)
    team("远队", 10, 8000)
    told = client_of().get("/api/map/around", {"lon": HERE[0], "lat": HERE[1], "radius_m": 1000}).json()
    assert told["enterprise_count"] == 2
    assert told["people"] == {"known": 120, "enterprises_unknown": 1}
    assert [row["distance_m"] for row in told["enterprises"]] == [300, 900]
    assert told["resources"] == []
    assert [row["name"] for row in told["nearest_teams"]] == ["近队", "远队"]
    assert told["nearest_teams"][0]["straight_line_min"] == pytest.approx(3.0, abs=0.05)  # 2 km at 40 km/h


def test_a_circle_shows_only_the_readers_own() -> None:
    own, other = at(0, 100), at(90, 100)
    client = client_of(Role.TOWN_OFFICER, town=own.town)
    told = client.get("/api/map/around", {"lon": HERE[0], "lat": HERE[1], "radius_m": 1000}).json()
    assert [row["id"] for row in told["enterprises"]] == [own.pk]
    assert other.name not in str(told)


WIND = {"wind_m_s": 2.0, "wind_from_deg": 270.0}


def scenario(**changes) -> Scenario:
    given = {"rate_g_s": 100.0, "stability": "D", "terrain": "rural", "container": "vessel", "is_day": True}
    return Scenario(**{**given, **WIND, **changes})


def test_a_plume_names_who_is_downwind_and_not_who_is_upwind() -> None:
    close, down, up = at(200, 40, head_count=3), at(90, 150, head_count=50), at(270, 250, head_count=999)
    told = client_of().get("/api/map/plume", {"lon": HERE[0], "lat": HERE[1], **WIND}).json()
    assert [(row["id"], row["level"]) for row in told["enterprises"]] == [(close.pk, "isolate"), (down.pk, "orange")]
    assert told["people"] == {"known": 53, "enterprises_unknown": 0}
    assert up.name not in str(told)
    assert told["bearing_deg"] == 90


@pytest.mark.parametrize("rate", [0.01, 1, 100, 5000])
@pytest.mark.parametrize("container", ["small", "vessel", "rail"])
def test_no_zone_is_smaller_than_the_guidebooks_circle(rate: float, container: str) -> None:
    """However little escapes by the formula."""
    reader = UserFactory(role=Role.DUTY_OFFICER)
    told = plume_estimate(for_user=reader, source=HERE, scenario=scenario(rate_g_s=rate, container=container))
    guide = distances(container, is_day=True, wind_m_s=2.0)
    for corner in told["isolate"]:
        assert distance_m(HERE, corner) == pytest.approx(guide.isolate_m, rel=0.01)
    for zone in told["zones"]:
        assert zone["reach_m"] >= guide.isolate_m
        assert max(distance_m(HERE, corner) for corner in zone["wedge"]) >= guide.isolate_m * 0.99


@pytest.mark.parametrize("bearing", range(0, 360, 30))
def test_everybody_within_the_isolation_circle_is_on_the_list(bearing: int) -> None:
    inside = at(bearing, 59)
    told = plume_estimate(for_user=UserFactory(role=Role.DUTY_OFFICER), source=HERE, scenario=scenario(rate_g_s=0.01))
    assert [row["id"] for row in told["enterprises"]] == [inside.pk]
    assert told["enterprises"][0]["level"] == LEVELS[0]


def test_a_plume_that_no_formula_holds_for_is_refused_with_its_field() -> None:
    told = client_of().get("/api/map/plume", {"lon": HERE[0], "lat": HERE[1], "wind_m_s": 0, "wind_from_deg": 0})
    assert told.status_code == 422
    assert "wind_m_s" in told.json()["fields"]


def test_the_past_is_as_it_was_then() -> None:
    now = clock.now()
    point = PointFactory(gateway=GatewayFactory())
    seen = alarm(point)
    hours = {name: now - timedelta(hours=h) for name, h in {"raised": 5, "acked": 4, "cleared": 3}.items()}
    Alarm.objects.filter(pk=seen.pk).update(
        raised_at=hours["raised"], acked_at=hours["acked"], cleared_at=hours["cleared"], peak_value=99.0,
        is_open=False, is_active=False, state="normal",
    )  # fmt: skip
    Incident.objects.filter(pk=seen.incident_id).update(opened_at=hours["raised"], closed_at=hours["cleared"])
    client = client_of()

    def then(hours_ago: float) -> dict:
        return client.get("/api/map/at", {"at": (now - timedelta(hours=hours_ago)).isoformat()}).json()

    assert then(5.5)["alarms"] == then(5.5)["incidents"] == []
    assert [a["state"] for a in then(4.5)["alarms"]] == ["unacked"]
    assert then(4.5)["alarms"][0]["acked_at"] is None
    assert [a["state"] for a in then(3.5)["alarms"]] == ["acked"]
    assert then(3.5)["alarms"][0]["peak_value"] is None  # not known before the end
    assert len(then(3.5)["incidents"]) == 1
    assert then(2.5)["alarms"] == then(2.5)["incidents"] == []


def test_an_enterprise_of_the_past_has_its_colour_of_then() -> None:
    start = clock.now() - timedelta(hours=9)
    ticking = ManualClock(start)
    with clock.use_clock(ticking):
        site, calm = at(0, 10, risk_level="blue", created_at=start), at(0, 20, created_at=start)
        for colour in ("orange", "red"):
            ticking.advance(3600)
            enterprise_update(actor=None, enterprise=site, risk_level=colour)
    late = at(0, 30)

    def then(hours: float) -> dict:
        when = start + timedelta(hours=hours)
        rows = client_of().get("/api/map/at", {"at": when.isoformat()}).json()["enterprises"]
        return {row["id"]: (row["risk_level"], row["is_there"]) for row in rows}

    assert then(0.5) == {site.pk: ("blue", True), late.pk: (late.risk_level, False)}
    assert then(1.5)[site.pk] == ("orange", True)
    assert site.pk not in then(2.5)  # as it is now
    assert calm.pk not in then(0.5)


def test_marks_of_registers_stand_where_they_are_known_to_be() -> None:
    site = at(0, 10)
    made = record_of("hazards", site, description="电线老化")
    Hazard.objects.filter(pk=made.pk).update(title="电线老化", lon=120.7, lat=27.8)
    told = {group["name"]: group for group in client_of().get("/api/map/records").json()}
    [mark] = told["hazards"]["items"]
    assert (mark["title"], mark["lon"], mark["is_rough"]) == ("电线老化", 120.7, False)
    town = client_of(Role.TOWN_OFFICER, town=TownFactory()).get("/api/map/records").json()
    assert all(not group["items"] for group in town)


def test_a_tip_on_the_map_tells_its_kind_and_nothing_of_its_words_or_hour() -> None:
    site = at(0, 10)
    Tip.objects.create(
        no="JB-1", title="张三说的", original="李四 13800000000", description="王五", place="某村 3 号",
        state="verifying", kind="other", enterprise=site, town=site.town, policy_id=policy_keep(TIPS),
    )  # fmt: skip
    rows = client_of().get("/api/map/records").json()
    [mark] = next(group["items"] for group in rows if group["name"] == "tips")
    assert (mark["lon"], mark["state"]) == (site.lon, "核查中")
    assert not {"张三", "李四", "王五", "某村"} & {
        word for word in ("张三", "李四", "王五", "某村") if word in str(rows)
    }
    assert not [key for key in mark if "at" in key.split("_") or "no" in key.split("_")]
    manager = client_of(Role.ENTERPRISE_MANAGER, enterprise=site).get("/api/map/records").json()
    assert "tips" not in {group["name"] for group in manager}


def test_the_future_cannot_be_looked_back_on() -> None:
    ahead = clock.now() + timedelta(minutes=5)
    assert client_of().get("/api/map/at", {"at": ahead.isoformat()}).status_code == 422


def test_search_finds_by_kind_and_within_the_scope() -> None:
    point = PointFactory(gateway=GatewayFactory(), name="寻常探头")
    alarm(point)
    EnterpriseFactory(name="寻常食品厂")
    UserFactory(name="寻常某", role=Role.LEADER)
    team("寻常救援队", 0, 10)
    found = {group["kind"]: group["items"] for group in client_of().get("/api/search", {"q": "寻常"}).json()}
    assert {"enterprise", "alarm", "point", "person", "resource"} <= set(found)
    assert found["point"][0]["enterprise_id"] == point.enterprise_id
    town = client_of(Role.TOWN_OFFICER, town=TownFactory())
    assert {group["kind"] for group in town.get("/api/search", {"q": "寻常"}).json()} == {"person", "resource"}
    assert client_of().get("/api/search", {"q": "  "}).json() == []


def test_search_finds_registers_and_their_records_and_of_tips_only_by_number() -> None:
    site = EnterpriseFactory()
    hazard, tip = record_of("hazards", site), record_of("tips", site)
    Hazard.objects.filter(pk=hazard.pk).update(title="寻常通道堆物")
    Tip.objects.filter(pk=tip.pk).update(title="寻常人说的")

    def hits(q: str, client: Client | None = None) -> dict[str, list]:
        answer = (client or client_of()).get("/api/search", {"q": q}).json()
        return {group["kind"]: group["items"] for group in answer}

    [one] = hits("寻常")["record"]
    assert (one["id"], one["register_name"], one["note"]) == (hazard.pk, "hazards", f"隐患 {hazard.no}")
    assert [row["text"] for row in hits(tip.no)["record"]] == [tip.no]
    assert "hazards" in {row["register_name"] for row in hits("隐患")["register"]}
    assert "record" not in hits("寻常", client_of(Role.TOWN_OFFICER, town=TownFactory()))


def test_whom_to_call_is_told_to_those_who_send_help() -> None:
    made = team("示例队", 0, 10, contact="示例队长", phone="13800000000")
    told = client_of().get("/api/resources").json()["items"]
    assert [(row["name"], row["phone"]) for row in told] == [("示例队", "13800000000")]
    own = client_of(Role.TOWN_OFFICER, town=made.town).get("/api/resources").json()["items"]
    assert own[0]["phone"] == "13800000000"
    for client in (
        client_of(Role.TOWN_OFFICER, town=TownFactory()),
        client_of(Role.ENTERPRISE_MANAGER, enterprise=EnterpriseFactory()),
    ):
        assert [(row["name"], row["phone"]) for row in client.get("/api/resources").json()["items"]] == [("示例队", "")]


def test_only_help_that_is_ready_and_has_a_place_is_on_the_map() -> None:
    team("可用队", 0, 10)
    team("停用队", 0, 20, state="out")
    nowhere = team("无坐标队", 0, 30)
    RescueResource.objects.filter(pk=nowhere.pk).update(lon=None)
    told = client_of().get("/api/resources").json()["items"]
    assert [row["name"] for row in told] == ["可用队"]


def upload(client: Client, text: str, **query):
    file = SimpleUploadedFile("resources.csv", text.encode())
    return client.post("/api/registers/rescue_resources/import", {"file": file}, query_params=query).json()


def test_a_table_of_resources_is_checked_whole_and_kept_in_wgs84() -> None:
    town = TownFactory(name="导入镇")
    client = client_of(Role.DUTY_OFFICER)
    head = "标题,资源类别,所属单位,乡镇(街道),联系人,联系电话,经度,纬度,坐标来源\n"
    good = (
        head
        + "一队,救援队伍,某局,导入镇,张,1,120.66,27.78,由 GCJ-02 转换\n一院,医疗机构,某局,导入镇,李,2,120.66,27.78,\n"
    )
    bad = upload(client, good + "二队,飞艇,某局,导入镇,王,3,x,27.78,\n", dry_run="false")
    assert {error["row"] for error in bad["errors"]} == {4}
    assert RescueResource.objects.count() == 0
    assert upload(client, good, dry_run="false")["created"] == 2
    shifted = RescueResource.objects.get(title="一队")
    assert distance_m((shifted.lon, shifted.lat), (120.66, 27.78)) == pytest.approx(530, abs=60)  # GCJ-02 undone
    assert (shifted.coord_source, shifted.town) == ("gcj02", town)
    told = client.get("/api/resources").json()["items"]
    assert {(row["name"], row["kind"], row["capacity"]) for row in told} == {
        ("一队", "team", None),
        ("一院", "hospital", None),
    }


def test_the_map_says_of_each_enterprise_which_committee_answers_for_it() -> None:
    enterprise = EnterpriseFactory(field="fire")
    told = client_of().get("/api/map").json()
    assert {row["id"]: row["field"] for row in told["enterprises"]}[enterprise.pk] == "fire"
    assert {"value": "fire", "label": "消防"} in told["fields"]
    assert len(told["fields"]) == 8
