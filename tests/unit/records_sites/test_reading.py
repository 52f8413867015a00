"""Uploaded tables are read within bounds."""

import io
import stat
import zipfile

import openpyxl
import pytest

from anlan.records.sites.tables import reading
from anlan.records.sites.tables.reading import BadFile, read_rows


def csv_rows(text: str, encoding: str = "utf-8") -> list[tuple[int, dict[str, str]]]:
    raw = text.encode(encoding)
    return read_rows(io.BytesIO(raw), len(raw), "a.csv")


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def test_rows_are_numbered_as_the_spreadsheet_does_and_empty_ones_skipped() -> None:
    assert csv_rows("名称*,地址\nA,1\n,\nB,2\n") == [(2, {"名称": "A", "地址": "1"}), (4, {"名称": "B", "地址": "2"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_of_chinese_excel_is_understood(encoding: str) -> None:
    assert csv_rows("企业名称\n甲县示例\n", encoding) == [(2, {"企业名称": "甲县示例"})]


def test_excel_numbers_come_as_people_typed_them() -> None:
    raw = workbook([["行业代码", "经度"], [1361, 120.5], [1362.0, None]])
    assert read_rows(io.BytesIO(raw), len(raw), "a.xlsx") == [
        (2, {"行业代码": "1361", "经度": "120.5"}),
        (3, {"行业代码": "1362", "经度": ""}),
    ]


def test_a_row_shorter_than_the_headings_is_read_as_empty_at_its_end() -> None:
    assert csv_rows("a,b\n1\n") == [(2, {"a": "1"})]


def archive(entries: dict[str, bytes], mode: int = 0) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = mode << 16
            out.writestr(info, content)
    return sink.getvalue()


ENTITY = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<workbook>&b;</workbook>"""

HOSTILE = {
    "dense": archive({"xl/worksheets/sheet1.xml": b"0" * 30_000_000}),
    "many entries": archive({f"{n}": b"" for n in range(1_100)}),
    "path out": archive({"../../etc/passwd": b"x"}),
    "absolute path": archive({"/etc/passwd": b"x"}),
    "symbolic link": archive({"xl/workbook.xml": b"/etc/passwd"}, stat.S_IFLNK | 0o777),
    "not a workbook": archive({"a.txt": b"x"}),
    "cut": workbook([["a"]])[:300],
    "entities": archive({"[Content_Types].xml": ENTITY, "xl/workbook.xml": ENTITY}),
    "old excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "binary": bytes(range(256)) * 10,
    "empty": b"",
    "unbalanced quote": '名称\n"a'.encode(),
    "no headings": b",,\n1,2\n",
    "double headings": "名称,名称\n1,2\n".encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_or_broken_files_are_refused_with_a_sentence(name: str) -> None:
    raw = HOSTILE[name]
    with pytest.raises(BadFile) as refusal:
        read_rows(io.BytesIO(raw), len(raw), "a.csv")
    assert refusal.value.fields["file"].endswith("。")


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROWS_MAX", 3)
    assert len(csv_rows("a\n1\n2\n3\n")) == 3
    with pytest.raises(BadFile, match="一次最多导入 3 行"):
        csv_rows("a\n1\n2\n3\n4\n")


def test_a_file_over_the_size_limit_is_not_even_opened() -> None:
    with pytest.raises(BadFile, match="20 MB"):
        read_rows(io.BytesIO(b""), reading.FILE_BYTES_MAX + 1, "a.xlsx")
