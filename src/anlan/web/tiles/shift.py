"""GCJ-02 tiles under a WGS-84 map: each tile is cut out of the shifted ones it lies across, here at the edge.

Within one tile the shift changes by less than a pixel at the zooms of a county, so one shift per tile does.
"""

from collections.abc import Callable
from io import BytesIO
from math import atan, degrees, floor, log, pi, radians, sinh, tan

from PIL import Image, UnidentifiedImageError

from anlan.records.sites.coords import wgs84_to_gcj02
from anlan.web.tiles.fetch import TileUnavailable

SIDES = (256, 512)


def tile_shifted(z: int, x: int, y: int, get: Callable[[int, int], bytes]) -> bytes:
    """The WGS-84 tile ``z/x/y`` as PNG; ``get(x, y)`` gives the provider's GCJ-02 tiles of the same zoom."""
    left, top = shift_tiles(z, x, y)
    column, row = floor(x + left), floor(y + top)
    first = _opened(get(column, row))
    side = first.width
    out = Image.new("RGBA", (side, side))
    for dx in (0, 1):
        for dy in (0, 1):
            part = first if dx == dy == 0 else _opened(get(column + dx, row + dy))
            at = round((column + dx - x - left) * side), round((row + dy - y - top) * side)
            out.paste(part.convert("RGBA"), at)
    kept = BytesIO()
    out.save(kept, "PNG")
    return kept.getvalue()


def shift_tiles(z: int, x: int, y: int) -> tuple[float, float]:
    """How far right and down GCJ-02 lies at the middle of a tile, in tiles."""
    lon, lat = place_of(z, x + 0.5, y + 0.5)
    there = tile_of(z, *wgs84_to_gcj02(lon, lat))
    return there[0] - (x + 0.5), there[1] - (y + 0.5)


def place_of(z: int, x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a corner in tile numbers."""
    return x / 2**z * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * y / 2**z))))


def tile_of(z: int, lon: float, lat: float) -> tuple[float, float]:
    """Tile numbers, with their fractions, of a place."""
    return (lon + 180) / 360 * 2**z, (1 - log(tan(pi / 4 + radians(lat) / 2)) / pi) / 2 * 2**z


def _opened(body: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(body))
        if picture.size[0] not in SIDES or picture.size[0] != picture.size[1]:
            raise TileUnavailable
        picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise TileUnavailable from error
    return picture
