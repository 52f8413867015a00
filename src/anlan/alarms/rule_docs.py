"""`make docs`: tables of settings and sources in ``docs/reference/rules``, made from the schemas and manifests.

Between ``<!-- settings -->`` and ``<!-- /settings -->`` of a page stands what this module writes; the rest is by hand.
"""

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import msgspec

from anlan.alarms import rules
from anlan.alarms.rule import Settings
from anlan.alarms.rule_catalogue import Manifest, folders, manifest, rule_types

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "rules"
CONFIDENCE = {
    "H": "official text",
    "M": "consistent secondary text",
    "L": "one weak page",
    "U": "unconfirmed",
    "D": "our own proposal",
}
_BLOCK = re.compile(r"(<!-- settings -->\n).*?(<!-- /settings -->)", re.DOTALL)
_NO_DEFAULT = "**required**"


def main() -> int:
    """Write the pages; with ``--check`` only say which are out of date and return 1."""
    is_check = "--check" in sys.argv
    stale = [name for name in folders() if _renew(PAGES / f"{name}.md", generated(name), is_check)]
    for name in stale:
        sys.stdout.write(f"docs/reference/rules/{name}.md is {'out of date: make docs' if is_check else 'written'}\n")
    return int(is_check and bool(stale))


def _renew(page: Path, block: str, is_check: bool) -> bool:
    text = page.read_text("utf-8")
    fresh, count = _BLOCK.subn(lambda found: found[1] + block + found[2], text)
    if count != 1:
        raise ValueError(f"{page}: write the marks <!-- settings --> and <!-- /settings --> once")
    if fresh != text and not is_check:
        page.write_text(fresh, "utf-8")
    return fresh != text


def generated(name: str) -> str:
    """The made part of one rule's page."""
    about = manifest(folders()[name])
    tables = [_table(kind, title) for title, kind in settings_of(name)]
    sources = "; ".join(about.standards)
    trust = f"Sources: {sources}. Confidence: {about.confidence} ({CONFIDENCE[about.confidence]}).\n"
    return "\n".join([*tables, *_example(name, about), trust])


def settings_of(name: str) -> list[tuple[str, type[Settings]]]:
    """Where each group of settings stands, and its schema."""
    if name in rule_types():
        return [("`settings` of the `RuleConfig`", rule_types()[name].Settings)]
    module = importlib.import_module(f"{rules.__name__}.{name}.parameters")
    found = [("" if name != "offline" else "Of a point (`PointConfig`)", module.Parameters)]
    if hasattr(module, "GatewayParameters"):
        found.append(("Of a gateway (`GatewayConfig`)", module.GatewayParameters))
    return found


def _table(kind: type[Settings], title: str) -> str:
    schema = msgspec.json.schema(kind)
    body = next(v for k, v in schema["$defs"].items() if k == kind.__name__)
    required = set(body.get("required", []))
    lines = [f"{title}:\n"] if title else []
    lines += ["| setting | unit | default | meaning |", "|---|---|---|---|"]
    for field, said in body["properties"].items():
        default = _NO_DEFAULT if field in required else _value(said.get("default"))
        lines.append(f"| `{field}` | {said.get('unit', '')} | {default} | {_meaning(said, schema)} |")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    return "none" if value is None else f"`{json.dumps(value) if isinstance(value, bool) else value}`"


def _meaning(said: dict[str, Any], schema: dict[str, Any]) -> str:
    bounds = [f"{word} {said[key]:g}" for key, word in (("minimum", "≥"), ("exclusiveMinimum", ">")) if key in said]
    choices = said.get("enum") or _choices(said, schema)
    allowed = [" or ".join(f"`{x}`" for x in choices)] if choices else []
    notes = "; ".join(bounds + allowed)
    return f"{said['description']} ({notes})" if notes else str(said["description"])


def _choices(said: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """Values of an enumeration that is described elsewhere in the schema."""
    for place in (said, *said.get("anyOf", []), *said.get("allOf", [])):
        if "$ref" in place:
            found: list[str] = schema["$defs"][place["$ref"].rpartition("/")[2]].get("enum", [])
            return found
    return []


def _example(name: str, about: Manifest) -> list[str]:
    if about.example is None:
        return []
    config = about.example.config(name, range(1, about.example.points + 1))
    text = json.dumps(msgspec.to_builtins(config), indent=2, ensure_ascii=False)
    return [
        f"An instance as the published configuration carries it (`ConfigSnapshot.rules`):\n\n```json\n{text}\n```\n"
    ]


if __name__ == "__main__":
    raise SystemExit(main())
