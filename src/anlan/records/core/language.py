"""The language an answer is given in. The code says its sentences in Chinese; ``english.json`` has them in English.

Why here and not where sentences are written: ``docs/adr/0007-answers-are-translated-at-the-edge.md``.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from anlan.kit.wording import Wording

Language = Literal["zh-CN", "en"]
CHINESE: Language = "zh-CN"
ENGLISH: Language = "en"
CATALOGUE = Path(__file__).parent / "english.json"
#: Keys of an answer under which the platform speaks, though sometimes in a code or in a device's words.
SAID_UNDER = frozenset({"error", "message", "problem", "problems", "refused", "warning", "warnings", "why"})
#: What people filled into a record, whatever its fields are called.
OF_PEOPLE = "values"
#: Most of a large answer: not looked at.
_NUMBERS = frozenset({int, float, bool, type(None)})
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

#: Sentences that had no English, since the process began: only counted, as they may hold names.
UNTRANSLATED = "sentences_untranslated"
_facts: list[dict[str, float | int | str]] = [{}]


@cache
def wording() -> Wording:
    """The catalogue, read when somebody first wants English."""
    return Wording.read(CATALOGUE)


def language_wanted(header: str) -> Language:
    """The language a request asks for by its ``Accept-Language``; Chinese unless English is wanted more.

    Django's parser orders by quality and answers () for what is no such header.
    """
    for tag, quality in parse_accept_lang_header(header):
        base = tag.partition("-")[0]
        if quality > 0 and base in ("zh", "en", "*"):
            return ENGLISH if base == "en" else CHINESE
    return CHINESE


def page_language(request: HttpRequest) -> Language:
    """The language of a page for the public: its address says it (``?lang=en``), and nothing else does."""
    return ENGLISH if request.GET.get("lang") == ENGLISH else CHINESE


def said(text: str, language: Language) -> str:
    """``text`` in ``language``; as it is where the catalogue does not have it, which is counted."""
    translated = _known(text, language)
    if translated is None:
        _facts[0][UNTRANSLATED] = unknown_count() + 1
    return text if translated is None else translated


def _known(text: str, language: Language) -> str | None:
    """``text`` in ``language``; None where it is a sentence without English."""
    return text if language == CHINESE or not _CHINESE.search(text) else wording().said(text)


def all_said(texts: dict[str, str], language: Language) -> dict[str, str]:
    """The values in ``language``."""
    return {name: said(text, language) for name, text in texts.items()}


def data_said(data: Any, language: Language) -> Any:
    """An answer's data with what the platform says in them in ``language``; what people wrote stays."""
    if language == CHINESE:
        return data
    if isinstance(data, dict):
        return {k: v if type(v) in _NUMBERS else _value_said(k, v, language) for k, v in data.items()}
    if isinstance(data, list):
        return [data_said(one, language) if isinstance(one, (dict, list)) else one for one in data]
    return data


def unknown_count() -> int:
    """Sentences answered in Chinese to somebody who wanted English, since the process began."""
    return int(_facts[0].get(UNTRANSLATED, 0))


def count_in(facts: dict[str, float | int | str]) -> None:
    """Count unknown sentences among the facts of this process's heartbeat."""
    facts[UNTRANSLATED] = unknown_count()
    _facts[0] = facts


def _value_said(key: object, value: Any, language: Language) -> Any:
    if key == OF_PEOPLE:
        return value
    if isinstance(value, str):
        return _text_said(str(key), value, language)
    if key not in SAID_UNDER:
        return data_said(value, language)
    if isinstance(value, dict) and _are_texts(value.values()):
        return {name: _known(text, language) or text for name, text in value.items()}
    if isinstance(value, list) and _are_texts(value):
        return [_known(text, language) or text for text in value]
    return data_said(value, language)


def _text_said(key: str, text: str, language: Language) -> str:
    if key in SAID_UNDER:
        return _known(text, language) or text
    return said(text, language) if key.startswith("why_not") else text


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)
