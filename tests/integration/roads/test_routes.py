"""The quickest way over an imported network: by class, by direction, around what is closed; else a straight line."""

import json
from typing import Any

import osmium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.domain.geodesy import distance_m
from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.roads import selectors
from anlan.records.roads.models import RoadNetwork
from anlan.records.sites.coords import wgs84_to_gcj02
from tests.factories import EnterpriseFactory, UserFactory
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db
LON, LAT = 120.66, 27.79
#: One step of the little town: about 985 m east, 1,112 m north.
STEP = 0.01


def at(x: float, y: float) -> list[float]:
    return [round(LON + x * STEP, 6), round(LAT + y * STEP, 6)]


def road(*corners: tuple[float, float], highway: str = "primary", **tags: str) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": [at(*corner) for corner in corners]}
    return {"type": "Feature", "properties": {"highway": highway, **tags}, "geometry": line}


#: A square: the south side is a slow lane, around by the north is longer and quicker. A spur leads to (3, 0).
SQUARE = [
    road((0, 0), (2, 0), highway="track"), road((0, 0), (0, 1), (1, 1), (2, 1)), road((2, 1), (2, 0)),
    road((2, 0), (3, 0)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "_kept", None)


@pytest.fixture
def admin() -> Client:
    return client_of(Role.ADMIN)


def client_of(role: Role, **bounds: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **bounds))
    return client


def sent(admin: Client, *features: dict[str, Any], raw: bytes = b"", name: str = "roads.geojson", **form: Any):
    body = raw or json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
    dry = form.pop("dry_run", False)
    path = f"/api/roads/import?dry_run={str(dry).lower()}"
    return admin.post(path, {"file": SimpleUploadedFile(name, body), **form})


def routes(client: Client, goal: list[float], start: list[float] | None = None, **more: Any) -> list[dict[str, Any]]:
    body = {"goal": goal, "start": start, **more}
    answer = client.post("/api/map/routes", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["routes"])


def route(client: Client, start: list[float], goal: list[float], **more: Any) -> dict[str, Any]:
    (found,) = routes(client, goal, start, **more)
    return found


def passes(found: dict[str, Any], place: list[float]) -> bool:
    return any(distance_m(tuple(place), tuple(corner)) < 5 for corner in found["line"])


def test_without_a_network_the_line_is_straight_and_says_so(admin: Client) -> None:
    found = route(admin, at(0, 0), at(2, 0))
    assert (found["kind"], found["line"]) == ("straight", [at(0, 0), at(2, 0)])
    assert found["distance_m"] == round(distance_m(tuple(at(0, 0)), tuple(at(2, 0))))
    assert admin.get("/api/roads").json()["network"] is None


def test_the_quickest_way_is_taken_not_the_shortest(admin: Client) -> None:
    assert sent(admin, *SQUARE).json()["is_written"]
    found = route(admin, at(0, 0), at(2, 0))
    assert found["kind"] == "road"
    assert passes(found, at(1, 1)), "around by the main road"
    lengths = [((0, 0), (0, 1)), ((0, 1), (1, 1)), ((1, 1), (2, 1)), ((2, 1), (2, 0))]
    far = sum(distance_m(tuple(at(*a)), tuple(at(*b))) for a, b in lengths)
    assert found["distance_m"] == pytest.approx(far, rel=0.002)
    assert found["minutes"] == pytest.approx(far / (40 / 3.6) / 60, abs=0.06), "primary: 40 km/h"


def test_the_county_s_own_speeds_change_the_way(admin: Client) -> None:
    sent(admin, *SQUARE)
    body = {"speeds": [{"kind": "track", "km_h": 60, "source": "交警实测"}]}
    told = admin.put("/api/roads/speeds", body, content_type="application/json").json()
    (track,) = (one for one in told["speeds"] if one["kind"] == "track")
    assert (track["km_h"], track["shipped_km_h"], track["is_own"], track["source"]) == (60, 10, True, "交警实测")
    found = route(admin, at(0, 0), at(2, 0))
    assert not passes(found, at(1, 1))
    assert found["distance_m"] == pytest.approx(distance_m(tuple(at(0, 0)), tuple(at(2, 0))), rel=0.002)
    wrong = {"speeds": [{"kind": "canal", "km_h": 5, "source": "x"}]}
    assert admin.put("/api/roads/speeds", wrong, content_type="application/json").status_code == 422


