"""The quickest way over a graph to one place, from many places at once: one search backwards from the goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from anlan.domain.geodesy import Position
from anlan.records.roads.graph import Graph, metres

#: Farther than this from any road nobody drives there.
OFF_ROAD_MAX_M = 2_000.0
_NOWHERE = -9999


class Spot(NamedTuple):
    """Where somebody gets onto a road: the piece, the share of it that lies behind, and how far from the road."""

    piece: int
    share: float
    off_road_m: float
    at: Position


@dataclass(frozen=True, slots=True)
class Way:
    """A way along roads; ``off_road_m`` are the straight bits before and after it, which nobody has timed."""

    line: list[Position]
    distance_m: float
    seconds: float
    off_road_start_m: float
    off_road_end_m: float


class Roads:
    """A graph made ready for questions; safe to share between threads, because questions change nothing in it."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.middle_lat = float(graph.corners[:, 1].mean())
        self._xy = metres(graph.corners, self.middle_lat)
        pieces = np.repeat(np.arange(len(graph.node_a)), np.diff(graph.starts))
        self._lines = shapely.linestrings(self._xy, indices=pieces)
        self._tree = shapely.STRtree(self._lines)
        self._arcs = Arcs.of(graph)

    def quickest(
        self, starts: Sequence[Position], goal: Position, speeds_km_h: Sequence[float],
        avoid: Sequence[Sequence[Position]] = (), most: int | None = None,
    ) -> list[tuple[int, Way]]:  # fmt: skip
        """The quickest ways to the goal, at most so many, as ``(place in starts, way)``; the quickest first.

        A start that no open road leads from is left out. Roads that touch an area of ``avoid`` (rings) are closed,
        each from junction to junction. A goal inside one is left at the nearest open road.
        """
        is_open = self._open(avoid)
        seconds = self.graph.length_m / (np.asarray(speeds_km_h)[self.graph.kind] / 3.6)
        end = self._spot(goal, is_open)
        if end is None:
            return []
        search = Search(self.graph, self._arcs, np.where(is_open, seconds, np.inf), end)
        found = []
        for number, start in enumerate(starts):
            spot = self._spot(start, is_open)
            if spot is not None and (best := search.from_spot(spot)) is not None:
                found.append((best.seconds, number, spot, best))
        found.sort(key=lambda one: one[:2])
        return [(number, self._way(search, spot, best)) for _, number, spot, best in found[:most]]

    def _open(self, avoid: Sequence[Sequence[Position]]) -> NDArray[np.bool_]:
        is_open = np.ones(len(self.graph.node_a), dtype=bool)
        for ring in avoid:
            area = shapely.make_valid(shapely.polygons(metres(np.asarray(ring, dtype=np.float64), self.middle_lat)))
            is_open[self._tree.query(area, predicate="intersects")] = False
        return is_open

    def _spot(self, place: Position, is_open: NDArray[np.bool_]) -> Spot | None:
        point = shapely.points(metres(np.array([place], dtype=np.float64), self.middle_lat))[0]
        near = self._tree.query_nearest(point, max_distance=OFF_ROAD_MAX_M, all_matches=False)
        if len(near) and not is_open[near[0]]:
            near = self._tree.query(point, predicate="dwithin", distance=OFF_ROAD_MAX_M)
            near = near[is_open[near]]
            near = near[[int(np.argmin(shapely.distance(self._lines[near], point)))]] if len(near) else near
        if not len(near):
            return None
        piece = int(near[0])
        line = self._lines[piece]
        share = float(shapely.line_locate_point(line, point, normalized=True))
        foot = shapely.line_interpolate_point(line, share, normalized=True)
        return Spot(piece, share, float(shapely.distance(foot, point)), self._place(foot.x, foot.y))

    def _way(self, search: "Search", start: Spot, best: "Best") -> Way:
        line: list[Position] = []
        far = 0.0
        for piece, first, last in search.pieces(start, best):
            line += self._part(piece, first, last)
            far += float(self.graph.length_m[piece]) * abs(last - first)
        corners = [place for i, place in enumerate(line) if i == 0 or place != line[i - 1]]
        return Way(corners, far, best.seconds, start.off_road_m, search.end.off_road_m)

    def _part(self, piece: int, first: float, last: float) -> list[Position]:
        """Corners of a piece from one share of it to another, also backwards."""
        held = slice(self.graph.starts[piece], self.graph.starts[piece + 1])
        low, high = min(first, last), max(first, last)
        if (low, high) == (0.0, 1.0):
            found = [(lon, lat) for lon, lat in self.graph.corners[held].round(6).tolist()]
        else:
            xy = self._xy[held]
            along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
            share = along / along[-1] if along[-1] else along
            ends = [shapely.line_interpolate_point(self._lines[piece], s, normalized=True) for s in (low, high)]
            inner = [self._place(x, y) for (x, y), s in zip(xy, share, strict=True) if low < s < high]
            found = [self._place(ends[0].x, ends[0].y), *inner, self._place(ends[1].x, ends[1].y)]
        return found if first <= last else found[::-1]

    def _place(self, x: float, y: float) -> Position:
        per_degree = metres(np.ones((1, 2)), self.middle_lat)[0]
        return round(float(x / per_degree[0]), 6), round(float(y / per_degree[1]), 6)


