"""The county this installation serves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class County:
    """Name, code, middle and frame of the county, WGS-84; ``bbox`` is west, south, east, north."""

    code: str
    name: str
    lon: float
    lat: float
    bbox: tuple[float, float, float, float]


#: City point [H] and frame [M] of the domain handbook 3.7; the frame is widened south so that 北麂 lies within.
COUNTY = County("330381", "瑞安市", 120.65859, 27.77605, (120.16, 27.60, 121.30, 28.02))
