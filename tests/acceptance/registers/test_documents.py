"""Every document of every register, of a record just opened and of one with every column filled.

``ANLAN_PAPERS=/tmp/papers`` keeps them there as Word and PDF, to be looked at.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.utils.functional import Promise
from docx import Document

from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.core.photos import file_path
from anlan.records.registry import papers
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Paper, Register
from anlan.records.registry.models import RegisterRecord
from anlan.records.registry.official.fonts import chinese_font
from anlan.records.registry.official.wording import money
from anlan.records.registry.papers import Table
from tests.acceptance.registers.life import register_life
from tests.factories import EnterpriseFactory, UserFactory
from tests.factories.registers import maker_of, record_of

pytestmark = pytest.mark.django_db

SHARED = {field.name for field in RegisterRecord._meta.get_fields()}
#: What a program prints and no office writes.
WRONG = re.compile(r"None|nan\b|True|False|\d{4}-\d{2}-\d{2}|年0\d月|月0\d日|[。；]{2}|：。")


@pytest.mark.parametrize("name", sorted(registers()))
def test_every_document_reads_as_an_office_writes(name: str) -> None:
    register = registers()[name]
    with register_life("2026-06-01 09:00"):
        maker = maker_of(register)
        record = record_of(name, EnterpriseFactory(name="示例冷冻食品有限公司"))
        for state in ("new", "filled"):
            for paper, blocks in _papers(register, record, maker):
                said = "\n".join(_lines(blocks))
                assert WRONG.findall(said) == [], f"{state} {paper.name}: {said}"
                _keep(paper, blocks, maker, f"{name}-{paper.name}-{state}")
            _fill(record, maker)


def test_a_document_has_the_number_of_its_year_the_office_the_day_and_the_maker() -> None:
    with register_life("2026-06-01 09:00"):
        register = registers()["hazards"]
        record, maker = record_of("hazards", EnterpriseFactory()), maker_of(register)
        made = [
            papers.document_make(register, actor=maker, record_id=record.pk, paper="notice", format="docx")
            for _ in range(2)
        ]
        assert [one.no for one in made] == ["YHTZ〔2026〕1号", "YHTZ〔2026〕2号"]


@pytest.mark.parametrize(
    ("register", "paper", "no", "signs"),
    [
        ("cases", "decision", "（瑞）应急罚〔2026〕1号", "瑞安市应急管理局（印章）"),
        ("hazards", "order", "（瑞）应急责改〔2026〕1号", "瑞安市应急管理局（印章）"),
        ("circulars", "circular", "瑞安委办〔2026〕1号", "瑞安市安全生产委员会办公室"),
        ("listings", "notice", "瑞安委办〔2026〕1号", "瑞安市安全生产委员会办公室"),
    ],
)
def test_what_goes_out_is_numbered_and_signed_in_the_name_of_who_sends_it(
    register: str, paper: str, no: str, signs: str
) -> None:
    with register_life("2026-06-01 09:00"):
        found = registers()[register]
        maker = UserFactory(role=Role.DUTY_OFFICER, name="王某某")
        record = record_of(register, EnterpriseFactory())
        made = papers.document_make(found, actor=maker, record_id=record.pk, paper=paper, format="docx")
        said = [line.text for line in Document(file_path(made.sha256)).paragraphs]
        assert (made.no, no in said) == (no, True)
        assert said[-2:] == [signs, "2026年6月1日"]
        assert maker.name not in "".join(said)


def test_orders_of_one_kind_are_counted_together_whatever_they_come_of() -> None:
    with register_life("2026-06-01 09:00"):
        maker = UserFactory(role=Role.DUTY_OFFICER)
        for name, no in (("hazards", 1), ("inspections", 2)):
            record = record_of(name, EnterpriseFactory())
            made = papers.document_make(
                registers()[name], actor=maker, record_id=record.pk, paper="order", format="docx"
            )
            assert made.no == f"（瑞）应急责改〔2026〕{no}号"


@pytest.mark.parametrize(
    ("yuan", "said"),
    [
        (0, "零"),
        (7, "柒"),
        (10, "壹拾"),
        (105, "壹佰零伍"),
        (30_000, "叁万"),
        (30_500, "叁万零伍佰"),
        (100_010, "壹拾万零壹拾"),
        (1_510_000, "壹佰伍拾壹万"),
        (20_000_001, "贰仟万零壹"),
        (100_000_000, "壹亿"),
        (120_030_400, "壹亿贰仟零叁万零肆佰"),
        (1_000_050_000, "壹拾亿零伍万"),
    ],
)
def test_a_sum_is_written_so_that_no_figure_can_be_added(yuan: int, said: str) -> None:
    assert money(yuan) == f"人民币{said}元整（¥{yuan:,}.00）"


def _papers(register: Register, record: Any, reader: User) -> Iterator[tuple[Paper, list[Any]]]:
    for paper in papers.papers_of(register):
        yield paper, paper.body(record, reader)


def _lines(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} == {len(block.rows[0])}
            yield from (" ".join(row) for row in block.rows)
        else:
            assert not isinstance(block.text, Promise)
            yield block.text


def _fill(record: Any, person: User) -> None:
    """Something in every empty column, in memory; long enough that lines break."""
    for field in record._meta.concrete_fields:
        if field.name in SHARED or getattr(record, field.attname) not in (None, "", 0):
            continue
        value: Any = None
        if field.choices:
            value = next((key for key, _ in field.flatchoices if key), None)
        elif isinstance(field, models.CharField | models.TextField):
            value = ("已按要求落实" + str(field.verbose_name) + "，现场核实无误")[: field.max_length or 200]
        elif isinstance(field, models.DateTimeField):
            value = record.opened_at
        elif isinstance(field, models.DateField):
            value = date(2026, 6, 9)
        elif isinstance(field, models.IntegerField | models.FloatField):
            value = 3
        elif field.related_model is User:
            value = person
        if value is not None:
            setattr(record, field.name, value)


def _keep(paper: Paper, blocks: list[Any], maker: User, name: str) -> None:
    if not (folder := os.environ.get("ANLAN_PAPERS")):
        return
    for kind in papers.FORMATS:
        if kind == "docx" or chinese_font():
            made = papers.rendered(paper, papers.number_of(paper), blocks, maker=maker, format=kind)
            (Path(folder) / f"{name}.{kind}").write_bytes(made)
