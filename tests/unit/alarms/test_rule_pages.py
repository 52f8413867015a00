"""The rule pages of the reference: their worked numbers run, their tables are what the code says."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import fields, replace

from anlan.alarms import rule_docs
from anlan.alarms.kernel import Kernel
from anlan.alarms.rule_catalogue import folders
from anlan.alarms.rule_docs import PAGES, settings_of
from anlan.bus.messages import GatewayConfig, LimitConfig, PointConfig, RuleConfig
from anlan.domain.quality import Quality
from tests.unit.alarms.found_rules import SAMPLE
from tests.unit.alarms.plant import KERNELS, T0, Line, config, point

WORKED = re.compile(r"<!-- worked (\{.*?\}) -->\n(\|.*?)\n(?:\n|$)", re.DOTALL)
QUALITIES = {"over": Quality.OVER_RANGE, "fault": Quality.FAULT, "cal": Quality.CALIBRATING, "nan": Quality.GOOD}


@dataclass
class Worked:
    """One table of a page and the configuration it is about."""

    about: dict[str, Any]
    rows: list[dict[str, str]]

    @classmethod
    def of(cls, about: str, table: str) -> "Worked":
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
        return cls(json.loads(about), [dict(zip(lines[0], cells, strict=True)) for cells in lines[2:]])

    def line(self, kernel: Kernel) -> Line:
        ids = {name: n for n, name in enumerate(self.about["points"], 1)}
        limits = {n: [msgspec.convert(x, LimitConfig) for x in p.pop("limits", [])] for n, p in self.points()}
        points = [point(*limits[name], number=ids[name], **p) for name, p in self.points()]
        rules = [
            msgspec.convert({**r, "points": [ids[p] for p in r["points"]]}, RuleConfig)
            for r in self.about.get("rules", [])
        ]
        return Line(replace(config(*points), rules=rules), kernel)

    def points(self) -> list[tuple[str, dict[str, Any]]]:
        return list(self.about["points"].items())

    def readings(self, row: dict[str, str]) -> list[tuple[float, float, int, int]]:
        found = []
        for number, name in enumerate(self.about["points"], 1):
            cell = row[name]
            if cell:
                value = float("nan") if cell in QUALITIES else float(cell)
                found.append((float(row["t (s)"]), value, int(QUALITIES.get(cell, Quality.GOOD)), number))
        return found


def pages() -> list[tuple[str, int]]:
    return [(name, n) for name in folders() for n in range(len(WORKED.findall((PAGES / f"{name}.md").read_text())))]


@pytest.mark.parametrize("kind", KERNELS, ids=lambda k: k.name)
@pytest.mark.parametrize(("name", "number"), pages())
def test_worked_numbers_are_what_the_engine_does(name: str, number: int, kind: type[Kernel]) -> None:
    worked = Worked.of(*WORKED.findall((PAGES / f"{name}.md").read_text())[number])
    line, clock = worked.line(kind()), 0
    for row in worked.rows:
        at, before = int(row["t (s)"]), len(line.found)
        for second in range(clock + 1, at):
            line.log(second)
        clock = at
        line.log(at, *worked.readings(row))
        found = [f"{t.label} {t.kind} at {(t.at_ms - T0) / 1000:g}" for t in line.found[before:]]
        assert (", ".join(found) or "–") == row["then"], f"{name}.md, t = {at}"


def test_every_rule_has_a_page_with_worked_numbers() -> None:
    assert {name for name, _ in pages()} == set(folders())
    index = (PAGES / "README.md").read_text()
    assert all(f"]({name}.md)" in index for name in folders())


def test_the_made_parts_of_the_pages_are_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["rule_docs", "--check"])
    assert rule_docs.main() == 0


def test_a_page_out_of_date_is_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in folders():
        (tmp_path / f"{name}.md").write_text((PAGES / f"{name}.md").read_text())
    stale = tmp_path / "stuck.md"
    stale.write_text(stale.read_text().replace("`stuck_after_s` | s", "`stuck_after_s` | h"))
    monkeypatch.setattr(rule_docs, "PAGES", tmp_path)
    monkeypatch.setattr("sys.argv", ["rule_docs", "--check"])
    assert rule_docs.main() == 1
    assert "stuck.md is out of date: make docs" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["rule_docs"])
    assert rule_docs.main() == 0
    assert stale.read_text() == (PAGES / "stuck.md").read_text()
    stale.write_text("no marks")
    with pytest.raises(ValueError, match="write the marks"):
        rule_docs.main()


@pytest.mark.parametrize("name", ["limit", "rate_of_change", "stuck", "offline", "fault"])
def test_settings_of_compiled_rules_are_those_of_the_published_messages(name: str) -> None:
    messages = {"limit": [LimitConfig], "offline": [PointConfig, GatewayConfig]}.get(name, [PointConfig])
    for (_, schema), message in zip(settings_of(name), messages, strict=True):
        published = {f.name: f for f in fields(message)}
        for field in fields(schema):
            assert field.default == published[field.name].default, field.name
            plain = str(msgspec.inspect.type_info(published[field.name].type)).partition("(")[0]
            assert str(msgspec.inspect.type_info(field.type)).partition("(")[0] in (plain, "Metadata"), field.name


def test_the_how_to_shows_the_sample_package() -> None:
    text = (PAGES.parents[1] / "how-to" / "write-a-rule.md").read_text()
    shown = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert shown is not None
    theirs = (SAMPLE / "anlan_sample_rule" / "__init__.py").read_text()

    def bare(code: str) -> str:
        code = re.sub(r'""".*?"""|#.*', "", code, flags=re.DOTALL if '"""' in code else 0)
        return re.sub(r"\s+", "", code)

    assert bare(shown[1]) == bare(theirs)
