"""Documents out of records: Word and PDF from the same blocks, each with number, date and maker, kept by content.

A :class:`~anlan.records.registry.declare.Paper` gives blocks; how they look is decided here once, in the manner of
official documents (title centred, body indented by two characters, number under the title, office and date below).
"""

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

import typst
from django.db import transaction
from django.http import HttpRequest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import DomainError, Forbidden, NotFound
from anlan.records.core.fonts import installed
from anlan.records.core.photos import file_keep
from anlan.records.places.county import COUNTY
from anlan.records.registry import selectors, traces
from anlan.records.registry.columns import columns
from anlan.records.registry.declare import Paper, Register
from anlan.records.registry.models import MadeDocument
from anlan.records.registry.numbers import number_next
from anlan.records.registry.values import as_text

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
#: Serif first, as official documents are set; the first that the machine has is used.
FONTS = ("FangSong", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Noto Sans CJK SC",
         "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Zen Hei")  # fmt: skip
OFFICE = f"{COUNTY.name}应急管理局"


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


def papers_of(register: Register) -> list[Paper]:
    """The register's own documents, and the record sheet that every register has."""
    return [*register.papers, Paper("sheet", f"{register.label}记录表", "Record sheet", "DJ", _sheet_of)]


def paper_get(register: Register, name: str) -> Paper:
    """One of :func:`papers_of`.

    Raises:
        NotFound: no such document.
    """
    found = next((paper for paper in papers_of(register) if paper.name == name), None)
    if found is None:
        raise NotFound(f"“{register.label}”没有这种文书。")
    return found


def _sheet_of(record: Any, reader: Any) -> list[Any]:
    from anlan.records.registry.catalog import register_of

    register = register_of(record)
    names = dict.fromkeys(("no", "title", "state", *register.list_columns, *register.detail))
    facts = [[one.label, str(as_text(one, record)) or "—"] for one in columns(register, names)]
    steps = [[_local(line["at"]), line["by"], line["text"]] for line in selectors.timeline(register, record)]
    return [Heading("基本情况"), Table([["项目", "内容"], *facts]), Heading("办理过程"),
            Table([["时间", "人员", "内容"], *steps])]  # fmt: skip


def _local(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")


@transaction.atomic
def document_make(
    register: Register, *, actor: User, record_id: int, paper: str, format: str, request: HttpRequest | None = None
) -> MadeDocument:
    """Make a document of a record and keep it; every one has a number of its own.

    Raises:
        Forbidden, NotFound: not for this role, no such record, document or format.
        NoFont: a PDF, on a machine without a Chinese font.
    """
    wanted = paper_get(register, paper)
    if not actor.may(register.right(wanted.right)):
        raise Forbidden
    if format not in FORMATS:
        raise NotFound("只能生成 docx 或 pdf。")
    record = selectors.record_get(register, for_user=actor, record_id=record_id)
    no = number_next(wanted.series)
    content = _RENDERERS[format](wanted.label, no, wanted.body(record, actor), actor)
    made = MadeDocument.objects.create(
        register=register.name, record_id=record.pk, paper=paper, title=wanted.label, no=no, format=format,
        sha256=file_keep(content), size_bytes=len(content), made_at=clock.now(), made_by=actor,
    )  # fmt: skip
    text = f"制作文书：{wanted.label} {no}（{format}）"
    facts = {"no": no, "sha256": made.sha256}
    traces.leave(register, record, "document", text, by=actor, changes=facts, data=facts, request=request)
    return made


def document_get(register: Register, *, for_user: User, record_id: int, document_id: int) -> MadeDocument:
    """A document that was made of a record in scope.

    Raises:
        NotFound: not there, or out of scope.
    """
    record = selectors.record_get(register, for_user=for_user, record_id=record_id)
    rows = MadeDocument.objects.filter(register=register.name, record_id=record.pk, pk=document_id)
    if (made := rows.first()) is None:
        raise NotFound
    return made


# --- how it looks --------------------------------------------------------------------------------------


def to_docx(title: str, no: str, blocks: list[Any], maker: User) -> bytes:
    """A Word file; fonts are named, not embedded, as offices have them."""
    book = Document()
    normal: Any = book.styles["Normal"]
    normal.font.name, normal.font.size = "FangSong", Pt(15)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    head = book.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(title)
    run.font.size, run.bold = Pt(22), True
    book.add_paragraph(f"编号：{no}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for number, block in _numbered(blocks):
        _docx_block(book, number, block)
    for line in _signature(maker):
        book.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _docx_block(book: Any, number: str, block: Any) -> None:
    if isinstance(block, Heading):
        book.add_paragraph().add_run(f"{number}{block.text}").bold = True
    elif isinstance(block, Para):
        book.add_paragraph(block.text).paragraph_format.first_line_indent = Pt(30)
    else:
        table = book.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
        for row in block.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text


_TYPST = """
#let d = json(bytes(sys.inputs.data))
#set page(paper: "a4", margin: (x: 2.6cm, y: 3cm), numbering: "— 1 —")
#set text(font: d.font, size: 14pt, lang: "zh", region: "cn")
#set par(leading: 0.9em, justify: true)
#align(center, text(size: 20pt, weight: "bold", d.title))
#align(center, text(size: 11pt, "编号：" + d.no))
#v(0.6em)
#for b in d.blocks {
  if b.kind == "heading" { block(text(weight: "bold", b.number + b.text)) }
  else if b.kind == "para" { block(h(2em) + b.text) }
  else {
    let n = b.rows.at(0).len()
    set text(size: 11pt)
    block(width: 100%, table(
      columns: if n == 2 { (4cm, 1fr) } else { range(n).map(i => if i == n - 1 { 1fr } else { auto }) },
      inset: 6pt, stroke: 0.5pt,
      ..b.rows.at(0).map(c => strong(c)), ..b.rows.slice(1).flatten(),
    ))
  }
}
#v(1.5em)
#align(right)[#for line in d.signature { line + linebreak() }]
"""


def to_pdf(title: str, no: str, blocks: list[Any], maker: User) -> bytes:
    """A PDF with its fonts embedded. What people wrote goes in as data, never as typesetting code.

    Raises:
        NoFont: no Chinese font on this machine.
    """
    font = chinese_font()
    if font is None:
        raise NoFont
    shown = [{**asdict(block), "number": number} for number, block in _numbered(blocks)]
    data = {"title": title, "no": no, "blocks": shown, "signature": _signature(maker), "font": font}
    pdf = typst.compile(_TYPST.encode(), format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    assert isinstance(pdf, bytes)
    return pdf


@cache
def chinese_font() -> str | None:
    """The first of :data:`FONTS` that this machine has."""
    return next((font for font in FONTS if font in installed()), None)


_RENDERERS = {"docx": to_docx, "pdf": to_pdf}
_NUMERALS = "一二三四五六七八九十"


def _numbered(blocks: list[Any]) -> Iterator[tuple[str, Any]]:
    count = 0
    for block in blocks:
        is_heading = isinstance(block, Heading)
        count += is_heading
        yield (f"{_NUMERALS[count - 1]}、" if is_heading and count <= len(_NUMERALS) else ""), block


def _signature(maker: User) -> list[str]:
    day = clock.today()
    return [OFFICE, f"{day.year}年{day.month}月{day.day}日", f"制作人：{maker.name}"]
