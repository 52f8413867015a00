"""Excel in and out for any register: the columns of the file are the columns of the declaration."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO

import xlsxwriter
from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.calendar.selectors import calendar_in_hand
from anlan.records.core.errors import DomainError, Forbidden
from anlan.records.places.models import Town
from anlan.records.registry import selectors
from anlan.records.registry.bulk import records_create
from anlan.records.registry.clockwork import policy_keep
from anlan.records.registry.columns import Column, columns
from anlan.records.registry.declare import Register
from anlan.records.registry.services import checked, draft
from anlan.records.registry.values import as_text
from anlan.records.sites.selectors import enterprise_list
from anlan.records.sites.tables.reading import read_rows
from anlan.records.sites.tables.writing import safe

ROWS_IN_MAX = 10_000
#: More than fits on one sheet of Excel would be cut off without a word; asked to narrow instead.
ROWS_OUT_MAX = 100_000
ERRORS_SHOWN = 200
Request = HttpRequest | None


@dataclass
class Report:
    """What an import did, or would do."""

    total: int = 0
    good: int = 0
    created: int = 0
    is_applied: bool = False
    errors: list[dict[str, Any]] = field(default_factory=list)  # {row, column, message}


def sheet_import(
    register: Register, *, actor: User, file: BinaryIO, size: int, name: str, dry_run: bool, request: Request = None
) -> Report:
    """Check a file row by row and, unless ``dry_run``, register its rows: all of them or, when any is wrong, none.

    Raises:
        Forbidden: not for this role.
        BadFile: no table that can be read, or more than :data:`ROWS_IN_MAX` rows.
    """
    if not actor.may(register.right("import")):
        raise Forbidden
    report, good = Report(), []
    reader = _Reader(register, actor)
    with calendar_in_hand():
        for number, row in read_rows(file, size, name, ROWS_IN_MAX):
            report.total += 1
            try:
                good.append(reader.values(row))
            except DomainError as error:
                report.errors += [_error(register, number, one, said) for one, said in error.fields.items()]
    report.good = len(good)
    report.errors = report.errors[:ERRORS_SHOWN]
    if good and not dry_run and not report.errors:
        via = f"由{name[:60] or '文件'}导入"
        ids = records_create(register, actor=actor, rows=good, via=via, request=request, are_checked=True)
        report.created, report.is_applied = len(ids), True
    return report


def _error(register: Register, number: int, name: str, said: str) -> dict[str, Any]:
    labels = {one.name: one.label for one in columns(register, register.create_fields)}
    return {"row": number, "column": labels.get(name, name), "message": said}


class _Reader:
    """Rows of a file into checked values; names of enterprises and towns are looked up once."""

    def __init__(self, register: Register, actor: User) -> None:
        self.register, self.actor, self.policy_id = register, actor, policy_keep(register)
        self.columns = columns(register, register.create_fields)
        self.towns = {key: town for town in Town.objects.all() for key in (town.name, town.code)}
        sites = enterprise_list(for_user=actor) if any(one.kind == "enterprise" for one in self.columns) else []
        self.sites = {key: site for site in sites for key in (site.uscc, site.name, site.short_name) if key}

    def values(self, row: dict[str, str]) -> dict[str, Any]:
        """One row, checked as a form would be, and placed within the actor's jurisdiction.

        Raises:
            Invalid: what is wrong, by column.
        """
        given = {one.name: self._cell(one, row[one.label]) for one in self.columns if row.get(one.label)}
        found = checked(self.register, given, self.actor)
        draft(self.register, found, self.actor, self.policy_id)
        return found

    def _cell(self, one: Column, text: str) -> Any:
        if one.kind == "enterprise":
            return self.sites.get(text, text)
        if one.kind == "town":
            return self.towns.get(text, text)
        return text[:10] if one.kind == "date" and text[10:] == " 00:00:00" else text


def sheet_template(register: Register) -> IO[bytes]:
    """An Excel file to fill in: headings (a star marks what is required), a list of words for every choice."""
    form = columns(register, register.create_fields)
    file = TemporaryFile()  # noqa: SIM115 # whoever sends it closes it
    book = _book(file)
    sheet = _headed(book, register.label, [f"{one.label}{'*' if one.is_required else ''}" for one in form])
    for number, one in enumerate(form):
        if one.help:
            sheet.write_comment(0, number, one.help)
        if one.choices:
            words = [label for _, label in one.choices]
            sheet.data_validation(1, number, ROWS_IN_MAX, number, {"validate": "list", "source": words}) if len(
                ",".join(words)
            ) < 250 else sheet.write_comment(0, number, "、".join(words))
    book.close()
    file.seek(0)
    return file


def sheet_export(
    register: Register,
    *,
    actor: User,
    where: list[str],
    q: str,
    sort: str,
    names: list[str] | None = None,
    request: Request = None,
) -> IO[bytes]:
    """Everything that the list would show, as an Excel file; noted in the audit trail with the question asked.

    ``names`` are the columns wanted; without them all that lists and pages show.

    Rows are written as they are read, so the memory stays flat.

    Raises:
        Forbidden: not for this role.
        Invalid: a wrong filter, or more than :data:`ROWS_OUT_MAX` rows.
    """
    if not actor.may(register.right("export")):
        raise Forbidden
    rows = selectors.record_list(register, for_user=actor, where=where, q=q, sort=sort)
    wanted = selectors.picked(register, names) if names else selectors.pickable(register)
    shown = columns(register, dict.fromkeys(("no", "title", "state", *wanted)))
    with transaction.atomic():
        facts = {"where": where, "q": q, "rows": min(rows.count(), ROWS_OUT_MAX)}
        audit_write(actor=actor, action=f"{register.name}.exported", changes=facts, request=request)
    file = TemporaryFile()  # noqa: SIM115 # whoever sends it closes it
    book = _book(file)
    sheet = _headed(book, register.label, [one.label for one in shown])
    for number, cells in enumerate(_cells(rows[:ROWS_OUT_MAX].iterator(chunk_size=2000), shown), start=1):
        for place, cell in enumerate(cells):
            sheet.write_number(number, place, cell) if isinstance(cell, (int, float)) else sheet.write_string(
                number, place, safe(str(cell))
            )
    book.close()
    file.seek(0)
    return file


def _cells(rows: Iterable[Any], shown: list[Column]) -> Iterator[list[Any]]:
    for record in rows:
        yield [as_text(one, record) for one in shown]


def _book(file: IO[bytes]) -> Any:
    return xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def _headed(book: Any, title: str, headings: list[str]) -> Any:
    sheet = book.add_worksheet(title[:31])
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF2"})
    for place, heading in enumerate(headings):
        sheet.set_column(place, place, max(10, min(40, 2 * len(heading) + 4)))
        sheet.write_string(0, place, heading, bold)
    return sheet
