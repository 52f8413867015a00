"""What can be watched for: read from the recognisers' folders as data, so that no web process loads their models."""

import json
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from anlan.domain.behaviour_parameters import parameter_schemas
from anlan.domain.behaviours import BEHAVIOURS
from anlan.records.sites.api import show
from anlan.records.sites.defaults import defaults_of


@lru_cache(maxsize=1)
def behaviour_cards() -> list[dict[str, Any]]:
    """Every shipped behaviour with the form of its parameters, its quality card and the limits of its kind."""
    return [_card(name) for name in BEHAVIOURS]


def _card(name: str) -> dict[str, Any]:
    folder = files(f"anlan.cameras.recognisers.{name}")
    manifest = tomllib.loads((folder / "manifest.toml").read_text("utf-8"))
    card = folder / "quality.json"
    defaults = defaults_of(BEHAVIOURS[name].kind)
    return {
        "name": name,
        "title": BEHAVIOURS[name].name_zh,
        "title_en": manifest["title"],
        "kind": BEHAVIOURS[name].kind,
        "unit": defaults.unit,
        "is_suspicion": bool(manifest.get("is_suspicion", False)),
        "parameters": parameter_schemas().get(name, {}),
        "quality": json.loads(card.read_text("utf-8")) if card.is_file() else {},
        "limits": [show.limit(limit) for limit in defaults.limits],
    }
