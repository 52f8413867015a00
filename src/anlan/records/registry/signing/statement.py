"""What is to be signed of a record, as text, and the hash that holds it."""

import hashlib
from typing import Any

from anlan.records.registry.declare import Paper, Register
from anlan.records.registry.official.blocks import Para, Table


def sha256(text: str) -> str:
    """Hex digest of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def statement_of(register: Register, paper: Paper, record: Any, reader: Any) -> str:
    """What is to be signed of a record as it stands now, as text."""
    if paper.statement:
        return paper.statement(record)
    lines = [f"{paper.label} {record.no}"]
    for block in paper.body(record, reader):
        if isinstance(block, Table):
            lines += ["：".join(row) if len(row) == 2 else " | ".join(row) for row in block.rows]
        elif not is_line_to_sign(block):
            lines.append(block.text)
    return "\n".join(lines)


def is_line_to_sign(block: Any) -> bool:
    """True for the blank lines of :func:`~anlan.records.registry.official.blocks.signed_by`."""
    return isinstance(block, Para) and "（签名）：＿" in block.text
