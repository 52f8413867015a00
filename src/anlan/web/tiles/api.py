"""The base map over HTTP: what there is, one tile of it, or a part of the county's own file."""

from functools import cache
from pathlib import Path as FilePath
from typing import Annotated, Literal
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Path, Router, Schema

from anlan.kit.settings import settings
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.errors import NotFound
from anlan.records.core.inline import harmless
from anlan.records.core.ranged import ranged_response
from anlan.records.core.schemas import PROBLEMS
from anlan.web.tiles.cache import TileCache
from anlan.web.tiles.fetch import TileUnavailable, media_type, tile_fetch
from anlan.web.tiles.shift import tile_shifted
from anlan.web.tiles.source import DEEPEST, TERRAIN, TilesMisset, TileSource, terrain_source, tile_source

router = Router(tags=["tiles"])
Zoom = Annotated[int, Path(ge=1, le=DEEPEST)]
Number = Annotated[int, Path(ge=0, lt=2**DEEPEST)]


class TerrainOut(Schema):
    """Elevation tiles for the map in 3D, 256 pixels wide, from this server."""

    url: str
    encoding: Literal["terrarium", "mapbox"]
    deepest: int
    credit: str


class BaseMapOut(Schema):
    """``pictures``: tiles at ``urls``, bottom first. ``file``: PMTiles at ``urls[0]``. ``trouble`` is for the admin."""

    kind: Literal["bundled", "pictures", "file"]
    urls: list[str]
    credit: str
    trouble: str = ""
    terrain: TerrainOut | None = None


@router.get("/map/base", response={200: BaseMapOut, **PROBLEMS})
def base_map(request: HttpRequest) -> BaseMapOut:
    """Which base map is set; all of it comes from this server, and no key is told."""
    allowed(request, Permission.SITE_VIEW)
    found = _picture()
    try:
        found.terrain = _terrain()
    except TilesMisset as error:
        found.trouble = found.trouble or error.message
    return found


def _terrain() -> TerrainOut | None:
    config = settings()
    if terrain_source(config) is None:
        return None
    return TerrainOut(
        url=f"/api/tiles/{TERRAIN}/{{z}}/{{x}}/{{y}}", encoding=config.terrain_encoding,
        deepest=config.terrain_deepest, credit=config.terrain_credit,
    )  # fmt: skip


def _picture() -> BaseMapOut:
    config = settings()
    try:
        source = tile_source(config)
    except TilesMisset as error:
        return BaseMapOut(kind="bundled", urls=[], credit="", trouble=error.message)
    if source:
        urls = [f"/api/tiles/{layer}/{{z}}/{{x}}/{{y}}" for layer in source.layers]
        return BaseMapOut(kind="pictures", urls=urls, credit=source.credit)
    if config.tiles == "pmtiles":
        if _file().is_file():
            return BaseMapOut(kind="file", urls=["/api/tiles/county.pmtiles"], credit=config.tiles_credit)
        return BaseMapOut(kind="bundled", urls=[], credit="", trouble="数据目录中没有 tiles/county.pmtiles。")
    return BaseMapOut(kind="bundled", urls=[], credit="")


@router.get("/tiles/county.pmtiles", response={200: None, **PROBLEMS})
def tile_file(request: HttpRequest) -> HttpResponseBase:
    """A part of the county's own map file, ``tiles/county.pmtiles`` in the data folder."""
    allowed(request, Permission.SITE_VIEW)
    if settings().tiles != "pmtiles" or not _file().is_file():
        raise NotFound("没有设置 PMTiles 底图。")
    return ranged_response(request, _file(), "application/vnd.pmtiles")


@router.get("/tiles/{layer}/{z}/{x}/{y}", response={200: None, **PROBLEMS})
def tile(request: HttpRequest, layer: str, z: Zoom, x: Number, y: Number) -> HttpResponse:
    """One tile of the provider that is set, kept here for 30 days."""
    allowed(request, Permission.SITE_VIEW)
    source = terrain_source(settings()) if layer == TERRAIN else tile_source(settings())
    if source is None or layer not in source.layers or x >= 2**z or y >= 2**z:
        raise NotFound("没有这张底图。")
    body = tile_get(source, layer, z, x, y)
    answer = HttpResponse(body, content_type=media_type(body))
    harmless(answer, "private, max-age=604800")
    return answer


def tile_get(source: TileSource, layer: str, z: int, x: int, y: int) -> bytes:
    """A tile on the WGS-84 grid."""
    if source.is_gcj02:
        return tile_shifted(z, x, y, lambda column, row: _kept(source, layer, z, column, row))
    return _kept(source, layer, z, x, y)


def _kept(source: TileSource, layer: str, z: int, x: int, y: int) -> bytes:
    url, kept = source.url(layer, z, x, y), _cache()
    body = kept.get(url)
    if body is not None:
        return body
    try:
        body = tile_fetch(url, host=urlsplit(source.template).hostname or "")
    except TileUnavailable:
        old = kept.get(url, is_stale_good=True)
        if old is None:
            raise
        return old
    kept.put(url, body)
    return body


@cache
def _cache() -> TileCache:
    return TileCache(settings().data / "tile-cache")


def _file() -> FilePath:
    return settings().data / "tiles" / "county.pmtiles"
