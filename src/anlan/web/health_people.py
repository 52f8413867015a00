"""Who is on duty and could not be told: known before something happens, not after."""

from typing import Any

from anlan.records.core import clock
from anlan.records.dispatch import people
from anlan.records.notices import unreached
from anlan.web.health_figures import Judged, State

#: So many are listed; the rest is counted.
LISTED = 100


def unreachable() -> dict[str, Any]:
    """People on duty without any way, those on a shift first, and whether there are channels at all."""
    missing = unreached.addresses_in_use()
    found: Any = unreached.unreachable(people.on_duty(clock.now())).select_related("enterprise", "town")
    items = [
        {
            "id": one.pk, "name": one.name, "role_name": one.role_name, "is_on_shift": one.is_on_shift,
            "place": one.enterprise.name if one.enterprise else one.town.name if one.town else "",
            "missing": missing,
        }
        for one in found.order_by("-is_on_shift", "id")[:LISTED]
    ]  # fmt: skip
    return {"has_channels": unreached.has_channels(), "total": found.count(), "items": items}


def figure(shown: dict[str, Any]) -> Judged:
    """How many there are; without any channel that is no question, and nothing to be called well."""
    if not shown["has_channels"]:
        return Judged("unreachable", "worker", None, "", "unknown")
    is_on_shift = any(one["is_on_shift"] for one in shown["items"])
    state: State = "wrong" if is_on_shift else "attention" if shown["total"] else "ok"
    return Judged("unreachable", "worker", float(shown["total"]), "", state)
