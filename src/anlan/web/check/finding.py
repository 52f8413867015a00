"""One thing that was looked at."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "advice", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``says`` is what was found; ``do`` what to do about it, empty when nothing is to be done."""

    subject: str  # "settings", "disk", "port mqtt", …
    state: State
    says: str
    do: str = ""


def ok(subject: str, says: str) -> Finding:
    """Nothing to do."""
    return Finding(subject, "ok", says)


def advice(subject: str, says: str, do: str) -> Finding:
    """Works today; somebody should look at it."""
    return Finding(subject, "advice", says, do)


def wrong(subject: str, says: str, do: str) -> Finding:
    """Warnings may not reach anybody, or the system does not start."""
    return Finding(subject, "wrong", says, do)
