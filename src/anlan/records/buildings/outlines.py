"""Is this the outline of a building, and of this plant? Drawn corners and imported shapes are judged alike."""

from collections.abc import Sequence
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import Polygon, mapping
from shapely.validation import explain_validity

from anlan.domain.geodesy import distance_m
from anlan.records.sites.models import Enterprise

CORNERS_MAX = 500
FAR_M = 5_000
SMALLEST_M2, LARGEST_M2 = 1.0, 1_000_000.0
_DEGREE_M = 111_195.0
#: A decimetre: finer than anybody draws, coarser than the noise of a conversion.
DIGITS = 6


def polygon_of(corners: Sequence[Sequence[float]]) -> Polygon:
    """A polygon of drawn corners, whether or not the last repeats the first."""
    return Polygon([tuple(corner) for corner in corners])


def problems_of(shape: Any, enterprise: Enterprise) -> list[str]:
    """What is wrong with an outline, in sentences; none when it can be taken."""
    if shape.geom_type == "MultiPolygon" and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    if shape.geom_type != "Polygon" or shape.is_empty:
        return ["应为单个面（Polygon）；多个面请拆成多栋建筑。"]
    if shapely.get_num_coordinates(shape) > CORNERS_MAX:
        return [f"轮廓点不能超过 {CORNERS_MAX} 个，请先简化。"]
    if not shape.is_valid:
        return [f"轮廓无效：{explain_validity(shape)[:120]}。请检查是否自相交。"]
    middle = shape.centroid
    if distance_m((middle.x, middle.y), (enterprise.lon, enterprise.lat)) > FAR_M:
        return [f"轮廓距企业位置超过 {FAR_M // 1000} 公里：坐标系可能选错，或不是本企业的建筑。"]
    area_m2 = shape.area * _DEGREE_M**2 * cos(radians(middle.y))
    if not SMALLEST_M2 <= area_m2 <= LARGEST_M2:
        return ["占地面积应在 1 平方米至 1 平方公里之间。"]
    return []


def geojson_of(shape: Any) -> dict[str, Any]:
    """GeoJSON of a polygon that was found good, rounded to a decimetre."""
    single = shape.geoms[0] if shape.geom_type == "MultiPolygon" else shape
    rings = [[[round(x, DIGITS), round(y, DIGITS)] for x, y, *_ in ring] for ring in mapping(single)["coordinates"]]
    return {"type": "Polygon", "coordinates": rings}
