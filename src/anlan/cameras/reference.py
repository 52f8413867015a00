"""Writes ``domain/data/behaviour_parameters.json``: ``python -m anlan.cameras.reference [--check]``.

So that whoever saves a scene can check its parameters without importing the recognisers.
"""

import json
import sys
from pathlib import Path
from typing import Any

import anlan.domain
from anlan.cameras.catalogue import Behaviour, behaviours
from anlan.domain.behaviour_parameters import TYPES

FILE = Path(str(anlan.domain.__file__)).parent / "data" / "behaviour_parameters.json"

#: What ``domain.behaviour_parameters`` can check or show; a struct that says more needs more there first.
WORDS = frozenset({"type", "minimum", "maximum", "default", "description", "title_zh"})


def parameters(behaviour: Behaviour) -> dict[str, dict[str, Any]]:
    """The parameters of one behaviour.

    Raises:
        ValueError: a parameter is described with words that the records cannot check.
    """
    (schema,) = behaviour.schema()["$defs"].values()
    found: dict[str, dict[str, Any]] = schema["properties"]
    for name, field in found.items():
        if not set(field) <= WORDS or field.get("type") not in TYPES:
            raise ValueError(f"{behaviour.name}.{name}: the records can check only {sorted(WORDS)} of {sorted(TYPES)}")
    return found


def text() -> str:
    """The file as it should be."""
    found = {name: parameters(behaviour) for name, behaviour in sorted(behaviours().items())}
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file; with ``--check`` only say whether it is stale (1)."""
    new = text()
    if FILE.exists() and FILE.read_text("utf-8") == new:
        return 0
    if "--check" in arguments:
        sys.stderr.write("domain/data/behaviour_parameters.json is stale. Run `make docs`.\n")
        return 1
    FILE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
