"""What a CP measures: addresses, stamps, values and qualities. No I/O."""

import math
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from anlan.domain.quality import HJ212_FLAGS, Quality

_EPOCH = date(1970, 1, 1).toordinal()
_STAMPS = ("DataTime", "AlarmTime")
_MAX_ADDRESS = 64
# Plain integers: an enum member costs ten times as much to compare, and this is done for every value.
_FLAGS = {letter: int(quality) for letter, quality in HJ212_FLAGS.items()}
_UNCERTAIN, _OVER_RANGE, _NOT_A_NUMBER = int(Quality.UNCERTAIN), int(Quality.OVER_RANGE), int(Quality.NOT_A_NUMBER)


class Sample(NamedTuple):
    """One value: address as a point registers it, ms since 1970 UTC, raw value, ``domain.quality`` code."""

    address: str
    ts_ms: int
    value: float
    quality: int


@dataclass(slots=True)
class Samples:
    """All values of one CP. ``has_stamp`` is False when there was no readable DataTime."""

    rows: list[Sample]
    has_stamp: bool
    unreadable: int = 0  # items that are not name=value


@dataclass(slots=True)
class _Items:
    """A CP taken apart: values with the flag and stamp of their own item."""

    values: list[tuple[str, str, str, str | None, str | None]] = field(default_factory=list)
    flags: dict[str, str] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)
    unreadable: int = 0


def parse_stamp(text: str, utc_offset_ms: int) -> int | None:
    """Milliseconds since 1970 UTC of ``YYYYMMDDhhmmss[zzz]`` in the device's local time; None when it is no time."""
    if len(text) not in (14, 17) or not (text.isascii() and text.isdigit()):
        return None
    day = _day_ms(text[:8])
    hour, minute, second = int(text[8:10]), int(text[10:12]), int(text[12:14])
    if day is None or hour > 23 or minute > 59 or second > 59:
        return None
    ms = int(text[14:]) if len(text) == 17 else 0
    return day + (hour * 3600 + minute * 60 + second) * 1000 + ms - utc_offset_ms


@lru_cache(maxsize=64)
def _day_ms(text: str) -> int | None:
    try:
        return (date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal() - _EPOCH) * 86_400_000
    except ValueError:
        return None


def stamp_of(cp: str) -> str:
    """The text of DataTime, empty when there is none."""
    _, found, rest = cp.partition("DataTime=")
    return rest.partition(";")[0].partition(",")[0].strip() if found else ""


def parse_samples(cp: str, received_ms: int, utc_offset_ms: int) -> Samples:
    """Values of a CP.

    Without a readable DataTime the values get the time of receipt and are at best UNCERTAIN: they are
    shown and kept, and no limit is judged at a moment nobody knows.
    """
    items = _take_apart(cp)
    stamp = next(
        (s for name in _STAMPS if (s := parse_stamp(items.plain.get(name, ""), utc_offset_ms)) is not None), None
    )
    general = items.plain.get("Flag")  # some devices flag the whole frame once
    rows = []
    for factor, suffix, text, flag, sampled in items.values:
        own = parse_stamp(sampled, utc_offset_ms) if sampled else None
        ts_ms = own if own is not None else stamp
        value, quality = judge(text, flag or items.flags.get(factor) or general)
        if ts_ms is None:
            ts_ms, quality = received_ms, max(quality, _UNCERTAIN)
        rows.append(Sample(factor if suffix == "Rtd" else f"{factor}-{suffix}", ts_ms, value, quality))
    return Samples(rows, stamp is not None, items.unreadable)


def _take_apart(cp: str) -> _Items:
    """One pass over the text; this is the innermost loop of the driver, hence one function."""
    items = _Items()
    flags, values = items.flags, items.values
    for item in cp.split(";"):
        own: list[tuple[str, str, str]] = []
        sampled: dict[str, str] = {}
        for pair in item.split(","):
            name, found, text = pair.partition("=")
            factor, dash, suffix = name.strip().rpartition("-")
            if not found or not (factor if dash else suffix) or len(name) > _MAX_ADDRESS:
                items.unreadable += bool(pair.strip())
            elif suffix == "Flag" and dash:
                flags[factor] = text
            elif not dash:
                items.plain.setdefault(suffix, text.strip())
            elif suffix == "SampleTime":
                sampled[factor] = text.strip()
            elif suffix != "EFlag":
                own.append((factor, suffix, text))
        for factor, suffix, text in own:
            values.append((factor, suffix, text, flags.get(factor), sampled.get(factor)))
    return items


def judge(text: str, flag: str | None) -> tuple[float, int]:
    """Value and quality of a number and its data flag; no flag means normal.

    A flag that already says why there is no number (fault, over-range, …) wins over NOT_A_NUMBER: an
    over-range toxic gas must never look like a missing value.
    """
    quality = _FLAGS.get(flag) if flag else 0
    if quality is None:
        quality = _FLAGS.get(flag.strip().upper(), _UNCERTAIN) if flag else 0
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if isfinite(value) and "_" not in text:
        return value, quality
    return math.nan, quality if quality >= _OVER_RANGE else _NOT_A_NUMBER
