"""Base maps by setting, against a tiny tile server of our own: what leaves us, what comes back, and what does not."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from django.test import Client
from PIL import Image
from pmtiles.reader import Reader

from anlan.domain.geodesy import distance_m
from anlan.kit.settings import Settings
from anlan.records.accounts.choices import Role
from anlan.records.sites.coords import wgs84_to_gcj02
from anlan.web.tiles import api, shift, source
from anlan.web.tiles.cache import TileCache
from anlan.web.tiles.fetch import BYTES_MAX, TileUnavailable, tile_fetch
from tests.factories import UserFactory
from tests.factories.pmtiles import picture, pmtiles_file, tile_of

pytestmark = pytest.mark.django_db
HERE = (10, 855, 429)


def png(colour: tuple[int, int, int] = (200, 30, 40)) -> bytes:
    out = BytesIO()
    Image.new("RGB", (256, 256), colour).save(out, "PNG")
    return out.getvalue()


class TileServer:
    """Answers ``/z/x/y`` with a tile whose colour is its number, and odd paths with what goes wrong."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_down = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                status, body = outer.answer(self.path)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None: ...

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.http.serve_forever, daemon=True).start()
        self.root = f"http://127.0.0.1:{self.http.server_address[1]}"

    def answer(self, path: str) -> tuple[int, bytes]:
        if self.is_down:
            return 503, b""
        odd = {"/large": (200, png() + b"x" * BYTES_MAX), "/words": (200, b"<html>over quota"), "/away": (302, b"")}
        if path in odd:
            return odd[path]
        _, z, x, y = path.split("?")[0].split("/")
        return 200, png((int(x) % 256, int(y) % 256, int(z)))


@pytest.fixture
def server() -> Iterator[TileServer]:
    made = TileServer()
    yield made
    made.http.shutdown()


