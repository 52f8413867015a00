"""GeoJSON or a zipped shapefile into outlines in WGS-84, with what is wrong: nothing doubtful is taken in unseen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import shapely
from shapely.geometry import mapping, shape
from shapely.validation import explain_validity

from anlan.records.areas.choices import System
from anlan.records.areas.shapefiles import features_of_zip, is_zip, not_in_degrees
from anlan.records.core.errors import Invalid
from anlan.records.core.uploads import size_sentence
from anlan.records.places.county import county
from anlan.records.sites.coords import to_wgs84

BYTES_MAX, FEATURES_MAX, CORNERS_MAX = 20 * 2**20, 5_000, 500_000
#: Beyond this nothing is a degree; of coordinates like 1e308 the simplification never comes back.
DEGREES_MAX = 360
TOO_LARGE = size_sentence(BYTES_MAX, hint="请简化边界或分批导入")
#: An outline farther than this outside the county's frame is in another system or of another county.
NEAR_DEG = 0.15
#: About a metre: finer than any official line, coarse enough for a browser.
SIMPLE_DEG = 1e-5
CODES, NAMES = ("code", "adcode", "xzqdm", "区划代码", "代码", "网格编码"), ("name", "xzqmc", "名称", "网格名称")
#: Geographic systems that a file may name; anything else is in metres or of another country.
DEGREES = ("CRS84", "4326", "4490")


@dataclass(slots=True)
class Found:
    """One feature: its number in the file, code and name as written, geometry (or None), and what is wrong.

    ``properties`` are all that the file says of it, their names in lower case.
    """

    number: int
    code: str
    name: str
    geometry: Any = None
    problems: list[str] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)


def features_read(raw: bytes, system: System, *, code_field: str = "", name_field: str = "") -> list[Found]:
    """All features of a FeatureCollection or of a zipped shapefile.

    Raises:
        Invalid: no such file, too large, or coordinates that are not in degrees.
    """
    if len(raw) > BYTES_MAX:
        raise Invalid(fields={"file": TOO_LARGE})
    features = features_of_zip(raw) if is_zip(raw) else _features_of_json(raw)
    if not isinstance(features, list) or not 0 < len(features) <= FEATURES_MAX:
        raise Invalid(fields={"file": f"要素数应为 1 至 {FEATURES_MAX}。"})
    codes, names = (code_field, *CODES) if code_field else CODES, (name_field, *NAMES) if name_field else NAMES
    found = [_found(number, one, system, codes, names) for number, one in enumerate(features, start=1)]
    if sum(shapely.get_num_coordinates(one.geometry) for one in found if one.geometry is not None) > CORNERS_MAX:
        raise Invalid(fields={"file": f"边界点超过 {CORNERS_MAX} 个，请先简化。"})
    return found


def _features_of_json(raw: bytes) -> Any:
    try:
        held = orjson.loads(raw)
        features = held["features"]
        named = str(held.get("crs", {}).get("properties", {}).get("name", "")) if held.get("crs") else ""
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        said = "应为 GeoJSON 文件（FeatureCollection，UTF-8）或 Shapefile 压缩包（.zip）。"
        raise Invalid(fields={"file": said}) from error
    if named and not named.endswith(DEGREES):
        raise not_in_degrees(named)
    return features


def _found(number: int, one: Any, system: System, codes: tuple[str, ...], names: tuple[str, ...]) -> Found:
    held = one.get("properties") if isinstance(one, dict) else None
    properties = {str(key).lower(): value for key, value in held.items()} if isinstance(held, dict) else {}
    found = Found(number, _first(properties, codes)[:32], _first(properties, names)[:64], properties=properties)
    try:
        found.geometry = shape(one["geometry"])
        if found.geometry.geom_type not in ("Polygon", "MultiPolygon") or found.geometry.is_empty:
            raise ValueError  # told below like every other shape that is none
    except Exception:
        found.geometry = None
        found.problems.append("没有面状边界（Polygon 或 MultiPolygon）。")
        return found
    if not all(abs(edge) <= DEGREES_MAX for edge in found.geometry.bounds):
        found.geometry = None
        found.problems.append("坐标不是以度为单位的经纬度。")
        return found
    found.geometry = shapely.transform(shapely.force_2d(found.geometry), _to_wgs84(system), interleaved=False)
    _judge(found)
    return found


def _first(properties: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(properties[n.lower()]).strip() for n in names if properties.get(n.lower()) not in (None, "")), "")


def _to_wgs84(system: System) -> Callable[..., Any]:
    def moved(lons: Any, lats: Any) -> Any:
        if system in (System.WGS84, System.CGCS2000):
            return lons, lats
        pairs = [to_wgs84(float(lon), float(lat), system) for lon, lat in zip(lons, lats, strict=True)]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]

    return moved


def _judge(found: Found) -> None:
    if not found.geometry.is_valid:
        found.problems.append(f"边界无效：{explain_validity(found.geometry)[:120]}。请在制图软件中修复后重新导出。")
    west, south, east, north = county().bbox
    frame = (west - NEAR_DEG, south - NEAR_DEG, east + NEAR_DEG, north + NEAR_DEG)
    at = found.geometry.bounds
    if at[0] < frame[0] or at[1] < frame[1] or at[2] > frame[2] or at[3] > frame[3]:
        found.problems.append("边界超出本县范围：坐标系可能选错，或经纬度颠倒。")


def outline_of(geometry: Any) -> dict[str, Any]:
    """GeoJSON of a geometry, without corners that nobody can see."""
    simple = geometry.simplify(SIMPLE_DEG, preserve_topology=True)
    held: dict[str, Any] = orjson.loads(orjson.dumps(mapping(simple)))
    return held
