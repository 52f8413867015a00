"""Tables out: CSV and XLSX that no spreadsheet will run as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from anlan.records.core.printable import printable

#: Characters that make a spreadsheet take a cell for a formula, in half and full width.
_STARTERS = "=+-@＝＋－＠\t\r"
#: What spreadsheets skip before looking at the first character.
_SKIPPED = " \ufeff\u00a0\u3000\u200b\n"


def safe(text: str) -> str:
    """``text`` as spreadsheets will show it; a leading apostrophe where it would run otherwise."""
    seen = text.lstrip(_SKIPPED)
    return f"'{text}" if seen[:1] and seen[0] in _STARTERS else text


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads the Chinese."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + sink.getvalue().encode()


Sheet = tuple[str, Sequence[str], Iterable[Sequence[object]]]


def to_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]], *more: Sheet) -> bytes:
    """A workbook of sheets (title, headings, rows); text cells carry the string type, numbers the number type."""
    import openpyxl  # dear, and rarely needed

    book = openpyxl.Workbook(write_only=True)
    for sheet in ((title, headings, rows), *more):
        _add_sheet(book, *sheet)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _add_sheet(book: Any, title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    bold = []
    for heading in headings:
        cell = WriteOnlyCell(sheet, heading)
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([_typed(WriteOnlyCell, sheet, value) for value in row])


def _cell(value: object) -> object:
    return safe(printable(value)) if isinstance(value, str) else ("" if value is None else value)


def _typed(cell_of: Any, sheet: object, value: object) -> object:
    shown = _cell(value)
    if not isinstance(shown, str):
        return shown
    cell = cell_of(sheet, shown)
    cell.data_type = "s"
    return cell
