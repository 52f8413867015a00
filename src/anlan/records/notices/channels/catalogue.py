"""Finds channels by folder: ``channels/<kind>/manifest.toml`` and ``channel.py`` with one class. No list to edit."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from anlan.records.notices.channels.channel import Channel

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of a channel. ``kind``: ``text``, ``long``, ``url``, ``number`` or ``secret`` (sealed)."""

    name: str
    title: str
    title_zh: str
    kind: str = "text"
    is_required: bool = False
    default: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A plug-in as its manifest describes it. ``address`` is what a person must have: phone, email, push or none."""

    name: str
    title: str
    title_zh: str
    address: str
    fields: tuple[Field, ...]
    has_receipts: bool = False
    calls: bool = False  # rings: first choice where a policy says "call"
    is_internal: bool = False  # not offered to administrators

    @property
    def may_be_public(self) -> bool:
        """Fit for mass texts: it writes to telephone numbers."""
        return self.address == "phone" and not self.calls

    def secrets(self) -> frozenset[str]:
        """Names of the fields that are sealed."""
        return frozenset(field.name for field in self.fields if field.kind == "secret")

    def problems(self, config: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with these settings, by field."""
        found = {f.name: "必填。" for f in self.fields if f.is_required and not str(config.get(f.name, "")).strip()}
        known = {f.name for f in self.fields}
        found |= {name: "没有该设置项。" for name in config if name not in known}
        for field in self.fields:
            value = str(config.get(field.name, "") or "")
            if field.kind == "url" and value and not value.startswith(("http://", "https://")):
                found[field.name] = "应以 http:// 或 https:// 开头。"
            if field.kind == "number" and value and not value.isdecimal():
                found[field.name] = "应为整数。"
        return found


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every channel there is, by folder name."""
    return {path.parent.name: _read(path) for path in sorted(_HERE.glob("*/manifest.toml"))}


@lru_cache(maxsize=64)
def class_of(kind: str) -> type[Channel]:
    """The one class of a plug-in's ``channel.py``.

    Raises:
        KeyError: there is no such channel.
        TypeError: the module has not exactly one class with ``send`` of its own.
    """
    if kind not in kinds():
        raise KeyError(kind)
    name = f"{__package__}.{kind}.channel"
    module = import_module(name)
    found = [
        thing for thing in vars(module).values()
        if isinstance(thing, type) and thing.__module__ == name and hasattr(thing, "send")
    ]  # fmt: skip
    if len(found) != 1:
        raise TypeError(f"{name} must have one class with send(), it has {len(found)}")
    made: type[Channel] = found[0]
    return made


def _read(path: Path) -> Kind:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    fields = tuple(Field(**field) for field in data.pop("field", []))
    return Kind(name=path.parent.name, fields=fields, **data)
