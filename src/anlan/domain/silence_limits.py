"""How long an alarm may be silenced and by how many people: the law makes disabling monitoring an offence, so each of
the three ways has an end, and what may turn red asks for a second person. Data: ``silence_limits.csv``.

Suppression by design says "this alarm means nothing while the plant stands still". Of a leak, a fire or a person on the
ground that is never true, whoever agrees: ``never_suppressed.csv``. A detector that is being worked on goes out of
service, with a permit.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from anlan.domain.data_rows import rows_of


class Way(StrEnum):
    """The three ways to silence an alarm, never mixed."""

    SHELVE = "shelve"  # by a person on duty, for a while
    SUPPRESS = "suppress"  # by design: the plant or the equipment stands still
    OUT_OF_SERVICE = "out_of_service"  # maintenance, with a permit


@dataclass(frozen=True, slots=True)
class SilenceLimit:
    """What one way allows."""

    max_minutes: int
    two_persons: bool


def silence_limit(way: Way, *, is_red_capable: bool) -> SilenceLimit:
    """What ``way`` allows for points that can or cannot turn red."""
    return _limits()[way, is_red_capable]


def why_never_suppressed(kind: str) -> str | None:
    """Why alarms of a kind of point are never suppressed by design, in Chinese; None: they may be."""
    return _never().get(kind)


@lru_cache(maxsize=1)
def _never() -> dict[str, str]:
    return {row["kind"]: row["why"] for row in rows_of("never_suppressed")}


@lru_cache(maxsize=1)
def _limits() -> dict[tuple[Way, bool], SilenceLimit]:
    return {
        (Way(row["way"]), row["is_red_capable"] == "1"): SilenceLimit(
            int(row["max_minutes"]), row["two_persons"] == "1"
        )
        for row in rows_of("silence_limits")
    }
