"""The committed OpenAPI file: made from the code, compared in the checks."""

import json
from pathlib import Path

from anlan.web.api import api

FILE = Path(__file__).parents[3] / "docs" / "reference" / "openapi.json"


def text() -> str:
    """The API's description as the file holds it."""
    return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, sort_keys=True, default=str) + "\n"


def run(arguments: list[str]) -> int:
    """``export_openapi`` writes the file; with ``--check`` it only compares. 1 when they differ."""
    if "--check" in arguments:
        if FILE.exists() and FILE.read_text() == text():
            return 0
        print(f"{FILE.name} is not what the code says: run `make openapi`")  # noqa: T201
        return 1
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text())
    return 0
