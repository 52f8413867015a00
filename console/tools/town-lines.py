"""Lines between the sketched town cells, each once: put the cells (`town.json`) into the folder, then
`python tools/town-lines.py public/basemap`.

Two polygons that share an edge would draw its dashes twice, out of step, and a dashed line would look solid, which is
what an official boundary looks like. Edges are split where another cell's corner lies on them; the outer edge is left
to the county line.
"""

import json
import sys
from collections import Counter
from pathlib import Path

Corner = tuple[float, float]
NEAR_DEG = 2e-5


def rings(feature: dict) -> list[list[Corner]]:
    """All rings of a polygon or multi-polygon."""
    shape = feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [[tuple(c) for c in ring] for polygon in polygons for ring in polygon]


def split(a: Corner, b: Corner, corners: set[Corner]) -> list[tuple[Corner, Corner]]:
    """The edge from a to b, cut at every corner that lies on it."""
    length2 = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
    on_edge = []
    for c in corners - {a, b}:
        along = ((c[0] - a[0]) * (b[0] - a[0]) + (c[1] - a[1]) * (b[1] - a[1])) / length2
        across2 = (c[0] - a[0] - along * (b[0] - a[0])) ** 2 + (c[1] - a[1] - along * (b[1] - a[1])) ** 2
        if 0 < along < 1 and across2 < NEAR_DEG**2:
            on_edge.append((along, c))
    stops = [a, *(c for _, c in sorted(on_edge)), b]
    return list(zip(stops, stops[1:]))


def main(folder: Path) -> None:
    """Read town.json, write town_line.json."""
    cells = json.loads((folder / "town.json").read_text())["features"]
    all_rings = [ring for cell in cells for ring in rings(cell)]
    corners = {c for ring in all_rings for c in ring}
    pieces = [tuple(sorted(p)) for ring in all_rings for e in zip(ring, ring[1:]) if e[0] != e[1] for p in split(*e, corners)]
    lines = sorted(piece for piece, count in Counter(pieces).items() if count > 1)
    shape = {"type": "MultiLineString", "coordinates": [[list(a), list(b)] for a, b in lines]}
    found = {"type": "Feature", "properties": {"src": "voronoi-sketch"}, "geometry": shape}
    (folder / "town_line.json").write_text(json.dumps({"type": "FeatureCollection", "features": [found]}, separators=(",", ":")))


main(Path(sys.argv[1]))
