"""Official boundaries: nothing is taken in unseen, nothing wrong is taken in at all."""

import json
import zipfile
from io import BytesIO

import pytest
import shapefile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.domain.geodesy import distance_m
from anlan.records.accounts.choices import Role
from anlan.records.areas import shapefiles
from anlan.records.areas.models import Area
from anlan.records.audit.models import AuditEntry
from anlan.records.places.models import Town
from anlan.records.sites.coords import wgs84_to_gcj02
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    made = Client()
    made.force_login(UserFactory(role=Role.ADMIN))
    return made


def square(lon: float = 120.60, lat: float = 27.75, side: float = 0.02) -> list[list[float]]:
    return [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]


def feature(ring: list[list[float]], **properties: str) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def sent(client: Client, *features: dict, dry_run: bool = False, crs: str = "", **form: str):
    held: dict = {"type": "FeatureCollection", "features": list(features)}
    if crs:
        held["crs"] = {"type": "name", "properties": {"name": crs}}
    file = SimpleUploadedFile("towns.geojson", json.dumps(held).encode())
    return client.post("/api/areas/import", {"file": file, **form}, query_params={"dry_run": str(dry_run).lower()})


def test_a_file_is_looked_at_before_it_is_taken(client: Client) -> None:
    first, second = Town.objects.order_by("code")[:2]
    given = feature(square(), XZQDM=f"{first.code}000", XZQMC="旧名"), feature(square(120.64), name=second.name)
    told = sent(client, *given, dry_run=True).json()
    assert [(row["code"], row["name"], row["matched_by"]) for row in told["rows"]] == [
        (first.code, first.name, "code"), (second.code, second.name, "name")
    ]  # fmt: skip
    assert (told["good"], told["is_written"], len(told["preview"])) == (2, False, 2)
    assert first.name not in told["missing"]
    assert Area.objects.count() == 0
    assert sent(client, *given).json()["is_written"]
    assert {area["code"] for area in client.get("/api/areas", {"level": "town"}).json()} == {first.code, second.code}
    assert AuditEntry.objects.filter(action="areas.imported").count() == 1
    assert {row["change"] for row in sent(client, *given).json()["rows"]} == {"changed"}
    assert Area.objects.count() == 2


DEGREES = 'GEOGCS["China_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],UNIT["Degree",0.0174]]'
METRES = 'PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["China_2000"],UNIT["Meter",1.0]]'


def shapefile_zip(town: Town, *, encoding: str = "gbk", prj: str = DEGREES, parts: str = "shp shx dbf prj") -> bytes:
    """A shapefile as desktop programs pack it: rings clockwise, attributes in upper case."""
    streams = {name: BytesIO() for name in ("shp", "shx", "dbf")}
    with shapefile.Writer(**streams, shapeType=shapefile.POLYGON, encoding=encoding) as made:
        made.field("XZQMC", "C", 60)
        made.poly([square()[::-1]])
        made.record(town.name)
    held = {**{name: stream.getvalue() for name, stream in streams.items()}, "prj": prj.encode()}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in parts.split():
            archive.writestr(f"乡镇/towns.{part}", held[part])
    return packed.getvalue()


def sent_zip(client: Client, raw: bytes, *, dry_run: bool = False):
    file = SimpleUploadedFile("towns.zip", raw)
    return client.post("/api/areas/import", {"file": file}, query_params={"dry_run": str(dry_run).lower()})


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_zipped_shapefile_is_taken_in_like_geojson(client: Client, encoding: str) -> None:
    town = Town.objects.order_by("code").first()
    told = sent_zip(client, shapefile_zip(town, encoding=encoding)).json()
    assert [(row["code"], row["matched_by"]) for row in told["rows"]] == [(town.code, "name")], told
    assert told["is_written"]
    kept = Area.objects.get().outline["coordinates"][0]
    assert sorted(map(tuple, kept)) == sorted(map(tuple, square()))


@pytest.mark.parametrize(
    ("how", "says"),
    [({"prj": METRES}, "CGCS2000_3_Degree_GK_CM_120E"), ({"parts": "shp shx"}, ".dbf"), ({"parts": "prj"}, "0 个")],
)
def test_a_shapefile_that_cannot_be_used_is_refused_with_what_to_do(client: Client, how: dict, says: str) -> None:
    answer = sent_zip(client, shapefile_zip(Town.objects.first(), **how))
    assert answer.status_code == 422
    assert says in answer.json()["fields"]["file"]


def test_a_spoilt_or_endless_zip_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    good = shapefile_zip(Town.objects.first())
    assert "损坏" in sent_zip(client, good[: len(good) // 2]).json()["fields"]["file"]
    spoilt = BytesIO()
    with zipfile.ZipFile(BytesIO(good)) as whole, zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            packed.writestr(name, whole.read(name))
    raw = bytearray(spoilt.getvalue())
    with zipfile.ZipFile(spoilt) as packed:
        for one in packed.infolist():  # the packed bytes begin behind the local header and the name
            at = one.header_offset + 30 + len(one.filename)
            raw[at : at + 4] = b"\xff" * 4
    assert "损坏" in sent_zip(client, bytes(raw)).json()["fields"]["file"]
    monkeypatch.setattr(shapefiles, "UNPACKED_MAX", 100)
    assert "解压后超过" in sent_zip(client, good).json()["fields"]["file"]


def test_one_bad_outline_keeps_the_whole_file_out_and_says_why(client: Client) -> None:
    town = Town.objects.order_by("code").first()
    bow = [[120.6, 27.7], [120.7, 27.8], [120.7, 27.7], [120.6, 27.8], [120.6, 27.7]]
    told = sent(
        client, feature(square(), code=town.code), feature(bow, name=town.name), feature(square(27.7, 60), code="1"),
        {"type": "Feature", "properties": {"name": "点"}, "geometry": {"type": "Point", "coordinates": [120, 27]}},
    ).json()  # fmt: skip
    assert (told["is_written"], told["good"], Area.objects.count()) == (False, 1, 0)
    said = ["".join(row["problems"]) for row in told["rows"]]
    assert "Self-intersection" in said[1]
    assert "重复" in said[1]
    assert "超出本县" in said[2]
    assert "不符" in said[2]
    assert "面状" in said[3]


def test_a_shifted_file_is_moved_back_to_where_it_is(client: Client) -> None:
    ring = [list(wgs84_to_gcj02(lon, lat)) for lon, lat in square()]
    assert sent(client, feature(ring, code="G-01", name="一网格"), level="grid", system="gcj02").json()["is_written"]
    kept = Area.objects.get(level="grid", code="G-01")
    corner = kept.outline["coordinates"][0][0]
    assert min(distance_m((corner[0], corner[1]), (lon, lat)) for lon, lat in square()) < 2


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::4549", "urn:ogc:def:crs:EPSG::3857"])
def test_metres_are_refused_before_anything_is_read_into_them(client: Client, crs: str) -> None:
    assert "EPSG" in sent(client, feature(square(), code="1"), crs=crs).json()["fields"]["file"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"features": 3}', b'{"features": []}', b"PK\x03\x04"])
def test_what_is_no_geojson_gets_a_plain_answer(client: Client, body: bytes) -> None:
    file = SimpleUploadedFile("x.geojson", body or b" ")
    assert client.post("/api/areas/import", {"file": file}).status_code == 422
