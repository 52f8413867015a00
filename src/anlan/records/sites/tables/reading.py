"""Rows out of an uploaded CSV or Excel file, within bounds: a small file must not become a large one in memory."""

import csv
import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO

from anlan.records.core.errors import Invalid
from anlan.records.core.uploads import size_sentence

FILE_BYTES_MAX = 20 * 2**20
UNPACKED_BYTES_MAX = 100 * 2**20
ENTRIES_MAX = 1_000
RATIO_MAX = 100
ROWS_MAX = 5_000  # one transaction of some seconds; longer would keep the alarm log from writing
COLUMNS_MAX = 60
CELL_MAX = 1_000

Row = dict[str, str]


class BadFile(Invalid):
    """The file cannot be read as a table."""

    code = "bad_file"

    def __init__(self, message: str) -> None:
        super().__init__(message, fields={"file": message})


def require_small(size: int | None) -> None:
    """Refuse a file before it is read.

    Raises:
        BadFile: larger than :data:`FILE_BYTES_MAX`.
    """
    if (size or 0) > FILE_BYTES_MAX:
        raise BadFile(size_sentence(FILE_BYTES_MAX))


def read_rows(file: BinaryIO, size: int, name: str, rows_max: int | None = None) -> list[tuple[int, Row]]:
    """``(row number, {heading: text})`` of every row that is not empty; the heading is row 1.

    Raises:
        BadFile: too large, not CSV or XLSX, a zip bomb, or without headings.
    """
    require_small(size)
    start = file.read(4)
    file.seek(0)
    grid = _excel(file) if start == b"PK\x03\x04" else _csv(file, name)
    return list(_keyed(grid, rows_max or ROWS_MAX))


def _keyed(grid: Iterator[list[str]], rows_max: int) -> Iterator[tuple[int, Row]]:
    headings = [cell.strip().rstrip("*").strip() for cell in next(grid, [])]
    if not any(headings):
        raise BadFile("第一行应为表头，请使用下载的模板填写。")
    if len(set(filter(None, headings))) < len(list(filter(None, headings))):
        raise BadFile("表头有重复的列，请使用下载的模板填写。")
    for number, cells in enumerate(islice(grid, rows_max + 1), start=2):
        if number > rows_max + 1:
            raise BadFile(f"一次最多导入 {rows_max} 行，请拆分后上传。")
        if any(cells):
            yield number, {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading}


def _csv(file: BinaryIO, name: str) -> Iterator[list[str]]:
    raw = file.read(FILE_BYTES_MAX + 1)
    if PurePosixPath(name).suffix.lower() not in (".csv", ".txt", "") or b"\x00" in raw[:4096]:
        raise BadFile("只支持 .xlsx 和 .csv 文件。旧版 .xls 请另存为 .xlsx。")
    for encoding in ("utf-8-sig", "gb18030"):  # Excel in Chinese saves CSV as GBK
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadFile("无法识别文件编码，请另存为 UTF-8 或使用 .xlsx。")
    try:
        for row in csv.reader(io.StringIO(text), strict=True):
            yield [_clean(cell) for cell in row[:COLUMNS_MAX]]
    except csv.Error as error:
        raise BadFile("CSV 格式有误，请检查引号是否成对，或使用 .xlsx。") from error


def _excel(file: BinaryIO) -> Iterator[list[str]]:
    _refuse_bombs(file)
    try:
        import openpyxl  # a third of a second of every start, for what few processes ever do

        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # A sheet may claim a million columns; what it claims is not believed.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True, max_col=COLUMNS_MAX):
            yield [_text(cell) for cell in row]
    except BadFile:
        raise
    except Exception as error:  # a damaged workbook fails in many ways inside the library
        raise BadFile("Excel 文件已损坏或不是有效的 .xlsx，请重新导出后上传。") from error


def _refuse_bombs(file: BinaryIO) -> None:
    """Look at the archive's own directory before anything is unpacked."""
    try:
        entries = zipfile.ZipFile(file).infolist()
    except zipfile.BadZipFile as error:
        raise BadFile("Excel 文件已损坏，请重新导出后上传。") from error
    finally:
        file.seek(0)
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    has_bad_name = any(e.filename.startswith(("/", "\\")) or ".." in PurePosixPath(e.filename).parts for e in entries)
    has_link = any((e.external_attr >> 16) & 0o170000 == 0o120000 for e in entries)
    too_dense = unpacked > 2**20 and unpacked > RATIO_MAX * max(packed, 1)
    if len(entries) > ENTRIES_MAX or unpacked > UNPACKED_BYTES_MAX or too_dense or has_bad_name or has_link:
        raise BadFile("文件内部结构异常，已拒绝处理。请用模板重新填写。")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _clean(str(value))


def _clean(text: str) -> str:
    return text.strip().replace("\x00", "")[:CELL_MAX]
