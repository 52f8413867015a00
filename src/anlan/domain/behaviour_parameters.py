"""What may be set on a scene of each shipped behaviour, as data: the records check it without the recognisers.

``data/behaviour_parameters.json`` is written from the recognisers' own ``Config`` structs by ``make docs``;
``make lint`` and a contract test compare the two. A behaviour that is not in the file is somebody's own: its
recogniser checks.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "string": (str,), "boolean": (bool,)}
_NAMES_ZH = {"integer": "整数", "number": "数字", "string": "文字", "boolean": "是或否"}


@lru_cache(maxsize=1)
def parameter_schemas() -> dict[str, dict[str, dict[str, Any]]]:
    """``{behaviour: {parameter: {type, minimum, maximum, default, description, title_zh}}}``, JSON-schema words."""
    text = (files("anlan.domain") / "data" / "behaviour_parameters.json").read_text("utf-8")
    read: dict[str, dict[str, dict[str, Any]]] = json.loads(text)
    return read


def parameter_problem(behaviour: str, parameters: Mapping[str, Any]) -> str:
    """What is wrong with these parameters, in Chinese; empty when nothing is, or nobody here knows the behaviour."""
    schema = parameter_schemas().get(behaviour)
    if schema is None:
        return ""
    if unknown := sorted(set(parameters) - set(schema)):
        return f"没有参数 {'、'.join(unknown)}；可用参数：{'、'.join(schema)}。"
    return " ".join(filter(None, (_problem(name, value, schema[name]) for name, value in parameters.items())))


def _problem(name: str, value: Any, allowed: Mapping[str, Any]) -> str:
    kind = allowed["type"]
    # In Python True is an int, in JSON it is not.
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return f"{name} 应为{_NAMES_ZH[kind]}。"
    low, high = allowed.get("minimum"), allowed.get("maximum")
    # Written so that a NaN, which compares false with everything, is refused.
    if (low is not None and not value >= low) or (high is not None and not value <= high):
        return f"{name} 应在 {low} 到 {high} 之间。"
    return ""
