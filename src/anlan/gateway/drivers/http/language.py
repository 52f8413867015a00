"""The language of an answer: Chinese, as the code says it, or English, from ``english.json``."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from anlan.kit.wording import Wording

from .messages import Answer

_HEADER_MAX = 500
#: One range of Accept-Language (RFC 9110, 12.5.4). Django has a parser, but no Django comes into the gateway.
_RANGE = re.compile(r"\s*([a-z]{1,8}|\*)(?:-[a-z0-9-]{1,60})?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", re.IGNORECASE)


@cache
def wording() -> Wording:
    """The catalogue, read when somebody first wants English."""
    return Wording.read(Path(__file__).parent / "english.json")


def wants_english(header: str) -> bool:
    """True when an ``Accept-Language`` wants English more than Chinese; what is no such header wants Chinese."""
    best, weight = "zh", 0.0
    for item in header[:_HEADER_MAX].split(",") if header else ():
        found = _RANGE.fullmatch(item)
        if found and found[1].lower() in ("en", "zh", "*") and (quality := float(found[2] or 1)) > weight:
            best, weight = found[1].lower(), quality
    return best == "en"


def spoken(answer: Answer, in_english: bool, on_unknown: Callable[[], None]) -> Answer:
    """``answer`` with its sentences in the language that is wanted; one without sentences as it is.

    Args:
        on_unknown: called for each sentence that has no English; it stays Chinese.
    """
    if "message" not in answer.body and not answer.body.get("rejected"):
        return answer
    headers = {**answer.headers, "Vary": "Accept-Language"}
    if not in_english:
        return Answer(answer.status, answer.body, {**headers, "Content-Language": "zh-CN"})
    unknown: list[str] = []
    body = _in_english(answer.body, unknown)
    for _ in unknown:
        on_unknown()
    return Answer(answer.status, body, {**headers, "Content-Language": "zh-CN" if unknown else "en"})


def _in_english(body: dict[str, Any], unknown: list[str]) -> dict[str, Any]:
    said = {key: _said(value, unknown) if key == "message" else value for key, value in body.items()}
    if rows := body.get("rejected"):
        said["rejected"] = [_in_english(row, unknown) for row in rows]
    return said


def _said(text: str, unknown: list[str]) -> str:
    translated = wording().said(text)
    if translated is None:
        unknown.append(text)
        return text
    return translated
