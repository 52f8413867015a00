"""Commands on roads: take a network in, take it away, set the speeds."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.areas.choices import System
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.core.photos import file_keep
from anlan.records.roads.choices import Licence
from anlan.records.roads.classes import classes
from anlan.records.roads.graph import Graph, graph_of
from anlan.records.roads.lines import roads_read
from anlan.records.roads.models import RoadNetwork, RoadSpeed
from anlan.records.roads.selectors import network_in_use

#: Less than this hanging together means that lines cross without a common corner.
JOINED_LEAST = 0.8
ODBL_CREDIT = "© OpenStreetMap 贡献者（ODbL）"
Request = HttpRequest | None


@dataclass(slots=True)
class Report:
    """What a file of roads holds. ``by_class`` counts pieces by the name of their class."""

    node_count: int
    edge_count: int
    length_km: float
    joined_share: float
    warning: str = ""
    is_written: bool = False
    by_class: dict[str, int] = field(default_factory=dict)


def network_import(
    *, actor: User, raw: bytes, system: System, licence: Licence, credit: str, file_name: str, dry_run: bool,
    request: Request = None,
) -> Report:  # fmt: skip
    """Read a file and, unless ``dry_run``, let it take the place of the network in use.

    Raises:
        Invalid: no file of roads, too large, or own data without a word of where they come from.
    """
    named = ODBL_CREDIT if licence == Licence.ODBL else credit.strip()
    if not named:
        raise Invalid(fields={"credit": "请填写路网数据的来源说明。"})
    graph = graph_of(roads_read(raw, system))
    report = _report(graph)
    if not dry_run:
        _write(actor, graph, report, licence, named, file_name, request)
        report.is_written = True
    return report


def _report(graph: Graph) -> Report:
    names = [one.name for one in classes()]
    joined = graph.joined_share()
    loose = f"只有 {joined:.0%} 的路段互相连通：道路相交处可能没有公共点，路线会绕行或找不到。"
    return Report(
        node_count=graph.node_count, edge_count=len(graph.node_a),
        length_km=round(float(graph.length_m.sum()) / 1000, 1), joined_share=round(joined, 3),
        warning=loose if joined < JOINED_LEAST else "",
        by_class=dict(Counter(names[kind] for kind in graph.kind.tolist())),
    )  # fmt: skip


@transaction.atomic
def _write(
    actor: User, graph: Graph, report: Report, licence: Licence, credit: str, file_name: str, request: Request
) -> None:
    sha256 = file_keep(graph.to_bytes())
    RoadNetwork.objects.filter(is_active=True).update(is_active=False)
    made = RoadNetwork.objects.create(
        source=file_name[:200], credit=credit[:200], licence=licence, sha256=sha256, node_count=report.node_count,
        edge_count=report.edge_count, length_km=report.length_km, imported_by=actor,
    )  # fmt: skip
    told = {"file": file_name[:200], "edges": report.edge_count, "sha256": sha256, "licence": str(licence)}
    audit_write(actor=actor, action="roads.imported", target=made, changes=told, request=request)


@transaction.atomic
def network_retire(*, actor: User, request: Request = None) -> None:
    """Take the network in use away: straight lines again.

    Raises:
        NotFound: there is none.
    """
    held = network_in_use()
    if held is None:
        raise NotFound("没有在用的路网。")
    RoadNetwork.objects.filter(is_active=True).update(is_active=False)
    audit_write(actor=actor, action="roads.retired", target=held, request=request)


@transaction.atomic
def speeds_set(*, actor: User, speeds: list[dict[str, Any]], request: Request = None) -> None:
    """Put the county's own speeds in the place of all earlier ones; a class that is not named has the shipped one.

    Raises:
        Invalid: an unknown class, or one named twice.
    """
    kinds = [one["kind"] for one in speeds]
    if len(set(kinds)) < len(kinds) or set(kinds) - {one.kind for one in classes()}:
        raise Invalid(fields={"speeds": "道路等级不存在或重复。"})
    before = dict(RoadSpeed.objects.values_list("kind", "km_h"))
    RoadSpeed.objects.all().delete()
    RoadSpeed.objects.bulk_create([RoadSpeed(**one) for one in speeds])
    now = {one["kind"]: one["km_h"] for one in speeds}
    told = {kind: [before.get(kind), now.get(kind)] for kind in sorted({*before, *now})}
    audit_write(actor=actor, action="road_speeds.changed", changes=told, request=request)
