"""Distances and bearings on the ground, WGS-84, good to 0.5 % within a county: the earth taken for a sphere."""

from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

EARTH_M = 6_371_008.8
_DEGREE_M = EARTH_M * pi / 180

Position = tuple[float, float]  # longitude, latitude


def distance_m(a: Position, b: Position) -> float:
    """Straight line over the ground (haversine)."""
    lat_a, lat_b = radians(a[1]), radians(b[1])
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b[0] - a[0]) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def along_and_across_m(origin: Position, bearing_deg: float, at: Position) -> Position:
    """How far ``at`` lies along the bearing (negative: behind) and to its right; flat earth, for some kilometres."""
    east = (at[0] - origin[0]) * _DEGREE_M * cos(radians(origin[1]))
    north = (at[1] - origin[1]) * _DEGREE_M
    turned = atan2(east, north) - radians(bearing_deg)
    return hypot(east, north) * cos(turned), hypot(east, north) * sin(turned)


def moved(origin: Position, bearing_deg: float, along_m: float, across_m: float = 0.0) -> Position:
    """The inverse of :func:`along_and_across_m`."""
    angle = radians(bearing_deg) + atan2(across_m, along_m)
    far = hypot(along_m, across_m)
    north, east = far * cos(angle), far * sin(angle)
    return origin[0] + east / (_DEGREE_M * cos(radians(origin[1]))), origin[1] + north / _DEGREE_M


def frame(origin: Position, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north of a box around the circle: a cheap first sieve for a database."""
    tall = degrees(radius_m / EARTH_M)
    wide = tall / max(0.01, cos(radians(origin[1])))
    return origin[0] - wide, origin[1] - tall, origin[0] + wide, origin[1] + tall
