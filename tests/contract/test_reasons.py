"""Whatever a process says is wrong with it, the console can say in Chinese."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.bus import committer

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "console/src/i18n/reasons.zh-CN.json"
#: Calls that say a reason, and which of their arguments is the sentence.
SAYS = {"note": 1, "_lose": -1}
#: Said to the log only.
IN_THE_LOG = {"its alarm never came"}


def sentence(node: ast.expr) -> str | None:
    """A string with every filled-in value as 7; None for anything else, such as a variable."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
    if isinstance(node, ast.BinOp):
        return f"{sentence(node.left)}7"
    return None


def sentences() -> Iterator[str]:
    for path in sorted((ROOT / "src/anlan").rglob("*.py")):
        text = path.read_text()
        if "ills" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAYS:
                if node.args and (said := sentence(node.args[SAYS[node.func.attr]])):
                    yield said
            if isinstance(node, ast.FunctionDef) and node.name == "_database_trouble":
                yield from (
                    s for r in ast.walk(node) if isinstance(r, ast.Return) and r.value if (s := sentence(r.value))
                )
    yield from committer._REFUSALS.values()


FOUND = sorted(set(sentences()) - IN_THE_LOG)


def test_the_source_was_read():
    assert len(FOUND) > 20


@pytest.mark.parametrize("said", FOUND)
def test_every_reason_has_its_chinese(said: str):
    assert any(re.fullmatch(pattern, said) for pattern, _ in json.loads(TABLE.read_text())), said
