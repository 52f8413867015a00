"""No exported cell is run as a formula."""

import csv
import io

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from anlan.records.sites.tables.writing import safe, to_csv, to_xlsx

STARTERS = "=+-@＝＋－＠\t\r"
EVIL = st.builds(
    lambda pad, start, rest: pad + start + rest,
    st.text(" \ufeff\u3000\n\u200b", max_size=3),
    st.sampled_from(list(STARTERS)),
    st.text(max_size=20),
)


def looks_like_a_formula(text: str) -> bool:
    return text.lstrip(" \ufeff\u00a0\u3000\u200b\n")[:1] in tuple(STARTERS)


@given(EVIL)
def test_no_text_leaves_as_a_formula(text: str) -> None:
    assert not looks_like_a_formula(safe(text))


@given(st.text(max_size=30))
def test_other_text_leaves_as_it_is(text: str) -> None:
    assert safe(text) == text or looks_like_a_formula(text)


def test_csv_and_xlsx_neutralise_the_usual_attacks() -> None:
    attacks = ['=HYPERLINK("http://evil")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "＝1+1", " =1", "-2+3"]
    back = list(csv.reader(io.StringIO(to_csv(["名称"], [[a] for a in attacks]).decode("utf-8-sig"))))[1:]
    assert [row[0] for row in back] == [f"'{a}" for a in attacks]
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx("表", ["名称"], [[a] for a in attacks]))).active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type == "s" for cell in cells)
    assert not any(looks_like_a_formula(cell.value) for cell in cells)


def test_numbers_stay_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx("表", ["经度"], [[-120.5]]))).active
    assert sheet["A2"].value == -120.5


def test_a_name_with_a_character_that_no_workbook_has_costs_nobody_the_file() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx("表", ["名称"], [["好厂"], ["坏\x01\x0b厂\ufffe"]]))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["好厂", "坏厂"]
