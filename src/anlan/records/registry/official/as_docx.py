"""An official document as a Word file."""

import base64
import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from anlan.records.core.printable import printable
from anlan.records.registry.official.blocks import (
    CROWDED,
    RED,
    Heading,
    Masthead,
    Para,
    Picture,
    is_addressee,
    numbered,
    widths_mm,
)


def to_docx(
    title: str, no: str, blocks: Sequence[Any], signature: Sequence[str], masthead: Masthead | None = None,
    agency: str = "",
) -> bytes:  # fmt: skip
    """A Word file; fonts are named, not embedded, as offices have them."""
    book = Document()
    _page(book.sections[0])
    _lettering(book.styles["Normal"], "仿宋", 16)
    if masthead:
        _head_line(book, masthead)
    if agency:
        _line(book, agency, "方正小标宋简体", 22, align=WD_ALIGN_PARAGRAPH.CENTER, is_bold=True)
    _line(book, title, "方正小标宋简体", 22, align=WD_ALIGN_PARAGRAPH.CENTER, is_bold=masthead is None, after_pt=6)
    if no and agency:
        _line(book, no, "仿宋", 16, align=WD_ALIGN_PARAGRAPH.RIGHT, after_pt=6)
    elif no:
        _line(book, f"编号：{no}", "仿宋", 14, align=WD_ALIGN_PARAGRAPH.CENTER, after_pt=6)
    for place, (number, block) in enumerate(numbered(blocks)):
        _docx_block(book, number, block, indent_pt=0 if is_addressee(place, block) else 32)
    if signature and blocks and isinstance(blocks[-1], Para):
        book.paragraphs[-1].paragraph_format.keep_with_next = True  # no page holds a signature alone
    for count, line in enumerate(signature):
        placed = _line(book, line, "仿宋", 16, align=WD_ALIGN_PARAGRAPH.RIGHT)
        placed.paragraph_format.space_before = Pt(0 if count else 24)
        placed.paragraph_format.keep_with_next = count + 1 < len(signature)  # office and day on one page
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = foot.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    foot.add_run(" —")
    for run in foot.runs:
        _run_font(run, "宋体", 14)


def _lettering(style: Any, font: str, size_pt: float) -> None:
    style.font.name, style.font.size = "Times New Roman", Pt(size_pt)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(28.9)
    style.paragraph_format.space_after = Pt(0)


def _run_font(run: Any, font: str, size_pt: float) -> None:
    run.font.name, run.font.size = "Times New Roman", Pt(size_pt)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _line(
    book: Any, text: str, font: str, size_pt: float, *, align: Any = None, is_bold: bool = False, after_pt: float = 0
) -> Any:
    line = book.add_paragraph()
    run = line.add_run(printable(text))
    _run_font(run, font, size_pt)
    run.bold, line.alignment = is_bold, align
    line.paragraph_format.space_after = Pt(after_pt)
    if size_pt > 16:
        line.paragraph_format.line_spacing = Pt(size_pt * 1.5)
    return line


def _head_line(book: Any, masthead: Masthead) -> None:
    name = _line(book, masthead.name, "方正小标宋简体", masthead.size_pt, align=WD_ALIGN_PARAGRAPH.CENTER, after_pt=12)
    name.runs[0].font.color.rgb = RGBColor.from_string(RED)
    name.runs[0].bold = True
    below = _line(book, masthead.issue, "仿宋", 16, align=WD_ALIGN_PARAGRAPH.CENTER, after_pt=6)
    if masthead.office:
        below = _line(book, f"{masthead.office}\t{masthead.day}", "仿宋", 16)
    below.paragraph_format.space_after = Pt(18)
    below.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", RED)):
        rule.set(qn(f"w:{key}"), value)
    borders.append(rule)
    below._p.get_or_add_pPr().append(borders)


def _docx_block(book: Any, number: str, block: Any, indent_pt: float) -> None:
    if isinstance(block, Heading):
        line = _line(book, f"{number}{block.text}", "黑体", 16)
        line.paragraph_format.first_line_indent, line.paragraph_format.keep_with_next = Pt(32), True
    elif isinstance(block, Para):
        line = _line(book, block.text, "仿宋", 16, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        line.paragraph_format.first_line_indent = Pt(indent_pt)
    elif isinstance(block, Picture):
        _docx_picture(book, block)
    else:
        _docx_table(book, block.rows)


def _docx_picture(book: Any, block: Picture) -> None:
    line = book.add_paragraph()
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # a fixed height would cut it off
    line.paragraph_format.keep_with_next = bool(block.caption)
    line.add_run().add_picture(io.BytesIO(base64.b64decode(block.data)), width=Mm(block.width_mm))
    if block.caption:
        _line(book, block.caption, "仿宋", 12, after_pt=6)


def _docx_table(book: Any, rows: list[list[str]]) -> None:
    table = book.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for count, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            line = cell.paragraphs[0]
            run = line.add_run(printable(text))
            size_pt = 12 if len(row) <= CROWDED else 9
            _run_font(run, "仿宋" if count else "黑体", size_pt)
            line.paragraph_format.line_spacing = Pt(size_pt + 8)
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))  # the head is said again on every page
    table.autofit = False
    for column, width in zip(table.columns, widths_mm(rows), strict=True):
        for cell in column.cells:
            cell.width = Mm(width)
        column.width = Mm(width)
