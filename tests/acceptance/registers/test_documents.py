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

from anlan.records.accounts.models import User
from anlan.records.registry import papers
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Paper, Register
from anlan.records.registry.models import RegisterRecord
from anlan.records.registry.official import chinese_font
from anlan.records.registry.papers import Table
from tests.acceptance.registers.life import register_life
from tests.factories import EnterpriseFactory
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
    signature = papers._signature(maker)
    for kind, render in papers._RENDERERS.items():
        if kind == "docx" or chinese_font():
            made = render(paper.label, f"{paper.series}〔2026〕12号", blocks, signature)
            (Path(folder) / f"{name}.{kind}").write_bytes(made)