def test_a_one_way_road_is_driven_one_way(admin: Client) -> None:
    sent(admin, *SQUARE[:1], road((0, 0), (0, 1), (1, 1), (2, 1), (2, 0), oneway="yes"))
    assert passes(route(admin, at(0, 0), at(2, 0)), at(1, 1))
    assert not passes(route(admin, at(2, 0), at(0, 0)), at(1, 1))
    sent(admin, *SQUARE[:1], road((2, 0), (2, 1), (1, 1), (0, 1), (0, 0), oneway="-1"))
    assert passes(route(admin, at(0, 0), at(2, 0)), at(1, 1))
    assert not passes(route(admin, at(2, 0), at(0, 0)), at(1, 1))


def test_a_closed_area_is_driven_around_and_a_goal_inside_one_is_left_at_its_edge(admin: Client) -> None:
    sent(admin, *SQUARE)
    zone = [at(0.8, 0.8), at(1.2, 0.8), at(1.2, 1.2), at(0.8, 1.2)]
    around = route(admin, at(0, 0), at(3, 0), avoid=[zone])
    assert around["kind"] == "road"
    assert not passes(around, at(1, 1))
    assert not passes(around, at(0, 1))
    shut = [at(1.8, -0.2), at(2.2, -0.2), at(2.2, 0.2), at(1.8, 0.2)]
    left = route(admin, at(0, 0), at(2, 0.1), avoid=[shut])
    assert left["kind"] == "road"
    assert left["line"][-2] == at(2, 1), "the last place on an open road"
    assert left["off_road_end_m"] == pytest.approx(distance_m(tuple(at(2, 1)), tuple(at(2, 0.1))), rel=0.01)
    wide = [at(-2, -2), at(4, -2), at(4, 2), at(-2, 2)]
    assert route(admin, at(0, 0), at(3, 0), avoid=[wide])["kind"] == "straight", "everything is closed"


def test_places_beside_a_road_are_reached_over_the_field_and_far_ones_not(admin: Client) -> None:
    sent(admin, *SQUARE)
    found = route(admin, at(0.5, 1.2), at(1.5, 1.1))
    assert found["kind"] == "road"
    assert found["off_road_start_m"] == pytest.approx(222, abs=3)
    assert found["off_road_end_m"] == pytest.approx(111, abs=3)
    assert found["distance_m"] == pytest.approx(distance_m(tuple(at(0.5, 1)), tuple(at(1.5, 1))), rel=0.003)
    assert found["line"][0] == at(0.5, 1.2)
    assert route(admin, at(0.5, 9), at(1, 1))["kind"] == "straight"


def test_teams_come_in_the_order_of_their_time_by_road(admin: Client) -> None:
    site = EnterpriseFactory(lon=LON, lat=LAT)
    near, quick = at(0.9, 0), at(0, 0.9)
    for title, (lon, lat) in (("抄近路队", near), ("大路队", quick)):
        team = record_of("rescue_resources", site, kind="team", title=title, lon=lon, lat=lat)
        type(team).objects.filter(pk=team.pk).update(state="ready", lon=lon, lat=lat, kind="team", title=title)
    goal = at(0, 0)
    assert [one["team"]["name"] for one in routes(admin, goal)] == ["抄近路队", "大路队"]
    sent(admin, *SQUARE)
    found = routes(admin, goal)
    assert [one["team"]["name"] for one in found] == ["大路队", "抄近路队"]
    assert found[0]["minutes"] < found[1]["minutes"]
    assert routes(client_of(Role.ENTERPRISE_MANAGER, enterprise=site), goal)[0]["team"]["phone"] == ""


