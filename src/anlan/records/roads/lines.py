"""Roads out of a file: GeoJSON lines or an OpenStreetMap extract, bounded, in WGS-84, with class and direction."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
import osmium

from anlan.records.areas.choices import System
from anlan.records.core.errors import Invalid
from anlan.records.core.uploads import size_sentence
from anlan.records.places.county import county
from anlan.records.roads.classes import class_of
from anlan.records.roads.graph import Road
from anlan.records.sites.coords import to_wgs84

BYTES_MAX = 20 * 2**20
TOO_LARGE = size_sentence(BYTES_MAX, hint="请只截取本县范围（osmium extract），或去掉不通车的道路")
LINES_MAX, CORNERS_MAX = 200_000, 2_000_000
#: Roads beyond the county that a team may still come from.
NEAR_DEG = 0.3
KINDS = ("highway", "fclass", "class", "道路等级", "等级")
FORTH, BOTH, BACK = 1, 0, -1
_FORTH_WORDS, _BACK_WORDS = ("yes", "true", "1", "f", "是"), ("-1", "reverse", "t")


def roads_read(raw: bytes, system: System) -> list[Road]:
    """All roads of a file in and around the county.

    Raises:
        Invalid: too large, neither of both forms, or without any road of this county.
    """
    if len(raw) > BYTES_MAX:
        raise Invalid(fields={"file": TOO_LARGE})
    is_json = raw[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    found = _bounded(_of_json(raw, system) if is_json else _of_pbf(raw))
    if not found:
        raise Invalid(fields={"file": "文件中没有本县范围内可通车的道路。请核对范围、坐标系和道路等级。"})
    return found


def _bounded(roads: Iterable[Road]) -> list[Road]:
    west, south, east, north = county().bbox
    box = (west - NEAR_DEG, south - NEAR_DEG, east + NEAR_DEG, north + NEAR_DEG)
    found: list[Road] = []
    corners = 0
    for road in roads:
        if not any(box[0] <= lon <= box[2] and box[1] <= lat <= box[3] for lon, lat in road.corners):
            continue
        corners += len(road.corners)
        found.append(road)
        if len(found) > LINES_MAX or corners > CORNERS_MAX:
            raise Invalid(fields={"file": f"道路超过 {LINES_MAX} 条或 {CORNERS_MAX} 个点，请只截取本县范围。"})
    return found


def _of_json(raw: bytes, system: System) -> Iterator[Road]:
    try:
        features = orjson.loads(raw.removeprefix(b"\xef\xbb\xbf"))["features"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        said = "应为 GeoJSON 线文件（FeatureCollection，UTF-8）或 OpenStreetMap 提取文件（.osm.pbf）。"
        raise Invalid(fields={"file": said}) from error
    if not isinstance(features, list):
        raise Invalid(fields={"file": "文件中没有要素。"})
    for number, one in enumerate(features, start=1):
        yield from _of_feature(number, one, system)


def _of_feature(number: int, one: Any, system: System) -> Iterator[Road]:
    try:
        properties = {str(key).lower(): value for key, value in (one.get("properties") or {}).items()}
        shape = one["geometry"]
        lines = {"LineString": [shape["coordinates"]], "MultiLineString": shape["coordinates"]}.get(shape["type"], [])
        word = next((str(properties[name]) for name in KINDS if properties.get(name)), "")
        kind = class_of(word)
        if kind is None:
            return
        for line in lines:
            corners = [_placed(float(corner[0]), float(corner[1]), system) for corner in line]
            if len(corners) > 1:
                yield Road(corners, kind, _oneway(properties.get("oneway"), word, properties.get("junction")))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise Invalid(fields={"file": f"第 {number} 个要素无法读取：应为以度为单位的线（LineString）。"}) from error


def _placed(lon: float, lat: float, system: System) -> tuple[float, float]:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("not in degrees")
    return (lon, lat) if system in (System.WGS84, System.CGCS2000) else to_wgs84(lon, lat, system)


def _of_pbf(raw: bytes) -> Iterator[Road]:
    try:
        reader = osmium.FileProcessor(osmium.io.FileBuffer(raw, "osm.pbf")).with_locations()
        for one in reader.with_filter(osmium.filter.KeyFilter("highway")):
            if isinstance(one, osmium.osm.Way) and (road := _of_way(one)) is not None:
                yield road
    except RuntimeError as error:
        said = "应为 GeoJSON 线文件（FeatureCollection，UTF-8）或 OpenStreetMap 提取文件（.osm.pbf）。"
        raise Invalid(fields={"file": f"{said}读取时出错：{str(error)[:100]}"}) from error


def _of_way(way: Any) -> Road | None:
    word, tags = way.tags["highway"], way.tags
    kind = class_of(word)
    if kind is None or tags.get("access") == "no" or tags.get("motor_vehicle") == "no":
        return None
    corners = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
    return Road(corners, kind, _oneway(tags.get("oneway"), word, tags.get("junction"))) if len(corners) > 1 else None


def _oneway(said: Any, highway: str, junction: Any) -> int:
    """Motorways and roundabouts are driven one way unless the file says otherwise, as OpenStreetMap has it."""
    text = str(said).strip().lower() if said not in (None, "") else ""
    if text in _BACK_WORDS:
        return BACK
    if text in _FORTH_WORDS or (not text and (highway == "motorway" or junction == "roundabout")):
        return FORTH
    return BOTH
