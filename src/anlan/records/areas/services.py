"""Taking official boundaries in: looked at first, then all of the file or nothing."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.areas.choices import Level, System
from anlan.records.areas.models import Area
from anlan.records.areas.reading import Found, features_read, outline_of
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.places.county import county
from anlan.records.places.models import Town


@dataclass(slots=True)
class Report:
    """What a file holds. ``preview`` are GeoJSON features to draw.

    ``rows`` are ``{number, code, name, matched_by, change, problems}``; ``missing`` names towns that the file
    has no outline of, which stops nothing.
    """

    total: int = 0
    good: int = 0
    is_written: bool = False
    rows: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    preview: list[dict[str, Any]] = field(default_factory=list)


def boundaries_import(
    *, actor: User, raw: bytes, level: Level, system: System, file_name: str, dry_run: bool, code_field: str = "",
    name_field: str = "", request: HttpRequest | None = None,
) -> Report:  # fmt: skip
    """Check a file and, unless ``dry_run`` or anything is wrong, take all its outlines in.

    Raises:
        Invalid: neither of both, too large, or not in degrees.
    """
    found = features_read(raw, system, code_field=code_field, name_field=name_field)
    known = set(Area.objects.filter(level=level).values_list("code", flat=True))
    report, made, seen = Report(total=len(found)), [], set[str]()
    targets = _targets(level)
    for one in found:
        how = _match(one, targets, level)
        if one.code in seen:
            one.problems.append("代码在文件中重复。")
        seen.add(one.code)
        report.good += not one.problems
        report.rows.append({
            "number": one.number, "code": one.code, "name": one.name, "matched_by": how,
            "change": "changed" if one.code in known else "added", "problems": one.problems,
        })  # fmt: skip
        if one.geometry is not None:
            outline = outline_of(one.geometry)
            properties = {"name": one.name, "is_good": not one.problems}
            report.preview.append({"type": "Feature", "geometry": outline, "properties": properties})
            made.append(Area(level=level, code=one.code, name=one.name, outline=outline, came_in=system,
                             source=file_name[:200]))  # fmt: skip
    report.missing = sorted(name for code, name in targets.items() if code not in seen)
    if not dry_run and report.good == report.total:
        _write(actor, made, level, system, file_name, request)
        report.is_written = True
    return report


def _targets(level: Level) -> dict[str, str]:
    """``{code: name}`` of what the platform knows at this level; grids it learns from the file."""
    if level == Level.TOWN:
        return dict(Town.objects.values_list("code", "name"))
    ours = county()
    return {ours.code: ours.name} if level == Level.COUNTY else {}


def _match(one: Found, targets: dict[str, str], level: Level) -> str:
    """``code``, ``name`` or ``new``; a problem when it is none of ours."""
    if level == Level.GRID:
        if not one.code:
            one.problems.append("没有网格编码。")
        one.name = one.name or one.code
        return "new"
    if (short := next((code for code in targets if code and one.code.startswith(code)), "")) and one.code:
        one.code, one.name = short, targets[short]
        return "code"
    by_name = {name: code for code, name in targets.items()}
    if one.name in by_name:
        one.code = by_name[one.name]
        return "name"
    one.problems.append(f"代码“{one.code}”、名称“{one.name}”都与本县不符，请核对属性字段。")
    return ""


@transaction.atomic
def _write(
    actor: User, made: list[Area], level: Level, system: System, file_name: str, request: HttpRequest | None
) -> None:
    now = clock.now()
    for area in made:
        values = {"name": area.name, "outline": area.outline, "came_in": system, "source": area.source, "taken_at": now}
        Area.objects.update_or_create(level=level, code=area.code, defaults=values)
    told = {"level": str(level), "system": str(system), "file": file_name[:200], "count": len(made)}
    audit_write(actor=actor, action="areas.imported", changes=told, request=request)
