"""How an official document looks, decided once: Word and PDF from the same blocks, in the manner of GB/T 9704-2012.

A4, body in 仿宋 三号 (16 pt), lines 28.9 pt apart, headings in 黑体, the title in 二号, page numbers between dashes. A
:class:`Masthead` gives it a red head: a bulletin's with issue, office and day, or a file's with its number.
``agency`` above the title makes it a law enforcement document, numbered on the right. Fonts are named in Word (offices
have them); a PDF embeds the first that this machine has.
"""

import base64
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import typst
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from anlan.records.core.clock import LOCAL
from anlan.records.core.errors import DomainError
from anlan.records.core.fonts import installed
from anlan.records.core.printable import printable

#: Serif first, as official documents are set; the first that the machine has is used.
FONTS = ("FangSong", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Noto Sans CJK SC",
         "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Zen Hei")  # fmt: skip
#: Headings are sans.
HEADING_FONTS = ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", *FONTS)
RED = "C00000"
#: A table of more columns is set small, and its columns by what they hold.
CROWDED = 6
_NUMERALS = "一二三四五六七八九十"


class NoFont(DomainError):
    """A PDF in Chinese needs a Chinese font on the machine."""

    code, status = "no_font", 503
    message = "服务器没有中文字体，不能生成 PDF：请管理员安装（apt-get install fonts-noto-cjk），或先生成 Word 文件。"


@dataclass(frozen=True)
class Heading:
    """一、二、三."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Para:
    """A paragraph."""

    text: str
    kind: str = "para"


@dataclass(frozen=True)
class Table:
    """A table; the first row is its head."""

    rows: list[list[str]]
    kind: str = "table"


@dataclass(frozen=True)
class Picture:
    """A picture of our own making (a rebuilt signature, a chart) in base64, with the line that stands under it."""

    data: str
    width_mm: float
    caption: str = ""
    kind: str = "picture"


@dataclass(frozen=True)
class Masthead:
    """A red head: its name, its issue or number, and for a bulletin who issues it and when."""

    name: str
    issue: str
    office: str = ""
    day: str = ""

    @property
    def size_pt(self) -> float:
        """As large as fits on one line of 156 mm, and no larger than a bulletin's name."""
        return min(42, 430 / len(self.name))


def day(value: date | None, missing: str = "—") -> str:
    """A day as official documents write it, without leading zeros: 2026年6月1日."""
    return f"{value.year}年{value.month}月{value.day}日" if value else missing


def moment(value: datetime | None, missing: str = "—") -> str:
    """An instant in Asia/Shanghai: 2026年6月1日9时05分."""
    if value is None:
        return missing
    here = value.astimezone(LOCAL)
    return f"{day(here)}{here.hour}时{here.minute:02d}分"


def spaced(digest: str) -> str:
    """A hash in groups, so that a line can end within it."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def signed_by(*who: str) -> list[Para]:
    """Lines on which people sign by hand, each with its day."""
    return [Para(f"{one}（签名）：＿＿＿＿　　年　月　日") for one in who]


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_MYRIADS = ("", "万", "亿")


def money(yuan: int) -> str:
    """A sum as documents write it, so that nobody adds a figure: 人民币叁万零伍佰元整（¥30,500.00）."""
    groups, rest = [], yuan
    while rest:
        rest, group = divmod(rest, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if said and group and (group < 1_000 or not groups[place + 1] % 10) and not said.endswith("零"):
            said += "零"
        said += _group(group) + (_MYRIADS[place] if group else "")
    return f"人民币{said or '零'}元整（¥{yuan:,}.00）"


def _group(number: int) -> str:
    said = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += _DIGITS[digit] + _PLACES[place]
        elif said and not said.endswith("零") and number % 10**place:
            said += "零"
    return said


def numbered(blocks: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Each block with the numeral of its heading."""
    count = 0
    for block in blocks:
        is_heading = isinstance(block, Heading)
        count += is_heading
        yield (f"{_NUMERALS[count - 1]}、" if is_heading and count <= len(_NUMERALS) else ""), block


def is_addressee(place: int, block: Any) -> bool:
    """The first line of a letter, to whom it goes: it stands at the margin."""
    return place == 0 and isinstance(block, Para) and block.text.endswith("：")


def widths_mm(rows: list[list[str]]) -> list[float]:
    """How the 156 mm of a line are divided among a table's columns: by what they hold, none too narrow to read."""
    if len(rows[0]) == 2:
        return [42, 114]
    needs = [min(max(max(len(cell) for cell in column), 4), 24) for column in zip(*rows, strict=True)]
    return [156 * need / sum(needs) for need in needs]


