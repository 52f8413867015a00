"""Domain packs: a reading of a kind of the pack raises its alarm, with its measures; and how packs load."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from anlan.domain import measures, packs, priority, rule_set, silence_limits
from anlan.domain.grades import Grade
from anlan.domain.packs import BadPack, Pack, pack_of
from anlan.kit.settings import settings
from anlan.records.accounts.choices import Role
from anlan.records.registers.inspections.checklists import checklist, questions, sectors
from anlan.records.registry.columns import column
from anlan.records.sites.defaults import defaults_of
from anlan.records.sites.publication import build_publication
from anlan.web import packs as files
from tests.factories import PointFactory, UserFactory
from tests.factories.alarms import alarm
from tests.factories.registers import record_of
from tests.unit.alarms.plant import T0, Line

#: Everything that keeps what it read.
CACHES = (rule_set.rule_set, priority.designs, measures._cards, silence_limits._never, defaults_of, questions, column)
#: Pack, its kind, a harmless reading, one that alarms, and what must be raised.
STORIES = [
    ("geohazard", "slope_rain_3h", 10.0, 120.0, ("HH", "red"), "转移"),
    ("forest_fire", "forest_fire_danger", 2.0, 4.0, ("HH", "orange"), "禁火令"),
    ("city_safety", "road_water_depth", 0.02, 0.6, ("HHH", "red"), "封闭下穿通道"),
]


@pytest.fixture
def using() -> Iterator[Any]:
    def use(*chosen: Pack) -> None:
        packs.use(chosen)
        for one in CACHES:
            one.cache_clear()

    yield use
    use()


@pytest.fixture
def config(tmp_path: Path) -> Any:
    return settings().model_copy(update={"data": tmp_path})


def shipped(name: str) -> Pack:
    return next(pack for pack in files.shipped() if pack.name == name)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "kind", "calm", "bad", "expected", "says"), STORIES)
def test_a_reading_of_the_packs_kind_raises_the_packs_alarm_with_its_measures(
    using: Any, name: str, kind: str, calm: float, bad: float, expected: tuple[str, str], says: str
) -> None:
    using(shipped(name))
    point = PointFactory(kind=kind, unit=defaults_of(kind).unit)
    line = Line(build_publication(1).snapshot)
    line.live(0, calm, number=point.pk)
    for second in range(60, 2000, 60):
        line.live(second, bad, number=point.pk)
    raised = [one for one in line.found if one.kind == "raised"]
    assert expected in [(one.label, str(one.grade)) for one in raised]
    assert all(one.at_ms >= T0 for one in raised)

    row = alarm(point, label=expected[0])
    client = Client()
    client.force_login(UserFactory(role=Role.DUTY_OFFICER))
    told = client.get(f"/api/alarms/{row.pk}").json()
    assert says in str(told["measures"])


@pytest.mark.django_db
def test_without_the_pack_its_kind_has_no_limits_and_with_it_its_checklist_is_offered(using: Any) -> None:
    assert defaults_of("slope_rain_3h").limits == ()
    assert checklist("geohazard") == checklist("general")
    using(shipped("geohazard"))
    assert defaults_of("slope_rain_3h").limits
    assert ("geohazard", "地质灾害") in sectors()
    assert [one.code for one in checklist("geohazard")][-4:] == ["GH1", "GH2", "GH3", "GH4"]


@pytest.mark.django_db
def test_the_packs_layers_stand_on_the_map_where_its_points_are(using: Any) -> None:
    client = Client()
    client.force_login(UserFactory(role=Role.DUTY_OFFICER))
    assert client.get("/api/map/packs").json() == []
    using(shipped("geohazard"))
    slope = PointFactory(kind="slope_tilt", unit="°")
    PointFactory(kind="slope_displacement_rate", unit="mm/h", gateway=slope.gateway, enterprise=slope.enterprise)
    alarm(slope, label="H", grade=Grade.ORANGE)
    told = {layer["key"]: layer for layer in client.get("/api/map/packs").json()}
    [mark] = told["geohazard.slopes"]["items"]
    assert (mark["id"], mark["points"], mark["grade"]) == (slope.enterprise_id, 2, "orange")
    assert (told["geohazard.slope_rain"]["total"], told["geohazard.slope_rain"]["en"]) == (0, "Rain gauges")
    other = Client()
    other.force_login(UserFactory(role=Role.ENTERPRISE_MANAGER, enterprise=PointFactory().enterprise))
    assert all(not layer["items"] for layer in other.get("/api/map/packs").json()), "within the reader's scope"


def test_every_shipped_pack_is_sound_beside_the_others_and_names_a_source_for_each_threshold() -> None:
    together: list[Pack] = []
    for pack in files.shipped():
        together.append(pack_of(files.texts_of(files.shipped_folder() / pack.name), together))
        assert all(row["source"] and row["mark"] for row in pack.tables["rule_set"])
    assert len(together) == 3


def test_loading_twice_changes_nothing_and_another_content_takes_its_place(config: Any, tmp_path: Path) -> None:
    assert files.load(config, "geohazard")[1]
    assert not files.load(config, "geohazard")[1]
    own = tmp_path / "own"
    own.mkdir()
    for name, text in files.texts_of(files.shipped_folder() / "geohazard").items():
        (own / name).write_text(text.replace('version = "1"', 'version = "2"'), encoding="utf-8")
    assert files.load(config, str(own))[1]
    assert [pack.version for pack in files.loaded(config)] == ["2"]


@pytest.mark.django_db
def test_a_pack_is_removed_where_there_are_no_records_yet(config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    files.load(config, "geohazard")
    files.remove(config, "geohazard")
    assert files.loaded(config) == []


@pytest.mark.django_db
def test_a_pack_is_removed_only_when_nothing_uses_it(config: Any, using: Any) -> None:
    files.load(config, "geohazard")
    using(shipped("geohazard"))
    point = PointFactory(kind="slope_tilt", unit="°")
    check = record_of("inspections", point.enterprise, sector="geohazard")
    with pytest.raises(BadPack, match="1 points, 1 inspections"):
        files.remove(config, "geohazard")
    type(check).objects.filter(pk=check.pk).update(sector="general")
    point.delete()
    files.remove(config, "geohazard")
    assert files.loaded(config) == []
    with pytest.raises(BadPack, match="not loaded"):
        files.remove(config, "geohazard")


def spoilt(**changes: tuple[str, str]) -> dict[str, str]:
    """The texts of a sound pack with one thing wrong."""
    texts = files.texts_of(files.shipped_folder() / "city_safety")
    for name, (old, new) in changes.items():
        file = "pack.toml" if name == "head" else f"{name}.csv"
        assert old in texts[file]
        texts[file] = texts[file].replace(old, new)
    return texts


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"head": ("city_safety", "City Safety")}, "must be lower-case"),
        ({"kinds": ("manhole_gas,", "nh3_concentration,")}, "nh3_concentration exists already"),
        ({"rule_set": ("manhole_gas,H,1,25", "manhole_gas,H,1,much")}, "line 2: set_point must be a number"),
        ({"rule_set": ("manhole_gas,H,1", "manhole_gas,HI,1")}, "label must be one of"),
        ({"rule_set": ("manhole_gas,H,1", "manhole_gas,H,0")}, "direction must be 1 or -1"),
        ({"rule_set": ("GB/T 50493-2019：一级报警不大于25%LEL,M", ",M")}, "needs a source"),
        ({"measures": ("hydrant_pressure,*", "hydrant_pressure,L")}, "nothing says what to do at hydrant_pressure LL"),
        ({"layers": ("hydrant_pressure", "hydrant")}, "is no kind of this pack"),
        ({"checklists": ("CS1,city_safety", "CS1,general")}, "sector must be city_safety"),
        ({"measures": ("kind,labels", "kind,label")}, "columns must be"),
    ],
)
def test_a_bad_pack_says_what_to_change(changes: dict[str, tuple[str, str]], says: str) -> None:
    with pytest.raises(BadPack, match=says.replace("(", r"\(")):
        pack_of(spoilt(**changes))


def test_a_pack_spoilt_by_hand_stops_the_start_and_names_the_file(config: Any) -> None:
    files.load(config, "forest_fire")
    (config.data / "packs" / "forest_fire" / "rule_set.csv").unlink()
    with pytest.raises(BadPack, match=r"forest_fire: rule_set\.csv is missing"):
        files.use_loaded(config)
