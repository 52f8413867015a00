"""Documents out of records: Word and PDF from the same blocks, each with number, date and maker, kept by content.

A :class:`~anlan.records.registry.declare.Paper` gives blocks; how they look is decided in
:mod:`~anlan.records.registry.official`.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import Forbidden, NotFound
from anlan.records.core.photos import file_keep
from anlan.records.places.county import county
from anlan.records.registry import selectors, traces
from anlan.records.registry.columns import Column, columns
from anlan.records.registry.declare import Paper, Register
from anlan.records.registry.models import MadeDocument
from anlan.records.registry.numbers import document_no
from anlan.records.registry.official.as_docx import to_docx
from anlan.records.registry.official.as_pdf import to_pdf
from anlan.records.registry.official.blocks import Heading, Masthead, Para, Table, signed_by
from anlan.records.registry.official.fonts import NoFont
from anlan.records.registry.official.wording import day, moment, money
from anlan.records.registry.signing.on_paper import signed_blocks
from anlan.records.registry.values import as_text

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


#: What may be done against an order; the same for every order of the agency.
REMEDIES = (
    "不服本指令的，可以自收到之日起六十日内依法申请行政复议，或者六个月内依法提起行政诉讼；"
    "复议、诉讼期间不停止执行，法律另有规定的除外。"
)


def papers_of(register: Register) -> list[Paper]:
    """The register's own documents, the record sheet that every register has, and a certificate of service where
    a document goes to a party."""
    found = [*register.papers, Paper("sheet", f"{register.label}记录表", "Record sheet", "DJ", _sheet_of)]
    if any(paper.style == "law" for paper in register.papers):
        found.append(
            Paper("service", "送达回证", "Certificate of service", "SDHZ", _certificate, style="law", mark="送")
        )
    return found


def _certificate(record: Any, reader: Any) -> list[Any]:
    from anlan.records.registry.delivery import certificate

    return certificate(record, reader)


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
    facts = [[one.label, _fact(one, record)] for one in columns(register, names)]
    steps = [[_local(line["at"]), line["by"], line["text"]] for line in selectors.timeline(register, record)]
    return [Heading("基本情况"), Table([["项目", "内容"], *facts]), Heading("办理过程"),
            Table([["时间", "人员", "内容"], *steps])]  # fmt: skip


def _fact(one: Column, record: Any) -> str:
    written = {"date": day, "datetime": moment}.get(one.kind)
    return written(getattr(record, one.name)) if written else str(as_text(one, record)) or "—"


def _local(at: str) -> str:
    return moment(datetime.fromisoformat(at))


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
    no = number_of(wanted)
    blocks = signed_blocks(register, wanted, record, wanted.body(record, actor))
    content = rendered(wanted, no, blocks, maker=actor, format=format)
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


_RENDERERS = {"docx": to_docx, "pdf": to_pdf}
#: Everything under the red head is counted together, as the office's outgoing book does.
FILES = "AWBWJ"


def number_of(paper: Paper) -> str:
    """The next number of a document, in the form that its style asks for."""
    here = county()
    if paper.style == "law":
        return document_no(f"law.{paper.mark}", f"（{here.short}）应急{paper.mark}")
    return document_no(FILES, f"{here.short}安委办") if paper.style == "file" else document_no(paper.series)


def rendered(paper: Paper, no: str, blocks: list[Any], *, maker: User, format: str) -> bytes:
    """The file, in the paper's style; only sheets of the office name who made them.

    Raises:
        NoFont: a PDF, on a machine without a Chinese font.
    """
    here, today, to_file = county(), day(clock.today()), _RENDERERS[format]
    if paper.style == "file":
        head = Masthead(f"{here.committee_office}文件", no)
        return to_file(paper.label, "", blocks, [here.committee_office, today], head)
    if paper.style == "law":
        return to_file(paper.label, no, blocks, [f"{here.office}（印章）", today], agency=here.office)
    return to_file(paper.label, no, blocks, [here.office, today, f"制作人：{maker.name}"])


__all__ = ["REMEDIES", "Heading", "NoFont", "Para", "Table", "day", "document_get", "document_make", "moment", "money",
           "number_of", "paper_get", "papers_of", "rendered", "signed_by"]  # fmt: skip