@dataclass(frozen=True, slots=True)
class Arcs:
    """Every piece once for each way it may be driven, sorted by where it leads and then where it comes from.

    That is the order of the rows of a matrix of the graph turned around, so a question only fills in the seconds.
    ``first`` are the places where another pair of junctions begins: several pieces may join the same two.
    """

    key: NDArray[np.int64]
    piece: NDArray[np.int64]
    is_forth: NDArray[np.bool_]
    first: NDArray[np.int64]
    source: NDArray[np.int32]
    row_starts: NDArray[np.int32]

    @classmethod
    def of(cls, graph: Graph) -> "Arcs":
        """From a graph."""
        forth, back = np.flatnonzero(graph.oneway >= 0), np.flatnonzero(graph.oneway <= 0)
        source = np.concatenate([graph.node_a[forth], graph.node_b[back]]).astype(np.int64)
        target = np.concatenate([graph.node_b[forth], graph.node_a[back]]).astype(np.int64)
        key = target * graph.node_count + source
        order = np.argsort(key, kind="stable")
        first = np.flatnonzero(np.concatenate([[True], np.diff(key[order]) > 0]))
        rows = np.bincount(target[order][first], minlength=graph.node_count)
        return cls(
            key[order], np.concatenate([forth, back])[order], order < len(forth), first,
            source[order][first].astype(np.int32), np.concatenate([[0], np.cumsum(rows)]).astype(np.int32),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Best:
    """What a search found from one spot: the junction it leaves by, and through which junction it comes in."""

    seconds: float
    node: int
    exit: int
    left_at: float
    is_same_piece: bool = False


class Search:
    """Seconds from every junction to the goal, and the next junction on the way there."""

    def __init__(self, graph: Graph, arcs: Arcs, seconds: NDArray[np.float64], end: Spot) -> None:
        self.graph, self.arcs, self.seconds, self.end = graph, arcs, seconds, end
        # Of several pieces between the same junctions the quickest counts; a matrix would add them up.
        # What is closed takes for ever; what takes no time would be no road at all to a sparse matrix.
        cost = np.maximum(np.minimum.reduceat(seconds[arcs.piece], arcs.first), 1e-6)
        shape = (graph.node_count, graph.node_count)
        backwards = csr_matrix((cost, arcs.source, arcs.row_starts), shape=shape)
        self._exits = self._ends_of(end)
        wanted = [node for node, _, _ in self._exits]
        self._far, self._next = dijkstra(backwards, indices=wanted, return_predecessors=True)

    def _ends_of(self, spot: Spot) -> list[tuple[int, float, float]]:
        """Junctions from which the goal's piece is entered: ``(junction, seconds to the goal, share entered at)``."""
        piece, oneway = spot.piece, self.graph.oneway[spot.piece]
        whole = float(self.seconds[piece])
        a, b = int(self.graph.node_a[piece]), int(self.graph.node_b[piece])
        found = [(a, whole * spot.share, 0.0)] if oneway >= 0 else []
        return found + ([(b, whole * (1 - spot.share), 1.0)] if oneway <= 0 else [])

    def from_spot(self, start: Spot) -> Best | None:
        """The quickest way from a spot; None when there is none."""
        piece, oneway, whole = start.piece, self.graph.oneway[start.piece], float(self.seconds[start.piece])
        leaving = [(int(self.graph.node_b[piece]), whole * (1 - start.share), 1.0)] if oneway >= 0 else []
        leaving += [(int(self.graph.node_a[piece]), whole * start.share, 0.0)] if oneway <= 0 else []
        found = [
            Best(cost + float(self._far[exit_, node]) + rest, node, exit_, left_at)
            for node, cost, left_at in leaving
            for exit_, (_, rest, _) in enumerate(self._exits)
        ]
        ahead = self.end.share - start.share
        if piece == self.end.piece and ahead * oneway >= 0:
            found.append(Best(abs(ahead) * whole, 0, 0, self.end.share, is_same_piece=True))
        best = min(found, key=lambda one: one.seconds)
        return best if np.isfinite(best.seconds) else None

    def pieces(self, start: Spot, best: Best) -> list[tuple[int, float, float]]:
        """The pieces driven as ``(piece, from share, to share)``."""
        if best.is_same_piece:
            return [(start.piece, start.share, self.end.share)]
        last = (self.end.piece, self._exits[best.exit][2], self.end.share)
        return [(start.piece, start.share, best.left_at), *self._driven(best.node, best.exit), last]

    def _driven(self, node: int, exit_: int) -> list[tuple[int, float, float]]:
        found, arcs = [], self.arcs
        while (onward := int(self._next[exit_, node])) != _NOWHERE:
            key = onward * self.graph.node_count + node
            low, high = np.searchsorted(arcs.key, [key, key + 1])
            arc = int(low + np.argmin(self.seconds[arcs.piece[low:high]]))
            found.append((int(arcs.piece[arc]), *((0.0, 1.0) if arcs.is_forth[arc] else (1.0, 0.0))))
            node = onward
        return found