def test_a_file_is_looked_at_first_and_the_new_one_takes_the_place_of_the_old(admin: Client) -> None:
    looked = sent(admin, *SQUARE, dry_run=True).json()
    assert (looked["edge_count"], looked["is_written"], RoadNetwork.objects.count()) == (4, False, 0)
    assert looked["by_class"] == {"机耕路": 1, "省道、主干路": 3}
    sent(admin, *SQUARE)
    sent(admin, *SQUARE[:1], licence="own", credit="瑞安市交通局 2026")
    told = admin.get("/api/roads").json()["network"]
    assert (told["edge_count"], told["credit"]) == (1, "瑞安市交通局 2026")
    assert RoadNetwork.objects.filter(is_active=True).count() == 1
    assert AuditEntry.objects.filter(action="roads.imported").count() == 2
    assert admin.delete("/api/roads").status_code == 204
    assert route(admin, at(0, 0), at(2, 0))["kind"] == "straight"


def test_openstreetmap_is_named_as_its_licence_asks(admin: Client) -> None:
    sent(admin, *SQUARE)
    assert "OpenStreetMap" in admin.get("/api/roads").json()["network"]["credit"]
    assert "credit" in sent(admin, *SQUARE, licence="own").json()["fields"]


def test_lines_that_only_cross_are_told_of(admin: Client) -> None:
    loose = [road((0, y), (3, y)) for y in range(4)]
    told = sent(admin, *loose, dry_run=True).json()
    assert told["joined_share"] == 0.25
    assert "连通" in told["warning"]


@pytest.mark.parametrize(
    "raw",
    [b"{}", b"{broken", b'{"features": 3}', b"\x00\x01nonsense", b"",
     b'{"features": [{"geometry": {"type": "LineString"}}]}',
     b'{"features": [{"geometry": {"type": "LineString", "coordinates": [[500000, 3000000], [500100, 3000000]]}}]}'],
)  # fmt: skip
def test_what_is_no_road_file_is_refused_with_a_sentence(admin: Client, raw: bytes) -> None:
    answer = sent(admin, raw=raw or b" ")
    assert answer.status_code == 422
    assert answer.json()["fields"]["file"]
    assert RoadNetwork.objects.count() == 0


def test_footpaths_are_no_roads_and_roads_of_elsewhere_are_left_out(admin: Client) -> None:
    elsewhere = road((900, 0), (901, 0))
    told = sent(admin, *SQUARE, road((0, 0), (5, 5), highway="footway"), elsewhere, dry_run=True).json()
    assert told["edge_count"] == 4


def test_a_shifted_network_is_shifted_back(admin: Client) -> None:
    shifted = json.loads(json.dumps(SQUARE))
    for one in shifted:
        line = one["geometry"]
        line["coordinates"] = [list(wgs84_to_gcj02(*corner)) for corner in line["coordinates"]]
    sent(admin, *shifted, system="gcj02")
    assert route(admin, at(0, 0), at(2, 0))["off_road_start_m"] <= 1


def test_an_openstreetmap_extract_is_read(admin: Client, tmp_path) -> None:
    path = tmp_path / "county.osm.pbf"
    places = [(0, 0), (2, 0), (2, 1), (0, 1)]
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(places, start=1):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=tuple(at(*place))))
        ways = [([1, 2], {"highway": "track"}), ([1, 4, 3, 2], {"highway": "primary_link", "oneway": "yes"}),
                ([1, 3], {"highway": "footway"}), ([1, 2], {"highway": "primary", "access": "no"})]  # fmt: skip
        for number, (nodes, tags) in enumerate(ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))
    told = sent(admin, raw=path.read_bytes(), name="county.osm.pbf").json()
    assert (told["edge_count"], told["by_class"]) == (2, {"机耕路": 1, "省道、主干路": 1})
    assert passes(route(admin, at(0, 0), at(2, 0)), at(2, 1))
    assert not passes(route(admin, at(2, 0), at(0, 0)), at(2, 1))