@pytest.fixture
def client() -> Client:
    made = Client()
    made.force_login(UserFactory(role=Role.DUTY_OFFICER))
    return made


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Sets the base map as the environment would, with an empty cache."""

    def set_(**given: object) -> Settings:
        config = Settings(data=tmp_path, **given)
        monkeypatch.setattr(api, "settings", lambda: config)
        kept = TileCache(tmp_path / "tile-cache")
        monkeypatch.setattr(api, "_cache", lambda: kept)
        return config

    return set_


def ask(client: Client, layer: str = "xyz", z: int = 10, x: int = 855, y: int = 429):
    return client.get(f"/api/tiles/{layer}/{z}/{x}/{y}")


def test_the_bundled_map_is_the_default_and_nothing_is_fetched(client: Client, put) -> None:
    put()
    assert client.get("/api/map/base").json()["kind"] == "bundled"
    assert ask(client).status_code == 404


def test_a_tile_comes_through_us_once_and_is_kept(client: Client, put, server: TileServer) -> None:
    put(tiles="xyz", tiles_url=server.root + "/{z}/{x}/{y}?key=SECRET", tiles_credit="某图 审图号 1")
    told = client.get("/api/map/base")
    assert told.json() == {
        "kind": "pictures", "urls": ["/api/tiles/xyz/{z}/{x}/{y}"], "credit": "某图 审图号 1", "trouble": "",
        "terrain": None,
    }  # fmt: skip
    assert b"SECRET" not in told.content
    for _ in range(2):
        answer = ask(client)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert server.asked == ["/10/855/429?key=SECRET"]
    server.is_down = True
    assert ask(client).status_code == 200  # ours
    lost = ask(client, x=856)
    assert (lost.status_code, lost.json()["code"]) == (502, "tiles.unavailable")


def test_the_key_of_tianditu_goes_to_its_host_and_to_nobody_else(put) -> None:
    found = source.tile_source(put(tiles="tianditu", tianditu_key="a&b"))
    assert found is not None
    assert "tk=a%26b" in found.url("vec", *HERE)
    with pytest.raises(TileUnavailable):
        tile_fetch(found.url("vec", *HERE), host="other.example")


def test_tianditu_is_asked_where_a_relay_of_the_government_network_stands(put) -> None:
    found = source.tile_source(put(tiles="tianditu", tianditu_key="k", tianditu_url="http://relay.example:8080/"))
    assert found is not None
    assert found.url("cva", *HERE).startswith("http://relay.example:8080/cva_w/wmts?")
    with pytest.raises(source.TilesMisset):
        source.tile_source(put(tiles="tianditu", tianditu_key="k", tianditu_url="relay"))


def test_a_kind_of_map_without_what_it_needs_says_so_and_leaves_the_bundled_one(client: Client, put) -> None:
    put(tiles="tianditu")
    told = client.get("/api/map/base").json()
    assert told["kind"] == "bundled"
    assert "ANLAN_TIANDITU_KEY" in told["trouble"]
    put(tiles="xyz", tiles_url="file:///etc/passwd/{z}")
    assert "ANLAN_TILES_URL" in client.get("/api/map/base").json()["trouble"]


@pytest.mark.parametrize("path", ["/large", "/words", "/away"])
def test_too_large_no_picture_or_a_redirect_is_no_tile(server: TileServer, path: str) -> None:
    with pytest.raises(TileUnavailable):
        tile_fetch(server.root + path, host="127.0.0.1")


def test_gcj02_tiles_are_shifted_back_to_where_things_are(client: Client, put, server: TileServer) -> None:
    put(tiles="xyz", tiles_url=server.root + "/{z}/{x}/{y}", tiles_crs="gcj02")
    z, x, y = 16, 54738, 27515
    picture = Image.open(BytesIO(ask(client, z=z, x=x, y=y).content)).convert("RGB")
    assert len(server.asked) == 4
    for px, py in ((8, 8), (128, 128), (248, 248)):
        lon, lat = shift.place_of(z, x + px / 256, y + py / 256)
        there = [int(number) for number in shift.tile_of(z, *wgs84_to_gcj02(lon, lat))]
        assert picture.getpixel((px, py))[:2] == (there[0] % 256, there[1] % 256)


def test_tile_numbers_and_places_agree() -> None:
    place = (120.66, 27.78)
    assert distance_m(shift.place_of(16, *shift.tile_of(16, *place)), place) < 0.01


def test_the_countys_own_file_is_read_in_parts(client: Client, put, tmp_path: Path) -> None:
    put(tiles="pmtiles")
    assert "county.pmtiles" in client.get("/api/map/base").json()["trouble"]
    (tmp_path / "tiles").mkdir()
    (tmp_path / "tiles" / "county.pmtiles").write_bytes(b"PMTiles" + bytes(100))
    assert client.get("/api/map/base").json()["kind"] == "file"
    part = client.get("/api/tiles/county.pmtiles", headers={"Range": "bytes=0-6"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"PMTiles")


def test_a_real_pmtiles_file_comes_back_tile_by_tile(client: Client, put, tmp_path: Path) -> None:
    put(tiles="pmtiles")
    pmtiles_file(tmp_path / "tiles" / "county.pmtiles", (120.5, 27.6, 120.9, 27.9))

    def part(offset: int, length: int) -> bytes:
        asked = {"Range": f"bytes={offset}-{offset + length - 1}"}
        return b"".join(client.get("/api/tiles/county.pmtiles", headers=asked).streaming_content)

    reader = Reader(part)
    assert reader.header()["max_zoom"] == 11
    assert reader.get(11, *tile_of(11, 120.66, 27.78)) == picture()
    assert reader.get(11, 0, 0) is None


def test_a_full_cache_forgets_the_oldest_first(tmp_path: Path) -> None:
    import os

    kept = TileCache(tmp_path, bytes_max=250)
    for number in range(4):
        kept.put(str(number), b"x" * 100)
        os.utime(kept._path(str(number)), (number, number))
    assert kept.prune() == 2
    assert [kept.get(str(number), is_stale_good=True) is not None for number in range(4)] == [False, False, True, True]
    assert kept.get("3") is None  # decades old: asked for again


def test_elevation_comes_through_us_beside_whatever_base_map_is_set(client: Client, put, server: TileServer) -> None:
    put(
        terrain_url=server.root + "/{z}/{x}/{y}", terrain_encoding="mapbox", terrain_deepest=11, terrain_credit="某高程"
    )
    told = client.get("/api/map/base").json()
    assert (told["kind"], told["trouble"]) == ("bundled", "")
    assert told["terrain"] == {
        "url": "/api/tiles/terrain/{z}/{x}/{y}", "encoding": "mapbox", "deepest": 11, "credit": "某高程"
    }  # fmt: skip
    assert client.get("/api/tiles/terrain/10/855/429")["Content-Type"] == "image/png"
    assert server.asked == ["/10/855/429"]


def test_an_elevation_address_that_is_none_leaves_the_map_flat_and_tells_the_admin(client: Client, put) -> None:
    put(terrain_url="ftp://somewhere/{z}")
    told = client.get("/api/map/base").json()
    assert told["terrain"] is None
    assert "ANLAN_TERRAIN_URL" in told["trouble"]
    assert client.get("/api/tiles/terrain/10/855/429").status_code == 404
