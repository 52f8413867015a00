"""Resources out of a spreadsheet: every row is checked, then all are written or none."""

from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.places.models import Town
from anlan.records.resources.choices import ResourceKind
from anlan.records.resources.models import Resource
from anlan.records.sites.coords import to_wgs84
from anlan.records.sites.tables.columns import COORD_WORDS
from anlan.records.sites.tables.reading import read_rows

#: Heading → field. 类别、名称、乡镇街道、经度 and 纬度 must be filled in.
HEADINGS = {
    "类别": "kind", "名称": "name", "乡镇街道": "town", "地址": "address", "经度": "lon", "纬度": "lat",
    "坐标系": "coord_system", "数量": "capacity", "计量单位": "unit",
    "联系人": "contact", "电话": "phone", "说明": "note",
}  # fmt: skip
NEEDED = ("类别", "名称", "乡镇街道", "经度", "纬度")
KIND_WORDS = {kind.label: kind.value for kind in ResourceKind} | {kind.value: kind.value for kind in ResourceKind}


@dataclass(slots=True)
class Report:
    """What the file holds: ``problems`` are ``{row, heading, message}``; ``is_written`` only without any."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    is_written: bool = False
    problems: list[dict[str, Any]] = field(default_factory=list)


def resources_import(
    *, actor: User, file: BinaryIO, size: int, name: str, dry_run: bool, request: Any = None
) -> Report:
    """Check a table and, unless ``dry_run``, write it. A row of a known kind and name changes that resource.

    Raises:
        BadFile: no table.
    """
    report, towns = Report(), _towns()
    made: list[Resource] = []
    known = {(row.kind, row.name): row for row in Resource.objects.all()}
    for number, cells in read_rows(file, size, name):
        report.rows += 1
        resource = _row(number, cells, towns, known, report)
        if resource is not None:
            known[resource.kind, resource.name] = resource
            made.append(resource)
    report.added = sum(row.pk is None for row in made)
    report.changed = len(made) - report.added
    if not dry_run and not report.problems and made:
        _write(actor, made, report, request)
    return report


@transaction.atomic
def _write(actor: User, made: list[Resource], report: Report, request: Any) -> None:
    for resource in made:
        resource.save()
    report.is_written = True
    told = {"added": report.added, "changed": report.changed}
    audit_write(actor=actor, action="resource.imported", changes=told, request=request)


def _row(
    number: int, cells: dict[str, str], towns: dict[str, Town], known: dict[tuple[str, str], Resource], report: Report
) -> Resource | None:
    before = len(report.problems)

    def wrong(heading: str, message: str) -> None:
        report.problems.append({"row": number, "heading": heading, "message": message})

    for heading in NEEDED:
        if not cells.get(heading):
            wrong(heading, "必填。")
    fields = {HEADINGS[heading]: cell for heading, cell in cells.items() if heading in HEADINGS}
    kind, town = KIND_WORDS.get(fields.get("kind", "")), towns.get(fields.pop("town", ""))
    if kind is None and cells.get("类别"):
        wrong("类别", f"应为 {'、'.join(k.label for k in ResourceKind)} 之一。")
    if town is None and cells.get("乡镇街道"):
        wrong("乡镇街道", "没有这个乡镇街道，请填写名称或区划代码。")
    position = _position(fields, wrong)
    if len(report.problems) > before or kind is None or town is None or position is None:
        return None
    resource = known.get((kind, fields["name"])) or Resource()
    resource.kind, resource.town = kind, town
    resource.lon, resource.lat, resource.coord_source = position
    _fill(resource, fields, wrong)
    return resource if len(report.problems) == before else None


def _fill(resource: Resource, fields: dict[str, str], wrong: Any) -> None:
    for name in ("name", "address", "unit", "contact", "phone", "note"):
        if name in fields:
            setattr(resource, name, fields[name])
    if fields.get("capacity"):
        if fields["capacity"].isdecimal():
            resource.capacity = int(fields["capacity"])
        else:
            wrong("数量", "应为不小于 0 的整数。")
    try:
        resource.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        headings = {field: heading for heading, field in HEADINGS.items()}
        for field_name, texts in error.message_dict.items():
            wrong(headings.get(field_name, field_name), " ".join(texts))


def _position(fields: dict[str, str], wrong: Any) -> tuple[float, float, str] | None:
    """WGS-84 and where it came from: maps of the big providers are shifted by hundreds of metres."""
    system = COORD_WORDS.get(fields.pop("coord_system", "").upper())
    if system is None:
        wrong("坐标系", "应为 CGCS2000、WGS84、GCJ02 或 BD09。")
        return None
    try:
        lon, lat = float(fields.pop("lon", "")), float(fields.pop("lat", ""))
    except ValueError:
        wrong("经度", "经度、纬度应为十进制度数。")
        return None
    return (*to_wgs84(lon, lat, system[0]), system[1])


def _towns() -> dict[str, Town]:
    rows = list(Town.objects.all())
    return {row.name: row for row in rows} | {row.code: row for row in rows}
