"""A report that was worked out, as Word, PDF or Excel: the layout of every other paper, charts included."""

import base64
import io
import json
from typing import Any

import typst
import xlsxwriter

from anlan.records.core import clock
from anlan.records.core.downloads import XLSX
from anlan.records.places.county import county
from anlan.records.registry.official.as_docx import to_docx
from anlan.records.registry.official.as_pdf import to_pdf
from anlan.records.registry.official.blocks import Heading, Para, Picture, Table
from anlan.records.registry.official.fonts import NoFont, chinese_font
from anlan.records.registry.official.wording import day
from anlan.records.sites.tables.writing import safe

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": XLSX,
}
_CHART = """
#let d = json(bytes(sys.inputs.data))
#set page(width: 156mm, height: auto, margin: 2mm)
#set text(font: d.font, size: 9pt)
#let most = calc.max(1e-9, ..d.bars.map(b => calc.max(0, b.at(1))))
#text(weight: "bold", d.title)
#grid(columns: (38mm, 1fr, 22mm), row-gutter: 5pt, column-gutter: 3mm, align: (right + horizon, left + horizon,
  left + horizon), ..d.bars.map(b => (b.at(0), rect(width: calc.max(0, b.at(1)) / most * 100%, height: 10pt,
  fill: rgb("#2F5D8A")), str(b.at(1)))).flatten())
"""

_LINES = """
#let d = json(bytes(sys.inputs.data))
#set page(width: 156mm, height: auto, margin: 2mm)
#set text(font: d.font, size: 9pt)
#let colours = ("#2F5D8A", "#B4552D", "#3F7A4B", "#7A4F9A", "#8A7A2F", "#4A4A4A").map(rgb)
#let (w, tall) = (130mm, 52mm)
#let all = d.series.map(s => s.values.filter(v => v != none)).flatten()
#let most = calc.max(1e-9, ..all)
#let at(n, v) = (w * n / calc.max(1, d.labels.len() - 1), tall * (1 - calc.max(0, v) / most))
#text(weight: "bold", d.title)
#box(inset: (left: 16mm, top: 3mm), width: 100%, height: tall + 8mm)[
  #for part in (0, 0.5, 1) {
    place(dy: tall * (1 - part), line(length: w, stroke: 0.3pt + luma(200)))
    let said = str(calc.round(most * part, digits: 1))
    place(dx: -16mm, dy: tall * (1 - part) - 4pt, box(width: 14mm, align(right, said)))
  }
  #for (n, s) in d.series.enumerate() {
    for k in range(s.values.len()) {
      let v = s.values.at(k)
      if v != none {
        let (x, y) = at(k, v)
        place(dx: x - 1.2pt, dy: y - 1.2pt, circle(radius: 1.2pt, fill: colours.at(n)))
        if k > 0 and s.values.at(k - 1) != none {
          place(line(start: at(k - 1, s.values.at(k - 1)), end: (x, y), stroke: 1.2pt + colours.at(n)))
        }
      }
    }
  }
  #place(dy: tall + 2pt, d.labels.first())
  #place(dx: w - 30mm, dy: tall + 2pt, box(width: 30mm, align(right, d.labels.last())))
]
#let key(n, s) = [#box(width: 10pt, height: 3pt, fill: colours.at(n), baseline: -2pt) #s.name]
#d.series.enumerate().map(((n, s)) => key(n, s)).join(h(8mm))
"""


def report_file(result: dict[str, Any], format: str) -> bytes:
    """The file.

    Raises:
        NoFont: a PDF or a chart, on a machine without a Chinese font.
    """
    if format == "xlsx":
        return _book(result)
    office, today = county().office, day(clock.today())
    render = {"docx": to_docx, "pdf": to_pdf}[format]
    return render(result["title"], "", _blocks(result), [office, today])


def _blocks(result: dict[str, Any]) -> list[Any]:
    found: list[Any] = [Para(f"统计期间：{result['period_label']}。统计范围：{result['scope_label']}。")]
    for part in result["parts"]:
        found.append(Heading(part["heading"]))
        if part["refused"]:
            found.append(Para(part["refused"]))
            continue
        if part["chart"]:
            found.append(Picture(base64.b64encode(_chart(part["chart"])).decode(), 156))
        found.append(Table([part["head"], *part["rows"]]))
        if part["is_cut"]:
            found.append(Para("行数较多，此处只列前面部分；全部内容请导出 Excel 或缩小筛选范围。"))
    return found


def _chart(chart: dict[str, Any]) -> bytes:
    font = chinese_font()
    if font is None:
        raise NoFont
    data = json.dumps({**chart, "font": font}, ensure_ascii=False)
    drawn = _LINES if chart.get("kind") == "lines" else _CHART
    png = typst.compile(drawn.encode(), format="png", ppi=144, sys_inputs={"data": data})
    assert isinstance(png, bytes)
    return png


def _book(result: dict[str, Any]) -> bytes:
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF2"})
    for number, part in enumerate(result["parts"], start=1):
        sheet = book.add_worksheet(f"{number}")
        sheet.write_string(0, 0, safe(f"{result['title']} {part['heading']}（{result['period_label']}）"))
        for place, head in enumerate(part["head"]):
            sheet.write_string(2, place, head, bold)
            sheet.set_column(place, place, max(10, min(40, 2 * len(head) + 6)))
        for line, row in enumerate(part["rows"], start=3):
            for place, cell in enumerate(row):
                _cell(sheet, line, place, cell, is_figure=bool(place) and part["is_groups"])
        if part["refused"]:
            sheet.write_string(2, 0, part["refused"])
        if part["chart"]:
            _native_chart(book, sheet, part, number)
    book.close()
    return sink.getvalue()


def _cell(sheet: Any, line: int, place: int, cell: str, *, is_figure: bool) -> None:
    if is_figure and cell != "—":
        sheet.write_number(line, place, float(cell.replace(",", "")))
    else:
        sheet.write_string(line, place, safe(cell))


def _native_chart(book: Any, sheet: Any, part: dict[str, Any], number: int) -> None:
    is_lines = part["chart"].get("kind") == "lines"
    last = 2 + len(part["chart"]["labels" if is_lines else "bars"])
    chart = book.add_chart({"type": "line" if is_lines else "bar"})
    names = [one["name"] for one in part["chart"]["series"]] if is_lines else [part["chart"]["title"]]
    for place, name in enumerate(names, start=1):
        chart.add_series({"name": name, "categories": [f"{number}", 3, 0, last, 0],
                          "values": [f"{number}", 3, place, last, place]})  # fmt: skip
    if not is_lines:
        chart.set_y_axis({"reverse": True})
    sheet.insert_chart(2, len(part["head"]) + 1, chart)
