"""What a shift hands over, asked of those who know it: rosters do not know work orders, work orders know rosters.

Whoever has things that a person on duty answers for offers a bearer when it starts (``AppConfig.ready``).
"""

from collections.abc import Iterator
from typing import Any, Protocol

from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.rosters.models import Handover


class Bearer(Protocol):
    """Who knows one sort of things that are handed over."""

    def carried(self, outgoing: User) -> list[dict[str, Any]]:
        """What this person answers for now, as the hand-over lists it."""
        ...

    def move(self, handover: Handover, request: HttpRequest | None) -> None:
        """Let the incoming person answer for it, within the transaction of the second signature."""
        ...


_bearers: dict[str, Bearer] = {}


def offer_burden(name: str, bearer: Bearer) -> None:
    """Add who knows ``name`` (e.g. ``incidents``); offering the same name again replaces it."""
    _bearers[name] = bearer


def bearers() -> Iterator[tuple[str, Bearer]]:
    """All of them by name."""
    yield from _bearers.items()
