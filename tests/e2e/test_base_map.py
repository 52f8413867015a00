"""The county's own PMTiles file in a browser: a real file, read in parts, drawn under what we answer for."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.e2e.conftest import Visit
from tests.factories.pmtiles import COLOUR, pmtiles_file

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]


@pytest.mark.slow
def test_a_pmtiles_file_is_drawn_from_parts_of_it(visit: Visit, tmp_path: Path) -> None:
    raw = pmtiles_file(tmp_path / "county.pmtiles", (120.0, 27.0, 121.5, 28.5)).read_bytes()
    duty, parts = visit("duty_officer"), []

    def part(route: Any) -> None:
        low, high = map(int, re.findall(r"\d+", route.request.headers["range"]))
        body = raw[low : high + 1]
        parts.append(len(body))
        route.fulfill(status=206, body=body, headers={"Content-Range": f"bytes {low}-{low + len(body) - 1}/{len(raw)}"})

    base = {"kind": "file", "urls": ["/api/tiles/county.pmtiles"], "credit": "审图号 GS(2026)0001", "trouble": ""}
    duty.page.route("**/api/map/base", lambda route: route.fulfill(json=base))
    duty.page.route("**/api/tiles/county.pmtiles", part)
    duty.opens("/map")
    duty.page.wait_for_selector("text=审图号 GS(2026)0001")
    duty.page.wait_for_function("() => performance.getEntriesByType('resource').some(e => e.name.endsWith('.pmtiles'))")
    duty.page.wait_for_timeout(2000)  # software GL draws the tiles
    assert parts
    assert share_of_colour(duty.page.locator(".canvas").screenshot()) > 0.2, "the file's picture covers the land"


def share_of_colour(png: bytes) -> float:
    """How much of a picture has the file's colour, or nearly."""
    small = Image.open(BytesIO(png)).convert("RGB").resize((120, 80), Image.Resampling.NEAREST)
    pixels = list(small.getdata())
    return sum(all(abs(a - b) < 30 for a, b in zip(pixel, COLOUR, strict=True)) for pixel in pixels) / len(pixels)
