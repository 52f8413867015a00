"""Reference pages made from the code: settings and metrics. `make docs` writes them, the checks compare them."""

from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings

from anlan.history.retention import HistorySettings
from anlan.kit.settings import SECRETS, Settings
from anlan.records.registry.reference import pages as register_pages
from anlan.web import functions
from anlan.web.metrics import FIGURES, OWN

FOLDER = Path(__file__).parents[3] / "docs" / "reference"

_SETTINGS = """# Settings

All settings come from the environment. `anlan settings` prints those in force, secrets starred. A value may also lie in
a file named like the variable in small letters (`anlan_secret_key`), in the folder that `ANLAN_SECRETS` or systemd's
`LoadCredential` names; the environment wins.

| variable | default | meaning |
|---|---|---|
"""
_COMMANDS = """
Read by one command or process, and no settings:

| variable | meaning |
|---|---|
| `ANLAN_SECRETS` | Folder of the secrets that lie in files. |
| `ANLAN_NEW_PASSWORD` | `anlan admin create` and `anlan admin password`: the password, not asked for then. |
| `ANLAN_REPLAY_SECRET` | `anlan replay`: the gateway's secret, in place of `--secret`. |
| `ANLAN_SESSION_COOKIE` | Web process: name of its cookie; needed only for two platforms under one host name. |
"""
_METRICS = """# Metrics

`GET /metrics` of the web process, in the Prometheus text format. It answers requests from its own machine that came
through no proxy, and others that carry `Authorization: Bearer <ANLAN_METRICS_TOKEN>`. All processes are in it: the web
process hears their heartbeats. Counters begin again when an instance restarts; their names end in `_total`.

| metric | type | meaning |
|---|---|---|
"""


def pages() -> dict[Path, str]:
    """Every generated page and what should be on it."""
    rows = [line for kind in (Settings, HistorySettings) for line in _settings_of(kind)]
    return {
        FOLDER / "settings.md": _SETTINGS + "".join(rows) + _COMMANDS,
        FOLDER / "functions.md": functions.page(),
        FOLDER / "metrics.md": _METRICS + "".join(_metrics()),
        **{FOLDER / "registers" / name: text for name, text in register_pages().items()},
    }


def _settings_of(kind: type[BaseSettings]) -> list[str]:
    prefix = kind.model_config["env_prefix"]
    return [
        f"| `{prefix}{name.upper()}` | {_default(field.default)} | {_meaning(name, field)} |\n"
        for name, field in kind.model_fields.items()
    ]


def _default(value: Any) -> str:
    return "off" if value is None else "(empty)" if value == "" else str(value)


def _meaning(name: str, field: Any) -> str:
    secret = " Secret." if name in SECRETS else ""
    return f"{field.description}{_bounds(field)}{secret}"


def _bounds(field: Any) -> str:
    """What the settings refuse: `` (1 to 64)``, `` (at least 5)``, or nothing."""
    low = next((one.ge for one in field.metadata if hasattr(one, "ge")), None)
    high = next((one.le for one in field.metadata if hasattr(one, "le")), None)
    if low is None and high is None:
        return ""
    if high is None:
        return f" (at least {low})"
    return f" (at most {high})" if low is None else f" ({low} to {high})"


def _metrics() -> list[str]:
    own = [f"| `{name}` | gauge | {text} |\n" for name, text in OWN.items()]
    found = []
    for figure in FIGURES:
        name, kind = (f"{figure.name}_total", "counter") if figure.is_counter else (figure.name, "gauge")
        labels = "process instance and partition" if figure.per_partition else "process instance"
        found.append(f"| `{name}` | {kind} | {figure.help} (per {labels}; from `{figure.process}`) |\n")
    return own + found


def run(arguments: list[str]) -> int:
    """``export_reference`` writes the pages; with ``--check`` it only compares. 1 when they differ."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.name} is not what the code says: run `make docs`")  # noqa: T201
        return int(bool(stale))
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(pages()[path])
    return 0