# --- Word ----------------------------------------------------------------------------------------------


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


# --- PDF -----------------------------------------------------------------------------------------------


_TYPST = """
#let d = json(bytes(sys.inputs.data))
#let red = rgb("#" + d.red)
#set page(paper: "a4", margin: (top: 3.7cm, bottom: 3.5cm, left: 2.8cm, right: 2.6cm), numbering: "— 1 —")
#set text(font: d.font, size: 16pt, lang: "zh", region: "cn")
#set par(leading: 0.85em, spacing: 0.85em, justify: true)
#if d.masthead != none {
  let size = d.head_pt * 1pt
  align(center, text(size: size, weight: "bold", fill: red, d.masthead.name))
  v(0.2em)
  align(center, d.masthead.issue)
  if d.masthead.office != "" { grid(columns: (1fr, auto), d.masthead.office, d.masthead.day) }
  v(-0.4em)
  line(length: 100%, stroke: 2pt + red)
  v(0.8em)
}
#if d.agency != "" { align(center, text(size: 22pt, weight: "bold", d.agency)) }
#align(center, par(justify: false, text(size: 22pt, weight: "bold", d.title)))
#if d.no != "" and d.agency != "" { align(right, d.no) }
#if d.no != "" and d.agency == "" { align(center, text(size: 14pt, "编号：" + d.no)) }
#v(0.4em)
#for b in d.blocks {
  if b.kind == "heading" { block(sticky: true, h(2em) + text(font: d.heading_font, b.number + b.text)) }
  else if b.kind == "picture" {
    let shown = image(bytes(b.bytes), width: b.width_mm * 1mm)
    block(breakable: false, sticky: b.last, shown + text(size: 12pt, b.caption))
  } else if b.kind == "para" { block(sticky: b.last, if b.flush { b.text } else { h(2em) + b.text }) }
  else {
    let n = b.rows.at(0).len()
    set text(size: if n > d.crowded { 9pt } else { 12pt })
    set par(leading: 0.6em, justify: false)
    block(width: 100%, table(
      columns: if n == 2 { (4cm, 1fr) } else if n > d.crowded { b.widths.map(w => w * 1fr) } else {
        range(n).map(i => if i == b.wide { 1fr } else { auto })
      },
      inset: 6pt, stroke: 0.5pt,
      table.header(..b.rows.at(0).map(c => text(font: d.heading_font, c))), ..b.rows.slice(1).flatten(),
    ))
  }
}
#block(above: 2.4em, breakable: false, width: 100%, align(right)[#for line in d.signature { line + linebreak() }])
"""


def to_pdf(
    title: str, no: str, blocks: Sequence[Any], signature: Sequence[str], masthead: Masthead | None = None,
    agency: str = "",
) -> bytes:  # fmt: skip
    """A PDF with its fonts embedded. What people wrote goes in as data, never as typesetting code.

    Raises:
        NoFont: no Chinese font on this machine.
    """
    font = chinese_font()
    if font is None:
        raise NoFont
    shown = [
        {
            **_as_data(block),
            "number": number,
            "wide": _widest(block),
            "widths": widths_mm(block.rows) if isinstance(block, Table) else [],
            "flush": is_addressee(place, block),
            "last": place + 1 == len(blocks),
        }
        for place, (number, block) in enumerate(numbered(blocks))
    ]
    data = {
        "title": title, "no": no, "blocks": shown, "signature": list(signature), "font": font, "red": RED,
        "heading_font": heading_font(), "masthead": asdict(masthead) if masthead else None,
        "crowded": CROWDED, "head_pt": masthead.size_pt if masthead else 0, "agency": agency,
    }  # fmt: skip
    pdf = typst.compile(_TYPST.encode(), format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    assert isinstance(pdf, bytes)
    return pdf


def _as_data(block: Any) -> dict[str, Any]:
    """A block for typst, which takes a picture as numbers."""
    found = asdict(block)
    return {**found, "bytes": list(base64.b64decode(found.pop("data")))} if isinstance(block, Picture) else found


def _widest(block: Any) -> int:
    """The column of a table that needs most room, and gets what the others leave."""
    if not isinstance(block, Table):
        return 0
    needs = [max(len(cell) for cell in column) for column in zip(*block.rows, strict=True)]
    return needs.index(max(needs))


@cache
def chinese_font() -> str | None:
    """The first of :data:`FONTS` that this machine has."""
    return next((font for font in FONTS if font in installed()), None)


@cache
def heading_font() -> str | None:
    """The first of :data:`HEADING_FONTS` that this machine has."""
    return next((font for font in HEADING_FONTS if font in installed()), None)
