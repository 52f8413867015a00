"""Import and export as commands and questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction

from anlan.domain.rule_set import rule_set
from anlan.records.accounts.choices import Field
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import NotFound
from anlan.records.sites.choices import RiskLevel
from anlan.records.sites.defaults import defaults_of
from anlan.records.sites.models import Contact, Enterprise, Equipment, HazardSource, Point
from anlan.records.sites.publication import config_request
from anlan.records.sites.selectors import enterprise_list, point_list
from anlan.records.sites.services.enterprises import place_ensure
from anlan.records.sites.services.rows import Request
from anlan.records.sites.tables.checking import CHECKS, RowError
from anlan.records.sites.tables.columns import ENTERPRISES, POINTS, Column
from anlan.records.sites.tables.reading import read_rows
from anlan.records.sites.tables.writing import to_csv, to_xlsx

TABLES: dict[str, tuple[str, tuple[Column, ...]]] = {"enterprises": ("企业", ENTERPRISES), "points": ("测点", POINTS)}
ERRORS_SHOWN = 1_000


@dataclass(frozen=True)
class ImportReport:
    """Outcome of an import; ``ok`` rows are without error, ``is_applied`` says whether they were written.

    ``warnings`` keep no row out. Of both at most ``ERRORS_SHOWN`` are listed; the counts are whole.
    """

    rows: int
    ok: int
    created: int
    updated: int
    is_applied: bool
    errors: list[RowError]
    warnings: list[RowError]
    error_count: int
    warning_count: int


def table_import(
    *,
    actor: User,
    what: str,
    file: BinaryIO,
    size: int,
    name: str,
    dry_run: bool,
    all_or_nothing: bool = True,
    request: Request = None,
) -> ImportReport:
    """Check a table and, unless ``dry_run``, write it: known rows are updated, new ones made, in one transaction.

    With ``all_or_nothing`` one bad row keeps the whole file out; without it the good rows go in.

    Raises:
        BadFile: the file cannot be read as a table.
        NotFound: no such table.
    """
    if what not in TABLES:
        raise NotFound
    with transaction.atomic():
        checked = CHECKS[what](read_rows(file, size, name))
        is_applied = not dry_run and bool(checked.good) and not (all_or_nothing and checked.errors)
        created = updated = 0
        if is_applied:
            created, updated = _write(what, [values for _, values in checked.good])
            counts = {"file": name[:100], "rows": checked.total, "created": created, "updated": updated}
            audit_write(actor=actor, action=f"{what}.imported", changes=counts, request=request)
            if what == "points":
                config_request(actor=actor, reason=f"批量导入测点 {created + updated} 个", request=request)
    return ImportReport(
        rows=checked.total,
        ok=len(checked.good),
        created=created,
        updated=updated,
        is_applied=is_applied,
        errors=checked.errors[:ERRORS_SHOWN],
        warnings=checked.warnings[:ERRORS_SHOWN],
        error_count=len(checked.errors),
        warning_count=len(checked.warnings),
    )


def table_template(*, what: str) -> bytes:
    """An Excel file with the headings and one example row, and a second sheet that says what goes where.

    Raises:
        NotFound: no such table.
    """
    if what not in TABLES:
        raise NotFound
    title, columns = TABLES[what]
    headings, example = [column.shown for column in columns], [column.example for column in columns]
    return to_xlsx(
        title, headings, [example], ("填写说明", ["列", "是否必填", "说明", "示例"], _explained(what, columns))
    )


def _explained(what: str, columns: tuple[Column, ...]) -> Iterator[Sequence[object]]:
    for column in columns:
        yield [column.heading, "必填" if column.is_required else "", column.help, column.example]
    if what == "points":
        yield []
        yield ["可用类型", "代码", "名称", "单位"]
        yield from (["", rules.kind, rules.name_zh, rules.unit] for rules in rule_set().values())
    else:
        yield []
        yield ["专委会领域", "", "、".join(Field.labels), ""]


def table_export(*, actor: User, what: str, as_csv: bool, request: Request = None) -> bytes:
    """What the reader may see of a table, in the columns of the import; noted in the audit trail.

    Raises:
        NotFound: no such table.
    """
    if what not in TABLES:
        raise NotFound
    title, columns = TABLES[what]
    rows = list(_enterprise_rows(actor) if what == "enterprises" else _point_rows(actor))
    with transaction.atomic():
        audit_write(actor=actor, action=f"{what}.exported", changes={"rows": len(rows)}, request=request)
    headings = [column.heading for column in columns]
    return to_csv(headings, rows) if as_csv else to_xlsx(title, headings, rows)


def _enterprise_rows(reader: User) -> Iterator[list[object]]:
    present = enterprise_list(for_user=reader).filter(merged_into=None)
    for site in present.prefetch_related("contacts"):
        contact = next(iter(site.contacts.all()), None)
        yield [
            site.uscc, site.name, site.short_name, site.sector, site.sector_name, site.get_field_display(),
            RiskLevel(site.risk_level).label[0], site.town.name, site.grid, site.address, site.lon, site.lat,
            "CGCS2000", site.head_count, contact.name if contact else "", contact.phone if contact else "",
        ]  # fmt: skip


def _point_rows(reader: User) -> Iterator[list[object]]:
    points = point_list(for_user=reader).select_related("enterprise", "gateway", "hazard_source", "equipment")
    for point in points.prefetch_related(None).iterator(chunk_size=2000):
        yield [
            point.enterprise.uscc, point.gateway.driver, point.gateway.code, point.address, point.name, point.kind,
            point.unit, point.scale, point.offset, point.resolution, point.sample_interval_s,
            point.range_low, point.range_high,
            point.workshop.name if point.workshop else "", point.zone.name if point.zone else "",
            point.hazard_source.name if point.hazard_source else "", point.equipment.name if point.equipment else "",
        ]  # fmt: skip


def _write(what: str, rows: list[dict[str, Any]]) -> tuple[int, int]:
    write = _write_enterprise if what == "enterprises" else _write_point
    created = sum(write(values) for values in rows)
    return created, len(rows) - created


def _write_enterprise(values: dict[str, Any]) -> bool:
    """True when the enterprise is new."""
    values = dict(values)
    contact, phone = values.pop("contact_name"), values.pop("contact_phone")
    if values["head_count"] is None:  # an empty cell says nothing about what is known
        del values["head_count"]
    site, is_new = Enterprise.objects.update_or_create(uscc=values.pop("uscc"), defaults=values)
    if contact:
        Contact.objects.update_or_create(enterprise=site, name=contact, defaults={"phone": phone})
    return is_new


def _write_point(values: dict[str, Any]) -> bool:
    """True when the point is new."""
    values = dict(values)
    site, gateway, address = values["enterprise"], values.pop("gateway"), values.pop("address")
    values["workshop"], values["zone"] = place_ensure(
        enterprise=site, workshop=values.pop("workshop"), zone=values.pop("zone")
    )
    if values["sample_interval_s"] is None:  # an empty cell says nothing about what is known
        del values["sample_interval_s"]
    values["unit"] = values["unit"] or defaults_of(values["kind"]).unit
    for name, model in (("hazard_source", HazardSource), ("equipment", Equipment)):
        given = values.pop(name)
        values[name] = model.objects.get_or_create(enterprise=site, name=given)[0] if given else None
    return Point.objects.update_or_create(gateway=gateway, address=address, defaults=values)[1]
