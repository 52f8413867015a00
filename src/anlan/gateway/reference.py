"""Writes what ``docs/reference/drivers/*.md`` takes from code: ``python -m anlan.gateway.reference [--check]``.

Each page has a block between two marks; it is made from the driver's manifest and options and replaced whole.
"""

import sys
from pathlib import Path
from typing import Any

from anlan.gateway import catalogue
from anlan.gateway.catalogue import Found

BEGIN, END = "<!-- made by `make docs`: begin -->", "<!-- made by `make docs`: end -->"
PAGES = Path(__file__).parents[3] / "docs" / "reference" / "drivers"


def block(driver: Found) -> str:
    """Facts and options of a driver as Markdown."""
    manifest = driver.manifest()
    ports = [f"`ANLAN_{name.upper()}`" for name in (manifest.port_setting, manifest.tls_port_setting) if name]
    facts = [
        ("standards", ", ".join(manifest.standards)),
        ("ports (plain, TLS)", ", ".join(ports)),
        ("code of the gateway", _literal(manifest.gateway_code)),
        ("address of a point", _literal(manifest.point_address)),
        ("maturity", manifest.quality),
        *(("limit", limit) for limit in manifest.limits),
    ]
    lines = ["| | |", "|---|---|", *(f"| {name} | {fact} |" for name, fact in facts), ""]
    lines += ["Options of a gateway (all are texts in the console and in import files):", ""]
    lines += ["| option | type | default | bounds | meaning |", "|---|---|---|---|---|"]
    lines += [_row(name, option) for name, option in _options(driver).items()]
    return "\n".join([BEGIN, *lines, END])


def _literal(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _options(driver: Found) -> dict[str, dict[str, Any]]:
    schema = driver.options_schema()
    name = schema["$ref"].rpartition("/")[2]
    found: dict[str, dict[str, Any]] = schema["$defs"][name]["properties"]
    return found


def _row(name: str, option: dict[str, Any]) -> str:
    low, high = option.get("minimum"), option.get("maximum")
    bounds = "" if low is None and high is None else f"{low} to {high}"
    default = option.get("default")
    shown = str(default).lower() if isinstance(default, bool) else default
    kind = option.get("type") or " or ".join(f"`{choice}`" for choice in sorted(option["enum"]))
    cells = (f"`{name}`", kind, "(empty)" if shown == "" else shown, bounds, option["description"])
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def renewed(text: str, driver: Found) -> str:
    """A page with its block made anew. Raises ValueError when the marks are missing."""
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"the page of {driver.name} lacks the marks {BEGIN} and {END}")
    return before + block(driver) + after


def main(arguments: list[str], pages: Path = PAGES) -> int:
    """Write the pages; with ``--check`` only say which are stale (1)."""
    stale = []
    for driver in catalogue.found():
        page = pages / f"{driver.name}.md"
        if driver.is_plug_in:
            continue
        old = page.read_text(encoding="utf-8") if page.exists() else ""
        new = renewed(old or f"# {driver.manifest().title_en}\n\n{BEGIN}\n{END}\n", driver)
        if new != old:
            stale.append(page.name)
            if "--check" not in arguments:
                page.write_text(new, encoding="utf-8")
    if stale and "--check" in arguments:
        sys.stderr.write(f"docs/reference/drivers is stale: {', '.join(stale)}. Run `make docs`.\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
