"""The page of functions says what is there; every place it names must exist."""

import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

from anlan import cli
from anlan.records.registry.catalog import registers
from anlan.web import functions

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "anlan"
FOLDERS = {
    "driver": SOURCE / "gateway" / "drivers",
    "rule": SOURCE / "alarms" / "rules",
    "recogniser": SOURCE / "cameras" / "recognisers",
    "channel": SOURCE / "records" / "notices" / "channels",
}


@pytest.fixture(scope="module")
def known() -> dict[str, set[str]]:
    """Every place there is, by kind."""
    routes = (ROOT / "console" / "src" / "router.ts").read_text("utf-8")
    files = [*SOURCE.glob("records/registers/*/urls.py"), *SOURCE.glob("records/*/public_urls.py")]
    public = "".join(path.read_text("utf-8") for path in files)
    api = json.loads((ROOT / "docs" / "reference" / "openapi.json").read_text("utf-8"))
    return {
        "page": set(re.findall(r"path: '([^']+)'", routes)),
        "public": {"/" + path.split("<")[0] for path in re.findall(r'path\("([^"]+)"', public)},
        "api": set(api["paths"]),
        "register": set(registers()),
        "cli": set(getattr(get_command(cli.app), "commands", {})),
        "doc": {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")},
        **{kind: {path.name for path in folder.iterdir() if path.is_dir()} for kind, folder in FOLDERS.items()},
    }


def test_every_function_is_answered_once_and_what_is_missing_is_said() -> None:
    rows = functions.rows()
    assert [int(row["no"]) for row in rows] == list(range(1, 123))
    assert {row["there"] for row in rows} == set(functions.MARKS)
    assert [row["no"] for row in rows if row["there"] != "yes" and not row["note"] and row["stars"] != "1"] == []
    assert [row["no"] for row in rows if row["there"] != "no" and not row["where"]] == []


def test_every_place_that_is_named_exists(known: dict[str, set[str]]) -> None:
    named = [(row["no"], *one.split(":", 1)) for row in functions.rows() for one in row["where"].split()]
    assert {kind for _, kind, _ in named} <= set(functions.KINDS)
    assert [f"{no} {kind}:{name}" for no, kind, name in named if name not in known[kind]] == []
