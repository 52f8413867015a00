"""Which network is in use, and the quickest way over it; without one, or where none leads, the straight line."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from anlan.domain.geodesy import Position, distance_m
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core.errors import Conflict
from anlan.records.core.photos import file_path
from anlan.records.overview.around import TEAM_KM_H
from anlan.records.resources.selectors import place_of, resource_data, resource_list
from anlan.records.roads.classes import classes, speeds_km_h
from anlan.records.roads.graph import Graph
from anlan.records.roads.models import RoadNetwork, RoadSpeed
from anlan.records.roads.way import Roads, Way

TEAMS_SHOWN = 5
#: So many, the nearest by straight line, are looked at: who is farther is not among the five quickest.
TEAMS_TRIED = 40

_lock = Lock()
_kept: tuple[str, Roads] | None = None


def network_in_use() -> RoadNetwork | None:
    """The newest network that was not taken away."""
    return RoadNetwork.objects.filter(is_active=True).select_related("imported_by").first()


def roads_of(network: RoadNetwork) -> Roads:
    """The network made ready; one is kept in memory, the first question after an import waits for it.

    Raises:
        Conflict: its file is gone, e.g. a backup was put back without the data folder.
    """
    global _kept
    with _lock:
        if _kept is None or _kept[0] != network.sha256:
            try:
                raw = file_path(network.sha256).read_bytes()
            except FileNotFoundError as error:
                raise Conflict("路网文件不在数据目录中，请管理员重新导入路网或停用路网。") from error
            _kept = (network.sha256, Roads(Graph.of_bytes(raw)))
        return _kept[1]


@dataclass(frozen=True, slots=True)
class Asked:
    """From where to where, and what must not be driven through (rings)."""

    goal: Position
    avoid: Sequence[Sequence[Position]] = ()


def routes_from(starts: Sequence[Position], asked: Asked) -> list[dict[str, Any]]:
    """One answer per start, in their order."""
    ways = _ways(starts, asked)
    return [
        _by_road(ways[number], start, asked.goal) if number in ways else _straight(start, asked.goal)
        for number, start in enumerate(starts)
    ]


def _ways(starts: Sequence[Position], asked: Asked, most: int | None = None) -> dict[int, Way]:
    """By the place in ``starts``, the quickest first; empty without a network."""
    network = network_in_use()
    if network is None:
        return {}
    return dict(roads_of(network).quickest(starts, asked.goal, speeds_km_h(), asked.avoid, most))


def routes_of_teams(*, for_user: User, asked: Asked) -> list[dict[str, Any]]:
    """The teams that are there first, the quickest first; those without a way by road come after those with one."""
    scope = Scope.of(for_user)
    teams = sorted(
        resource_list(for_user=for_user, kind="team"), key=lambda row: distance_m(place_of(row), asked.goal)
    )[:TEAMS_TRIED]
    starts = [place_of(row) for row in teams]
    ways = _ways(starts, asked, TEAMS_SHOWN)
    beyond = [number for number in range(len(teams)) if number not in ways]  # they are sorted by straight line
    found = []
    for number in [*ways, *beyond][:TEAMS_SHOWN]:
        start = starts[number]
        route = _by_road(ways[number], start, asked.goal) if number in ways else _straight(start, asked.goal)
        found.append({**route, "team": resource_data(teams[number], scope)})
    return found


def _by_road(way: Way, start: Position, goal: Position) -> dict[str, Any]:
    return {
        "kind": "road", "team": None, "line": [start, *way.line, goal], "distance_m": round(way.distance_m),
        "minutes": round(way.seconds / 60, 1), "off_road_start_m": round(way.off_road_start_m),
        "off_road_end_m": round(way.off_road_end_m),
    }  # fmt: skip


def _straight(start: Position, goal: Position) -> dict[str, Any]:
    far = distance_m(start, goal)
    return {
        "kind": "straight", "team": None, "line": [start, goal], "distance_m": round(far),
        "minutes": round(far / (TEAM_KM_H * 1000 / 60), 1), "off_road_start_m": 0, "off_road_end_m": 0,
    }  # fmt: skip


def network_data(network: RoadNetwork | None) -> dict[str, Any] | None:
    """The network as its readers get it."""
    if network is None:
        return None
    return {
        "id": network.pk, "source": network.source, "credit": network.credit, "licence": network.licence,
        "node_count": network.node_count, "edge_count": network.edge_count, "length_km": network.length_km,
        "imported_at": network.imported_at.isoformat(),
        "by": network.imported_by.name if network.imported_by else "",
    }  # fmt: skip


def speeds_data() -> list[dict[str, Any]]:
    """Every class with the speed in force and where it comes from."""
    changed = {row.kind: row for row in RoadSpeed.objects.all()}
    found = []
    for one in classes():
        own = changed.get(one.kind)
        found.append({
            "kind": one.kind, "name": one.name, "km_h": own.km_h if own else one.km_h, "shipped_km_h": one.km_h,
            "source": own.source if own else one.source, "mark": "" if own else one.mark, "is_own": own is not None,
        })  # fmt: skip
    return found
