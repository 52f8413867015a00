"""Factor codes and their default units: a hint for registering a point, never applied to a value.

The default is often not what a plant sends (a21001, ammonia, is ng/m³ in the standard's table, while work-safety
heads send mg/m³ or ppm): a registered point carries its own unit and scale.
"""

import csv
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def default_units() -> dict[str, str]:
    """Default unit by factor code; codes without one are absent."""
    text = (files(__package__) / "factors.csv").read_text(encoding="utf-8")
    return {row["code"]: row["default_unit"] for row in csv.DictReader(text.splitlines()) if row["default_unit"]}


def unit_hint(address: str) -> str:
    """Default unit of an address, empty when unknown."""
    return default_units().get(address.partition("-")[0], "")
