"""What a kind of point is called and how it alarms unless told otherwise: the rule set, as sites uses it."""

from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from anlan.bus.messages import LimitConfig


@dataclass(frozen=True)
class KindDefaults:
    """Defaults of one sensor kind; ``timings`` are the keyword arguments of ``PointConfig`` beside the limits."""

    kind: str
    name: str
    unit: str = ""
    limits: tuple[LimitConfig, ...] = ()
    timings: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=1000)
def defaults_of(kind: str, unit: str = "") -> KindDefaults:
    """Defaults of ``kind`` in ``unit``; a kind nobody described has a name only and no limits."""
    if find_spec("anlan.domain.rule_set") is None:
        return KindDefaults(kind, kind, unit)
    found: KindDefaults = import_module("anlan.domain.rule_set").defaults_for(kind)
    return found
