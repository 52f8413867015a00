"""Signatures in the documents of a record."""

import base64
from typing import Any

from anlan.records.core.photos import file_path
from anlan.records.registry.declare import Paper, Register
from anlan.records.registry.models import Signature
from anlan.records.registry.official.blocks import Heading, Para, Picture, Table
from anlan.records.registry.official.wording import moment, spaced
from anlan.records.registry.signing.standing import signings_of, standing
from anlan.records.registry.signing.statement import is_line_to_sign

LEGAL_NOTE = "本页签名系现场在屏幕上手写形成的电子签名，由平台以摘要固定签署内容；未使用第三方电子认证服务（CA）证书。"


def signed_blocks(register: Register, paper: Paper, record: Any, blocks: list[Any]) -> list[Any]:
    """A document's blocks with the newest signatures in place of the blank lines, where there are any.

    Signatures that no longer belong to what the record says are not shown: a sentence says so instead.
    """
    rows = signings_of(register, record, paper.name)
    if not rows:
        return blocks
    state, _ = standing(register, paper, record, rows[0])
    if state != "valid":
        said = f"签署的内容（SHA-256：{spaced(rows[0].sha256)}）与本记录现状不一致，原签名不适用于本文书，请重新签署。"
        return [*blocks, Heading("电子签名"), Para(said)]
    shown = [block for block in blocks if not is_line_to_sign(block)]
    lines = [part for one in rows[0].signatures.all() for part in _signature_blocks(one)]
    digest = Table([["签署内容", "SHA-256"], [f"《{paper.label}》", spaced(rows[0].sha256)]])
    return [*shown, Heading("电子签名"), *lines, digest, Para(LEGAL_NOTE)]


def _signature_blocks(one: Signature) -> list[Any]:
    who = f"{one.get_role_display()}：{one.name}" + (f"（{one.duty}）" if one.duty else "")
    place = f"，位置 {one.lon:.5f}，{one.lat:.5f}" if one.lon is not None and one.lat is not None else ""
    when = f"{who}，{moment(one.signed_at)}{place}"
    if one.is_refused:
        return [Para(f"{when}，拒绝签字。情况：{one.reason.rstrip('。')}。")]
    assert one.picture is not None, "who did not refuse has signed"
    data = base64.b64encode(file_path(one.picture.sha256).read_bytes()).decode()
    return [Picture(data, 52, when)]
