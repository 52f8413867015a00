"""What people write for a moment: ``2026-11-24``, ``2026-11-24T08:30``, or ``36h`` for 36 hours ago.

A moment without an offset is Chinese time, as on screen. Inside the platform everything stays UTC.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from anlan.domain.clock import LOCAL, to_ms

_AGO = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class BadPeriod(ValueError):
    """The text is no moment, or the window is empty; the message says what to write."""


class Window(NamedTuple):
    """Half open: from_ms ≤ stamp < to_ms, milliseconds since 1970 UTC."""

    from_ms: int
    to_ms: int


def moment(text: str, now: datetime) -> datetime:
    """The moment that ``text`` names, aware.

    Raises:
        BadPeriod: with the forms that are understood.
    """
    text = text.strip()
    if text == "now":
        return now
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago[2]]: float(ago[1])})
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadPeriod(
            f"{text!r} is no moment: write 2026-11-24, 2026-11-24T08:30 (Chinese time unless it carries an offset), "
            "now, or how long ago: 90m, 36h, 30d"
        ) from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=LOCAL)


def window(begin: str, end: str, now: datetime) -> Window:
    """The window between two moments.

    Raises:
        BadPeriod: a moment is not readable, or nothing lies between the two.
    """
    found = Window(to_ms(moment(begin, now)), to_ms(moment(end, now)))
    if found.from_ms >= found.to_ms:
        raise BadPeriod(f"nothing lies between {begin} and {end}: the first must be the earlier")
    return found
