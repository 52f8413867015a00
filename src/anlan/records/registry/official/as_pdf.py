"""An official document as a PDF."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import typst

from anlan.records.registry.official.blocks import (
    CROWDED,
    RED,
    Masthead,
    Picture,
    Table,
    is_addressee,
    numbered,
    widths_mm,
)
from anlan.records.registry.official.fonts import NoFont, chinese_font, heading_font

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
