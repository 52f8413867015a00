"""Every page of the console, as ``console/tools/pages.json`` lists them: the same list as the pictures are taken by."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

CONSOLE = Path(__file__).parents[2] / "console"
LIST = CONSOLE / "tools" / "pages.json"
ROUTER = CONSOLE / "src" / "router.ts"
DRAWN = "main h1, main .state"

# Paths of router.ts: '/alarms/:id' beside what the list calls '/alarms/{alarm}'.
_ROUTE = re.compile(r"\{ path: '([^']+)', name: '([^']+)', (component|redirect)")

#: The first thing that each {name} of a path can stand for, asked in the browser of the person who looks.
_LOOK_UP = """async lookUp => {
  const found = {}
  for (const [name, addresses] of Object.entries(lookUp))
    for (const address of addresses) {
      const answer = await fetch(address)
      const told = answer.ok ? await answer.json() : []
      found[name] ??= (told.items ?? told)[0]?.id ?? null
    }
  return found
}"""


@dataclass(frozen=True)
class Page:
    """One entry. ``drawn``: a selector of what stands on the page once it is there."""

    name: str
    path: str
    role: str
    drawn: str


def listed() -> list[Page]:
    """The list."""
    told = msgspec.json.decode(LIST.read_bytes())
    return [Page(p["name"], p["path"], p["as"], p.get("main", DRAWN)) for p in told["pages"]]


def routed() -> set[str]:
    """The names of the pages in the router; redirections are none."""
    return {name for _, name, kind in _ROUTE.findall(ROUTER.read_text()) if kind == "component"}


def addresses(page: Any) -> dict[str, object]:
    """What stands for each {name}, as the person signed in on this browser page sees the platform."""
    found: dict[str, object] = page.evaluate(_LOOK_UP, msgspec.json.decode(LIST.read_bytes())["ids"])
    return found


def filled(path: str, ids: dict[str, object]) -> str | None:
    """The address of a page, or None where there is nothing to show on it yet."""
    names = re.findall(r"\{(\w+)\}", path)
    if any(ids.get(name) is None for name in names):
        return None
    return path.format_map(ids)
