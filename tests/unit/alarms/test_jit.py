"""Compiled code is kept under the name of everything that is compiled in."""

import ast
from pathlib import Path

import anlan
from anlan.alarms import jit

SRC = Path(anlan.__file__).parent


def imported_by(path: Path) -> set[Path]:
    """Files of this package that a file takes names from."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("anlan."):
            base = SRC.joinpath(*node.module.split(".")[1:])
            found |= {base.with_suffix(".py")} | {(base / alias.name).with_suffix(".py") for alias in node.names}
    return {path for path in found if path.exists()}


def test_everything_the_compiled_functions_take_constants_from_is_in_the_name() -> None:
    compiled = [SRC / "alarms" / "compiled.py", SRC / "alarms" / "watch.py"]
    needed = set(compiled)
    while more := {found for path in needed for found in imported_by(path)} - needed:
        needed |= more
    assert needed <= set(jit.sources())


def test_another_constant_is_another_folder(tmp_path: Path, monkeypatch) -> None:
    before = jit.cache_folder()
    changed = tmp_path / "quality.py"
    changed.write_text(jit.sources()[-1].read_text() + "# changed\n")
    monkeypatch.setattr(jit, "sources", lambda: [changed])
    assert jit.cache_folder() != before


def test_without_numba_a_function_stays_what_it_is(monkeypatch) -> None:
    monkeypatch.setattr(jit, "numba", None)
    assert jit._compiler() is None
    monkeypatch.setattr(jit, "_compile", None)
    assert jit.jit(len) is len
