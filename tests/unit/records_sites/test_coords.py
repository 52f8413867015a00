"""Shifted map positions are brought back."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.records.sites.coords import to_wgs84, wgs84_to_gcj02

LON = st.floats(119.0, 122.0)
LAT = st.floats(27.0, 29.0)


def test_shift_in_this_county_is_what_the_maps_show() -> None:
    lon, lat = wgs84_to_gcj02(120.655, 27.778)
    east_m = (lon - 120.655) * 111_320 * cos(radians(27.778))
    north_m = (lat - 27.778) * 110_574
    # The base map's notes measured +0.0040° and −0.0033° here with other tools.
    assert (lon - 120.655, lat - 27.778) == pytest.approx((0.0040, -0.0033), abs=0.001)
    assert 300 < hypot(east_m, north_m) < 700


@given(LON, LAT)
def test_gcj02_is_undone_to_a_centimetre(lon: float, lat: float) -> None:
    assert to_wgs84(*wgs84_to_gcj02(lon, lat), "gcj02") == pytest.approx((lon, lat), abs=2e-7)


def test_bd09_lies_beyond_gcj02() -> None:
    # 百度 position of a point whose GCJ-02 position is known: 116.404, 39.915 is 116.3976…, 39.9087… in GCJ-02.
    lon, lat = to_wgs84(116.404, 39.915, "bd09")
    assert wgs84_to_gcj02(lon, lat) == pytest.approx((116.39762729, 39.90865673), abs=1e-5)


@pytest.mark.parametrize("system", ["wgs84", "cgcs2000"])
def test_true_positions_are_left_alone(system: str) -> None:
    assert to_wgs84(120.5, 27.8, system) == (120.5, 27.8)
