"""Commands on buildings: one at a time from the map, or all of a plant's from a file."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.areas.choices import System
from anlan.records.areas.reading import features_read
from anlan.records.audit.services import audit_write
from anlan.records.buildings.file_columns import Row, row_of
from anlan.records.buildings.models import Building
from anlan.records.buildings.outlines import geojson_of, polygon_of, problems_of
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.locks import lock_names
from anlan.records.sites.models import Enterprise, Workshop

#: More is a district, not a plant.
BUILDINGS_MAX = 300
Request = HttpRequest | None


@dataclass(slots=True)
class Report:
    """What a file holds. ``rows`` are ``{number, name, change, problems}``, ``preview`` GeoJSON features to draw."""

    total: int = 0
    good: int = 0
    is_written: bool = False
    rows: list[dict[str, Any]] = field(default_factory=list)
    preview: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def building_create(
    *, actor: User, enterprise: Enterprise, values: dict[str, Any], request: Request = None
) -> Building:
    """Keep a building that was drawn on the map; ``values`` are its fields with its corners as ``ring``.

    Raises:
        Invalid: no ring or a bad one, a name that is taken, a workshop of another plant, or too many buildings.
    """
    lock_names([f"buildings.{enterprise.pk}"])
    if Building.objects.filter(enterprise=enterprise).count() >= BUILDINGS_MAX:
        raise Invalid(f"每家企业最多 {BUILDINGS_MAX} 栋建筑，请先删除不用的。")
    if not values.get("ring"):
        raise Invalid(fields={"ring": "请在地图上逐点画出轮廓。"})
    made = Building(enterprise=enterprise, created_by=actor)
    _fill(made, values)
    made.save()
    audit_write(actor=actor, action="building.created", target=made, changes=_told(made), request=request)
    return made


@transaction.atomic
def building_change(
    *, actor: User, building: Building, version: int, values: dict[str, Any], request: Request = None
) -> Building:
    """Change what is known of a building; without a ``ring`` its outline stays.

    Raises:
        Conflict: somebody has written since ``version`` was read.
        Invalid: as when it is made.
    """
    lock_names([f"buildings.{building.enterprise_id}"])
    held = Building.objects.select_for_update().select_related("enterprise").get(pk=building.pk)
    if held.version != version:
        raise Conflict
    before = _told(held)
    _fill(held, values)
    held.version += 1
    held.save()
    now = _told(held)
    changes: dict[str, Any] = {name: [before[name], now[name]] for name in now if before[name] != now[name]}
    if values.get("ring"):
        changes["outline"] = ["", "重画"]
    audit_write(actor=actor, action="building.changed", target=held, changes=changes, request=request)
    return held


@transaction.atomic
def building_delete(*, actor: User, building: Building, request: Request = None) -> None:
    """Take a building off the map; the audit trail keeps what it was."""
    audit_write(actor=actor, action="building.deleted", target=building, changes=_told(building), request=request)
    building.delete()


def buildings_import(
    *, actor: User, enterprise: Enterprise, raw: bytes, system: System, file_name: str, dry_run: bool,
    request: Request = None,
) -> Report:  # fmt: skip
    """Check a GeoJSON or zipped shapefile and, unless ``dry_run`` or anything is wrong, take all its buildings in.

    A building whose name is known is replaced, every other one is new; what the file does not name stays.

    Raises:
        Invalid: no such file, too large, not in degrees, or too many buildings.
    """
    workshops = {row.name: row.pk for row in Workshop.objects.filter(enterprise=enterprise)}
    known = set(Building.objects.filter(enterprise=enterprise).values_list("name", flat=True))
    found = features_read(raw, system)
    report, good, seen = Report(total=len(found)), list[Row](), set[str]()
    for one in found:
        row = row_of(one, workshops)
        if one.geometry is not None:
            row.problems += problems_of(one.geometry, enterprise)
        if row.name in seen:
            row.problems.append("名称在文件中重复。")
        seen.add(row.name)
        change = "changed" if row.name in known else "added"
        report.rows.append({"number": row.number, "name": row.name, "change": change, "problems": row.problems})
        if not row.problems:
            good.append(row)
            properties = {"name": row.name, "height_m": row.values["height_m"]}
            outline = geojson_of(row.geometry)
            report.preview.append({"type": "Feature", "geometry": outline, "properties": properties})
    report.good = len(good)
    if len(known | seen) > BUILDINGS_MAX:
        raise Invalid(f"每家企业最多 {BUILDINGS_MAX} 栋建筑。")
    if not dry_run and report.good == report.total:
        _write(actor, enterprise, good, system, file_name, request)
        report.is_written = True
    return report


@transaction.atomic
def _write(
    actor: User, enterprise: Enterprise, rows: list[Row], system: System, file_name: str, request: Request
) -> None:
    lock_names([f"buildings.{enterprise.pk}"])
    held = {one.name: one for one in Building.objects.select_for_update().filter(enterprise=enterprise)}
    for row in rows:
        one = held.get(row.name) or Building(enterprise=enterprise, name=row.name, created_by=actor)
        one.version += one.pk is not None
        one.outline, one.came_in, one.source = geojson_of(row.geometry), system, file_name[:200]
        for name, value in row.values.items():
            setattr(one, name, value)
        one.save()
    told = {"file": file_name[:200], "system": str(system), "count": len(rows)}
    audit_write(actor=actor, action="buildings.imported", target=enterprise, changes=told, request=request)


def _fill(building: Building, values: dict[str, Any]) -> None:
    wrong: dict[str, str] = {}
    taken = Building.objects.filter(enterprise_id=building.enterprise_id, name=values["name"]).exclude(pk=building.pk)
    if taken.exists():
        wrong["name"] = "已有同名建筑，请换一个名称。"
    if values["base_m"] >= values["height_m"]:
        wrong["base_m"] = "底部高度应低于高度。"
    workshop = values.get("workshop_id")
    if workshop is not None and not Workshop.objects.filter(pk=workshop, enterprise_id=building.enterprise_id).exists():
        wrong["workshop_id"] = "只能选择本企业的车间。"
    if ring := values.get("ring"):
        shape = polygon_of(ring)
        if found := problems_of(shape, building.enterprise):
            wrong["ring"] = found[0]
        else:
            building.outline, building.came_in, building.source = geojson_of(shape), System.WGS84, ""
    if wrong:
        raise Invalid(fields=wrong)
    for name in ("name", "use", "height_m", "base_m", "floors", "workshop_id"):
        setattr(building, name, values.get(name))


def _told(building: Building) -> dict[str, Any]:
    return {name: getattr(building, name) for name in ("name", "use", "height_m", "base_m", "floors", "workshop_id")}
