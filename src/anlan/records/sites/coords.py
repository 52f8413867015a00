"""Positions into CGCS2000/WGS-84: maps of the big providers are shifted on purpose, by 50 to 600 m.

GCJ-02 is the shifted system of most Chinese web maps; BD-09 shifts it once more. Both are undone by walking back
until the forward shift lands within 1e-7 degrees (about a centimetre) of the given position.
"""

from math import atan2, cos, hypot, pi, sin, sqrt

_AXIS_M = 6378245.0
_ECC2 = 0.00669342162296594323
_BD_PI = pi * 3000.0 / 180.0
_CLOSE_DEG = 1e-7


def to_wgs84(lon: float, lat: float, system: str) -> tuple[float, float]:
    """Longitude and latitude in WGS-84 of a position given in ``system``: wgs84, cgcs2000, gcj02 or bd09."""
    if system == "bd09":
        lon, lat = _bd09_to_gcj02(lon, lat)
    return _gcj02_to_wgs84(lon, lat) if system in ("bd09", "gcj02") else (lon, lat)


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The forward shift, as published map viewers apply it."""
    east, north = _shift_m(lon - 105.0, lat - 35.0)
    radians = lat / 180.0 * pi
    root = 1 - _ECC2 * sin(radians) ** 2
    d_lat = north * 180.0 / (_AXIS_M * (1 - _ECC2) / (root * sqrt(root)) * pi)
    d_lon = east * 180.0 / (_AXIS_M / sqrt(root) * cos(radians) * pi)
    return lon + d_lon, lat + d_lat


def _shift_m(x: float, y: float) -> tuple[float, float]:
    def waves(a: float, b: float, c: float, n: float, m: float, k: float) -> float:
        return (a * sin(n * pi) + b * sin(n / m * pi) + c * sin(n / k * pi)) * 2.0 / 3.0

    common = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common
    east += waves(20.0, 40.0, 0.0, x, 3.0, 1.0) + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common
    north += waves(20.0, 40.0, 0.0, y, 3.0, 1.0) + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    return east, north


def _gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    guess_lon, guess_lat = lon, lat
    for _ in range(20):
        there_lon, there_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
        if hypot(lon - there_lon, lat - there_lat) < _CLOSE_DEG:
            break
    return guess_lon, guess_lat


def _bd09_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 0.0065, lat - 0.006
    radius = hypot(x, y) - 0.00002 * sin(y * _BD_PI)
    angle = atan2(y, x) - 0.000003 * cos(x * _BD_PI)
    return radius * cos(angle), radius * sin(angle)
