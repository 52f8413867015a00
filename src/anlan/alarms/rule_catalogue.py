"""Finds rule types by folder and by entry point: a new one needs no edit here."""

import importlib
import inspect
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import msgspec

from anlan.alarms import rules
from anlan.alarms.rule import Rule
from anlan.bus.messages import RuleConfig
from anlan.domain.grades import Grade
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Entry-point group of rule types that live in packages of their own.
GROUP = "anlan.rules"

RuleType = type[Rule[Any]]


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A sensible configuration over ``points`` points; tests run it, the rule's page shows it."""

    points: int
    label: str
    grade: Grade
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    settings: dict[str, Any] = {}

    def config(self, rule: str, points: Sequence[int], name: str = "example") -> RuleConfig:
        """The example over the first of these points."""
        return RuleConfig(
            id=name,
            rule=rule,
            points=list(points[: self.points]),
            label=self.label,
            grade=self.grade,
            on_delay_s=self.on_delay_s,
            off_delay_s=self.off_delay_s,
            settings=self.settings,
        )


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """``manifest.toml`` of a rule folder. ``confidence``: H official text, M consistent secondary text, D ours."""

    name: str
    title: str
    title_zh: str
    summary: str
    standards: list[str] = []
    confidence: str = "D"
    example: Example | None = None  # of a plug-in


def folders() -> dict[str, Path]:
    """Every rule of this package with its folder, the compiled ones too: a folder is one when it has a manifest."""
    manifests = (path for root in rules.__path__ for path in sorted(Path(root).glob("*/manifest.toml")))
    return {path.parent.name: path.parent for path in manifests}


def manifest(folder: Path) -> Manifest:
    """What a rule folder says of itself.

    Raises:
        msgspec.ValidationError: something is missing or of the wrong type.
    """
    return msgspec.convert(tomllib.loads((folder / "manifest.toml").read_text("utf-8")), Manifest)


def folder_of(kind: RuleType) -> Path:
    """The folder of a plug-in, wherever its package is."""
    return Path(inspect.getfile(kind)).parent


@lru_cache(maxsize=1)
def rule_types() -> dict[str, RuleType]:
    """Plug-in rules by name. One that cannot be imported is left out and logged; it takes nothing else with it."""
    found: dict[str, RuleType] = {}
    for name, folder in folders().items():
        if (folder / "rule.py").exists():
            found[name] = importlib.import_module(f"{rules.__name__}.{name}.rule").Rule
    for entry in entry_points(group=GROUP):
        try:
            kind = entry.load()
        except Exception as error:  # whatever a stranger's package raises
            log.error("rule not usable; repair or remove its package", rule=entry.name, error=repr(error))
            continue
        if entry.name in found or entry.name in folders():
            log.error("rule name is taken; the built-in one is used", rule=entry.name, package=str(entry.dist))
        elif isinstance(kind, type) and issubclass(kind, Rule):
            found[entry.name] = kind
        else:
            log.error("rule is no subclass of anlan.alarms.rule.Rule; left out", rule=entry.name)
    return found
