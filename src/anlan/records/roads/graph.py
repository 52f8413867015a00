"""From lines to a graph: a road is cut wherever it meets another, so every piece runs from junction to junction."""

from collections import Counter
from dataclasses import dataclass, fields
from io import BytesIO
from itertools import pairwise
from math import cos, radians
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from anlan.domain.geodesy import EARTH_M

#: Corners nearer than this (about a decimetre) are one place.
GRID = 1_000_000
DEGREE_M = EARTH_M * np.pi / 180


@dataclass(frozen=True, slots=True)
class Road:
    """Corners, the place of its class in ``road_speeds.csv``, and the way one may drive: 1, 0 (both) or -1."""

    corners: list[tuple[float, float]]
    kind: int
    oneway: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Pieces of road as columns. ``starts[i]:starts[i + 1]`` are the corners of piece ``i``, in degrees.

    ``node_a`` and ``node_b`` are the junctions at its first and last corner; ``oneway`` is 1, 0 or -1.
    """

    node_a: NDArray[np.int32]
    node_b: NDArray[np.int32]
    kind: NDArray[np.uint8]
    oneway: NDArray[np.int8]
    length_m: NDArray[np.float64]
    starts: NDArray[np.int64]
    corners: NDArray[np.float64]
    node_count: int

    def to_bytes(self) -> bytes:
        """As one file."""
        out = BytesIO()
        arrays: dict[str, Any] = {one.name: np.asarray(getattr(self, one.name)) for one in fields(self)}
        np.savez_compressed(out, **arrays)
        return out.getvalue()

    @classmethod
    def of_bytes(cls, raw: bytes) -> "Graph":
        """Back again; no pickles are read."""
        with np.load(BytesIO(raw), allow_pickle=False) as held:
            arrays = {one.name: held[one.name] for one in fields(cls)}
        return cls(**{**arrays, "node_count": int(arrays["node_count"])})

    def joined_share(self) -> float:
        """The part of all pieces that hangs together in the largest network: a file of loose lines has little."""
        ones = np.ones(len(self.node_a), dtype=np.int8)
        matrix = coo_matrix((ones, (self.node_a, self.node_b)), shape=(self.node_count, self.node_count))
        _, label = connected_components(matrix, directed=False)
        return float(np.bincount(label[self.node_a]).max() / len(self.node_a))


def graph_of(roads: list[Road]) -> Graph:
    """The graph of these roads."""
    keys = [[(round(lon * GRID), round(lat * GRID)) for lon, lat in road.corners] for road in roads]
    met = Counter(key for line in keys for key in line)
    node_of: dict[tuple[int, int], int] = {}
    a, b, kind, oneway, starts = [], [], [], [], [0]
    corners: list[tuple[float, float]] = []
    for road, line in zip(roads, keys, strict=True):
        for first, last in _pieces(line, met):
            a.append(node_of.setdefault(line[first], len(node_of)))
            b.append(node_of.setdefault(line[last], len(node_of)))
            kind.append(road.kind)
            oneway.append(road.oneway)
            corners.extend(road.corners[first : last + 1])
            starts.append(len(corners))
    places = np.array(corners, dtype=np.float64).reshape(-1, 2)
    bounds = np.array(starts, dtype=np.int64)
    return Graph(
        np.array(a, np.int32), np.array(b, np.int32), np.array(kind, np.uint8), np.array(oneway, np.int8),
        _lengths(places, bounds), bounds, places, len(node_of),
    )  # fmt: skip


def _pieces(line: list[tuple[int, int]], met: Counter[tuple[int, int]]) -> list[tuple[int, int]]:
    """First and last corner of every piece; one that goes nowhere is left out."""
    cuts = [0, *(i for i in range(1, len(line) - 1) if met[line[i]] > 1), len(line) - 1]
    found = pairwise(cuts)
    return [(i, j) for i, j in found if any(line[k] != line[k + 1] for k in range(i, j))]


def metres(places: NDArray[np.float64], middle_lat: float) -> NDArray[np.float64]:
    """Degrees as metres on flat ground, good to some tenths of a percent within a county."""
    scaled: NDArray[np.float64] = places * np.array([DEGREE_M * cos(radians(middle_lat)), DEGREE_M])
    return scaled


def _lengths(places: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    lat = np.radians((places[:-1, 1] + places[1:, 1]) / 2)
    step = np.diff(places, axis=0) * DEGREE_M
    far = np.hypot(step[:, 0] * np.cos(lat), step[:, 1])
    far[starts[1:-1] - 1] = 0  # from the end of one piece to the start of the next nobody drives
    total = np.concatenate([[0.0], np.cumsum(far)])
    ends: NDArray[np.float64] = total[starts[1:] - 1] - total[starts[:-1]]
    return ends
