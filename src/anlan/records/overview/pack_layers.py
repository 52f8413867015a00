"""Layers that loaded domain packs declare: where points of their kinds are, and how bad it is there."""

from typing import Any

from anlan.domain import packs
from anlan.domain.grades import Grade, worst
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.selectors import point_facts
from anlan.records.sites.models import Point

GRADES = [str(grade) for grade in Grade]
MOST = 1_000


def pack_layers(*, for_user: User) -> list[dict[str, Any]]:
    """``{key, pack, label, en, total, items}`` per declared layer; a mark for each enterprise with such points.

    A mark says how many points there are and the worst grade among their standing alarms; at most 1,000 a layer, the
    worst first. A layer without points is listed as well: its pack is loaded, and nothing is connected yet.
    """
    return [
        {"key": f"{pack.name}.{row['key']}", "pack": pack.label, "label": row["label"], "en": row["en"],
         **_marks(row["kinds"].split(), for_user)}
        for pack in packs.in_use() for row in pack.tables["layers"]
    ]  # fmt: skip


def _marks(kinds: list[str], reader: User) -> dict[str, Any]:
    rows = Scope.of(reader).filter(Point.objects.filter(kind__in=kinds, is_enabled=True))
    places = list(rows.values_list("id", "enterprise_id", "enterprise__name", "enterprise__lon", "enterprise__lat"))
    standing = point_facts([point for point, *_ in places])
    marks: dict[int, dict[str, Any]] = {}
    for point, site, name, lon, lat in places:
        mark = marks.setdefault(site, {"id": site, "name": name, "lon": lon, "lat": lat, "points": 0, "grade": None})
        mark["points"] += 1
        known = [Grade(g) for g in (mark["grade"], standing.get(point, {}).get("alarm_state")) if g]
        mark["grade"] = worst(known) if known else None
    found = sorted(marks.values(), key=lambda m: (m["grade"].rank if m["grade"] else len(Grade), m["id"]))
    return {"total": len(places), "items": found[:MOST]}
