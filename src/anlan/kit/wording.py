"""Sentences of the code said in another language, where an answer leaves. No language is known here, only catalogues.

A template has ``{}`` for every hole; its counterpart has the same holes, numbered (``{1}``) where their order differs.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

#: Longer texts are nobody's sentence; looking at them would only cost time.
TEXT_MAX = 2_000
#: A sentence in a hole of a sentence in a hole: no answer goes deeper.
DEPTH_MAX = 2
HOLE = re.compile(r"\{(\d?)\}")
_BETWEEN_SENTENCES = re.compile(r"(?<=[。！？])\s+")


class Wording:
    """One catalogue.

    Args:
        catalogue: template → its counterpart.
    """

    def __init__(self, catalogue: Mapping[str, str]) -> None:
        self._plain = {text: said for text, said in catalogue.items() if not HOLE.search(text)}
        templates = [_Template(text, said) for text, said in catalogue.items() if HOLE.search(text)]
        # The most literal text first: it says most about where a sentence comes from.
        self._templates = sorted(templates, key=lambda one: (-one.weight, one.text))
        self._found = lru_cache(maxsize=1_024)(self._find)

    @classmethod
    def read(cls, path: Path) -> "Wording":
        """The catalogue in a JSON file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def said(self, text: str) -> str | None:
        """``text`` in the other language, sentence by sentence; None when it is not in the catalogue."""
        if len(text) > TEXT_MAX:
            return None
        sentences = [self._found(one, 0) for one in _BETWEEN_SENTENCES.split(text)]
        if None not in sentences:
            return " ".join(one for one in sentences if one is not None)
        return self._found(text, 0)

    def _find(self, text: str, depth: int) -> str | None:
        if (plain := self._plain.get(text)) is not None:
            return plain
        for template in self._templates:
            if (values := template.values(text)) is not None:
                return template.filled([self._value(value, depth + 1) for value in values])
        return None

    def _value(self, value: str, depth: int) -> str:
        """What stands in a hole stays as it is, unless it is a sentence of the catalogue itself."""
        return value if depth > DEPTH_MAX else (self._found(value, depth) or value)


class _Template:
    """One sentence with holes, as an expression that finds them."""

    def __init__(self, text: str, said: str) -> None:
        self.text, self._said = text, said
        literals = HOLE.sub("\0", text).split("\0")
        self.weight = sum(len(part) for part in literals)
        self._hint = max(literals, key=len)
        first, *middle, last = (re.escape(part) for part in literals)
        # A hole ends where what follows it is first met, and that is never reconsidered (an atomic group): the time is
        # linear, whatever stands in the holes. Only the last hole reaches as far as the end lets it.
        holes = "".join(f"(?>(.{{0,{TEXT_MAX}}}?){part})" for part in middle)
        self._pattern = re.compile(rf"{first}{holes}(.{{0,{TEXT_MAX}}}){last}", re.DOTALL)

    def values(self, text: str) -> tuple[str, ...] | None:
        """What stands in the holes; None when ``text`` is another sentence."""
        if self._hint not in text:
            return None
        match = self._pattern.fullmatch(text)
        return match.groups() if match else None

    def filled(self, values: list[str]) -> str:
        """The counterpart with these values."""
        following = iter(values)
        return HOLE.sub(lambda hole: values[int(hole[1])] if hole[1] else next(following), self._said)
