"""The wind of the plume: a station's when it was just heard, otherwise a person's, and it says which."""

import pytest
from django.test import Client

from anlan.domain.geodesy import moved
from anlan.domain.quality import Quality
from anlan.records.accounts.choices import Role
from anlan.records.core import clock
from anlan.records.overview.wind import NO_STATION, NOT_FRESH
from anlan.records.sites import extensions
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, UserFactory

pytestmark = pytest.mark.django_db
HERE = (120.66, 27.78)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> dict:
    """What the history process would say of each point."""
    said: dict[int, dict] = {}
    provider = {"latest": lambda ids: {id_: {"latest": said[id_]} for id_ in ids if id_ in said}}
    monkeypatch.setattr(extensions, "_of_points", provider)
    return said


def station(heard: dict, far_m: float, speed: float, direction: float, age_s: float = 30, quality: int = 0) -> str:
    lon, lat = moved(HERE, 0, far_m)
    gateway = GatewayFactory(enterprise=EnterpriseFactory(lon=lon, lat=lat))
    for kind, value in (("wind_speed", speed), ("wind_direction", direction)):
        point = PointFactory(gateway=gateway, enterprise=gateway.enterprise, kind=kind, workshop=None)
        heard[point.pk] = {
            "ts_ms": int((clock.now().timestamp() - age_s) * 1000), "value": value, "quality": quality
        }  # fmt: skip
    return str(gateway.enterprise)


def asked(role: Role = Role.DUTY_OFFICER, **bounds) -> dict:
    client = Client()
    client.force_login(UserFactory(role=role, **bounds))
    return client.get("/api/map/wind", {"lon": HERE[0], "lat": HERE[1]}).json()


def test_the_nearest_fresh_station_gives_the_wind_and_its_name(heard: dict) -> None:
    near, _ = station(heard, 800, 3.24, 359.7), station(heard, 5000, 9, 90)
    told = asked()
    assert (told["is_measured"], told["wind_m_s"], told["wind_from_deg"], told["distance_m"]) == (True, 3.2, 0, 800)
    assert near in told["station"]


@pytest.mark.parametrize("fault", [{"age_s": 601}, {"quality": Quality.BAD}, {"quality": Quality.UNCERTAIN}])
def test_a_stale_or_doubtful_station_is_passed_over(heard: dict, fault: dict) -> None:
    station(heard, 100, 1, 10, **fault)
    assert asked()["why"] == NOT_FRESH
    station(heard, 4000, 2, 20)
    assert asked()["wind_from_deg"] == 20


def test_without_a_station_near_a_person_sets_the_wind(heard: dict) -> None:
    assert asked()["why"] == NO_STATION
    station(heard, 25_000, 2, 20)
    told = asked()
    assert (told["is_measured"], told["why"], told["wind_m_s"]) == (False, NO_STATION, None)


def test_a_plant_is_not_told_of_a_neighbours_station(heard: dict) -> None:
    station(heard, 100, 2, 20)
    assert asked(Role.ENTERPRISE_MANAGER, enterprise=EnterpriseFactory())["why"] == NO_STATION
