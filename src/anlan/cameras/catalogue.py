"""Finds recognisers by folder: a new behaviour is one folder and no edit here."""

import importlib
import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from anlan.cameras import recognisers
from anlan.cameras.recogniser import Manifest, Recogniser, config_of


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One recogniser folder, read. ``quality`` is its quality card, empty before it was ever measured."""

    name: str
    folder: Path
    manifest: Manifest
    recogniser: type[Recogniser[Any]]
    quality: dict[str, Any]

    def make(self, parameters: dict[str, Any]) -> Recogniser[Any]:
        """A recogniser for one scene.

        Raises:
            msgspec.ValidationError: a parameter is unknown or out of range.
        """
        return self.recogniser(config_of(self.recogniser, parameters))

    def schema(self) -> dict[str, Any]:
        """JSON schema of the parameters, for the console's form."""
        return msgspec.json.schema(self.recogniser.config_type)


def names() -> list[str]:
    """Folder names of all recognisers: a folder is one when it holds a ``manifest.toml``."""
    return sorted(path.parent.name for root in recognisers.__path__ for path in Path(root).glob("*/manifest.toml"))


@lru_cache(maxsize=1)
def behaviours() -> dict[str, Behaviour]:
    """Every recogniser, by name."""
    return {name: _read(name) for name in names()}


def _read(name: str) -> Behaviour:
    module = importlib.import_module(f"{recognisers.__name__}.{name}.recogniser")
    folder = Path(str(module.__file__)).parent
    manifest = msgspec.convert(tomllib.loads((folder / "manifest.toml").read_text("utf-8")), Manifest)
    card = folder / "quality.json"
    quality = json.loads(card.read_text("utf-8")) if card.exists() else {}
    return Behaviour(name, folder, manifest, module.Recogniser, quality)
