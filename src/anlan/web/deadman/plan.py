"""What the watcher is told: one TOML file of its own, so that telling needs nothing of the watched system."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from anlan.records.notices.channels.catalogue import kinds


class BadPlan(Exception):
    """The file cannot be used; the text says which line of it and why."""


@dataclass(frozen=True, slots=True)
class Tell:
    """One direct channel: a plug-in, its settings, and whom."""

    kind: str
    to: tuple[str, ...] = ("",)
    config: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Times in seconds. ``beat_s``: between two readings; a whole pass is two of them.

    ``missing_after_s`` and an attempt to tell must together stay under a minute.
    """

    console: str = "http://127.0.0.1:8000"
    ingest: str = "http://127.0.0.1:5280"
    listen_host: str = "127.0.0.1"
    listen_port: int = 8009
    secret: str = ""
    name: str = "安澜"
    beat_s: float = 5.0
    missing_after_s: float = 35.0
    repeat_every_s: float = 600.0
    ping_url: str = ""
    ping_every_s: float = 60.0
    private_hosts: tuple[str, ...] = ()
    tell: tuple[Tell, ...] = ()


def read(path: Path) -> Plan:
    """The plan in a file.

    Raises:
        BadPlan: it is missing, not TOML, has an unknown key, or tells nobody.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadPlan(f"{path}: {error}") from error
    if secret_file := data.pop("secret_file", ""):
        data["secret"] = _secret(path.parent / secret_file)
    tells = tuple(_tell(number, entry) for number, entry in enumerate(data.pop("tell", []), 1))
    unknown = set(data) - {f.name for f in fields(Plan)}
    if unknown:
        raise BadPlan(f"{path}: unknown {', '.join(sorted(unknown))}")
    data["private_hosts"] = tuple(data.get("private_hosts", ()))
    if not tells:
        raise BadPlan(f"{path}: no [[tell]]: nobody would be told")
    plan = Plan(tell=tells, **data)
    if plan.missing_after_s < 3 * plan.beat_s:
        raise BadPlan(f"{path}: missing_after_s must be at least three times beat_s")
    return plan


def _secret(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise BadPlan(f"secret_file: {error}") from error


def _tell(number: int, entry: dict[str, Any]) -> Tell:
    kind = kinds().get(str(entry.get("kind", "")))
    if kind is None or kind.is_internal or kind.name == "webpush":
        raise BadPlan(f"[[tell]] {number}: no channel {entry.get('kind')!r}")
    config = {f.name: f.default for f in kind.fields} | dict(entry.get("config", {}))
    if problems := kind.problems(config):
        raise BadPlan(f"[[tell]] {number}: {problems}")
    to = tuple(str(one) for one in entry.get("to", [""]))
    if kind.address != "none" and not any(to):
        raise BadPlan(f'[[tell]] {number}: {kind.name} needs to = ["…"]')
    return Tell(kind.name, to, config)
