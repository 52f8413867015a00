"""A small PMTiles file as such tools write them: one colour over the county, zoom 8 to 11."""

from io import BytesIO
from math import asinh, floor, pi, radians, tan
from pathlib import Path

from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

COLOUR = (200, 30, 140)


def picture() -> bytes:
    """One tile."""
    out = BytesIO()
    Image.new("RGB", (256, 256), COLOUR).save(out, "PNG")
    return out.getvalue()


def tile_of(z: int, lon: float, lat: float) -> tuple[int, int]:
    """Column and row of the tile that holds a place."""
    return floor((lon + 180) / 360 * 2**z), floor((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**z)


def pmtiles_file(path: Path, frame: tuple[float, float, float, float]) -> Path:
    """Write it; ``frame`` is west, south, east, north."""
    west, south, east, north = frame
    ids = []
    for z in range(8, 12):
        (left, bottom), (right, top) = tile_of(z, west, south), tile_of(z, east, north)
        ids += [zxy_to_tileid(z, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        writer = Writer(out)
        for one in sorted(ids):
            writer.write_tile(one, picture())
        corners = {"min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north}
        middle = {"center_lon_e7": (west + east) / 2, "center_lat_e7": (south + north) / 2}
        header = {
            "tile_type": TileType.PNG, "tile_compression": Compression.NONE, "min_zoom": 8, "max_zoom": 11,
            "center_zoom": 9, **{name: round(degrees * 10_000_000) for name, degrees in {**corners, **middle}.items()},
        }  # fmt: skip
        writer.finalize(header, {"name": "county"})
    return path
