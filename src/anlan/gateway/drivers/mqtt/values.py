"""Single values and stamps as devices write them."""

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from anlan.domain.quality import HJ212_FLAGS, Quality

#: Numbers below this are seconds since 1970, not milliseconds (as milliseconds it would be March 1973).
_SECONDS_BELOW = 100_000_000_000
_MOST_MS = 2**62

# Plain integers: an enum member costs ten times as much to compare, and this is done for every value.
_CODES = frozenset(int(q) for q in Quality)
_FLAGS = {letter: int(quality) for letter, quality in HJ212_FLAGS.items()}
_GOOD, _UNCERTAIN = int(Quality.GOOD), int(Quality.UNCERTAIN)
_OVER_RANGE, _NOT_A_NUMBER = int(Quality.OVER_RANGE), int(Quality.NOT_A_NUMBER)


def read_value(raw: Any) -> tuple[float, int]:
    """(value, quality) of ``12.5``, ``"12.5"``, ``true``, ``null`` or ``[12.5, "D"]``; NaN where there is no number."""
    flag: Any = None
    if type(raw) is list and len(raw) == 2:
        raw, flag = raw
    value = raw if type(raw) is float else _number(raw)
    quality = _GOOD if flag is None else read_quality(flag)
    if value != value and quality < _OVER_RANGE:  # only NaN differs from itself
        quality = _NOT_A_NUMBER
    return value, quality


def _number(raw: Any) -> float:
    if raw is None or isinstance(raw, list | dict):
        return math.nan
    try:
        return float(raw)
    except (ValueError, OverflowError):
        return math.nan


def read_quality(flag: Any) -> int:
    """Quality of a data flag: HJ 212 letter or Anlan's own code; an unreadable flag is UNCERTAIN."""
    if type(flag) is str:
        found = _FLAGS.get(flag)
        return found if found is not None else _FLAGS.get(flag.strip().upper(), _UNCERTAIN)
    return int(flag) if type(flag) is int and flag in _CODES else _UNCERTAIN


def read_stamp(raw: Any, now_ms: int, utc_offset_min: int) -> tuple[int, bool]:
    """(ms since 1970, readable) of a number (ms, or s when small) or ISO 8601 text; missing means now.

    Text without a zone is taken as local time, ``utc_offset_min`` east of UTC. What cannot be read becomes now too:
    the value did arrive now, and a limit must not go unwatched because of a clock.
    """
    if type(raw) is int:
        if raw >= _SECONDS_BELOW:
            return min(raw, _MOST_MS), True
        return (raw * 1000 if raw > 0 else max(raw, -_MOST_MS) or now_ms), True
    if raw is None:
        return now_ms, True
    if isinstance(raw, float):
        # orjson reads integers beyond 64 bits as floats, and never NaN or infinity
        return read_stamp(int(max(min(raw, _MOST_MS), -_MOST_MS)), now_ms, utc_offset_min)
    if isinstance(raw, str):
        return _read_text_stamp(raw.strip(), now_ms, utc_offset_min)
    return now_ms, False


def _read_text_stamp(raw: str, now_ms: int, utc_offset_min: int) -> tuple[int, bool]:
    if raw.isascii() and raw.isdigit() and len(raw) < 20:
        return read_stamp(int(raw), now_ms, utc_offset_min)
    try:
        stamp = datetime.fromisoformat(raw)
        if stamp.tzinfo is None:
            stamp = stamp.replace(tzinfo=timezone(timedelta(minutes=utc_offset_min)))
        return round(stamp.astimezone(UTC).timestamp() * 1000), True
    except (ValueError, OverflowError):
        return now_ms, False
