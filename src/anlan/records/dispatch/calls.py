"""Who is called at the dispatch and on each rung: the one place that decides it, live and in the simulation.

Pure over a policy and the staff of a moment: nothing is written here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from anlan.records.accounts.models import User
from anlan.records.dispatch.people import Pick, Staff, may_hold
from anlan.records.dispatch.policy import Policy
from anlan.records.sites.models import Enterprise

#: Who is called when a whole ladder is empty.
LAST_RESORT = (("duty_officer",), ("leader",))


@dataclass(frozen=True, slots=True)
class Call:
    """One person to be told. ``reason`` is the notice's: ``dispatched``, ``informed`` or ``escalated``."""

    pick: Pick
    reason: str
    channel: str

    @property
    def person(self) -> User:
        """Who."""
        return self.pick.person


def charged_with(policy: Policy, staff: Staff, enterprise: Enterprise | None) -> Pick | None:
    """Who gets the work order: the first on the ladder, from its foot upwards, who can open it; None when nobody can.

    A team or a person named by the policy may lie outside: they are told, and answer for nothing they cannot see.
    """
    ladder = [*policy.first, *(target for step in policy.steps for target in step.targets)]
    picks = staff.picks_for(ladder, enterprise)
    return next((pick for pick in picks if may_hold(pick.person, enterprise)), None)


def first_calls(policy: Policy, staff: Staff, enterprise: Enterprise | None, assignee: User | None) -> list[Call]:
    """At the dispatch: those who are to act, and those who are to know."""
    first = staff.picks_for(policy.first, enterprise)
    if assignee is not None and assignee.pk not in {pick.person.pk for pick in first}:
        first = [Pick(assignee, "", "charged"), *first]
    informed = staff.picks_for(policy.inform, enterprise)
    return [Call(pick, "dispatched", policy.channel) for pick in first] + [
        Call(pick, "informed", "console") for pick in informed
    ]


def rung_targets(policy: Policy, level: int, staff: Staff, enterprise: Enterprise | None) -> tuple[str, ...]:
    """Whom rung ``level`` calls: its own targets; where none of them is there, those of the nearest rung above that has
    somebody, else of the nearest below, else the county's duty officers or leaders. Nobody at all: its own."""
    own = min(level, len(policy.steps)) - 1
    near = [*policy.steps[own:], *reversed(policy.steps[:own])]
    for targets in (*(step.targets for step in near), *LAST_RESORT):
        if staff.picks_for(targets, enterprise):
            return targets
    return policy.steps[own].targets


def rung_calls(
    policy: Policy, targets: Iterable[str], staff: Staff, enterprise: Enterprise | None, assignee: User | None
) -> list[Call]:
    """On a rung, or when a deadline passes: those of ``targets``, and whoever is charged and still there."""
    picks = staff.picks_for(targets, enterprise)
    if assignee is not None and assignee.is_active and assignee.pk not in {pick.person.pk for pick in picks}:
        picks = [*picks, Pick(assignee, "", "charged")]
    return [Call(pick, "escalated", policy.channel) for pick in picks]
