"""Every step of every register is taken in some timeline: a step that nobody ever played may not work."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Register

TIMELINES = Path(__file__).parents[1] / "acceptance" / "registers"


def played() -> Iterator[str]:
    """Names of the steps in ``life.does(who, record, "step", …)`` of all timelines."""
    for file in TIMELINES.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "does":
                yield from (arg.value for arg in node.args[2:3] if isinstance(arg, ast.Constant))


TAKEN = set(played())


@pytest.mark.parametrize("register", registers().values(), ids=lambda register: register.name)
def test_every_step_is_played(register: Register) -> None:
    # What the phone hands in as a whole is played through its own door (test_inspections).
    assert {step.name for step in register.steps if not step.by_phone} - TAKEN == set()


@pytest.mark.parametrize("register", registers().values(), ids=lambda register: register.name)
def test_every_register_is_played(register: Register) -> None:
    assert any(f'"{register.name}"' in file.read_text("utf-8") for file in TIMELINES.glob("test_*.py"))
