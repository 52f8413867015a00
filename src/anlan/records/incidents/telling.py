"""Whom a work order tells, and in which words: one notice a person and occasion."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from anlan.domain.clock import to_ms
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.dispatch import people
from anlan.records.dispatch.calls import Call, first_calls
from anlan.records.incidents import batch, record
from anlan.records.incidents.choices import GRADE_NAMES
from anlan.records.incidents.clockwork import policy_of
from anlan.records.incidents.models import Incident
from anlan.records.notices.services import notify


def tell_anew(incident: Incident, what: str) -> None:
    """Those whom the policy names are told that the work order is open again."""
    tell_first(incident, "reopened", what[:200], occasion=str(clock.now_ms()))


def tell_of_places(incident: Incident, places: list[str], occasion: str) -> None:
    """The places that joined since people were last told, in one notice each."""
    named = "、".join(places[:3]) + (f"等 {len(places)} 处" if len(places) > 3 else "")
    tell_first(incident, "joined", f"{incident.title}，另有{named}报警并入", occasion)


def tell_relieved(incident: Incident, person: User) -> None:
    """Whoever loses the work order learns it, without a link: they cannot open it any more."""
    if person.is_active:
        what = f"{incident.title} 不再由您负责，已重新派单"
        notify(
            people=[person], incident_id=None, reason="relieved", grade=incident.grade,
            text=f"【{GRADE_NAMES[incident.grade]}】{incident.no} {what}", facts={"no": incident.no, "what": what},
            key=f"{incident.no}.relieved.{clock.now_ms()}",
        )  # fmt: skip


def tell_first(incident: Incident, reason: str, what: str = "", occasion: str = "") -> list[User]:
    """Tell the first targets and those who are to know; one timeline line for all. Returns whom."""
    what = what or incident.title
    policy = policy_of(incident)
    calls = first_calls(policy, batch.staff_for(incident.enterprise), incident.enterprise, incident.assignee)
    told = tell_calls(incident, calls, what, {"dispatched": reason}, occasion)
    if told:
        record.entry_add(
            incident, "notified", f"已通知：{people.names(told)}", data={"people": [user.pk for user in told]}
        )
    return told


def tell_calls(
    incident: Incident, calls: list[Call], what: str, reasons: Mapping[str, str] | None = None, occasion: str = ""
) -> list[User]:
    """Tell everybody of ``calls``; ``reasons`` puts another reason in the place of the call's own. Returns whom."""
    told: list[User] = []
    for (reason, channel, is_on_shift), group in groupby(calls, _sort_of):
        told += tell(
            incident, [call.person for call in group], (reasons or {}).get(reason, reason), what,
            channel=channel, occasion=occasion, presses=is_on_shift,
        )  # fmt: skip
    return told


def _sort_of(call: Call) -> tuple[str, str, bool]:
    return call.reason, call.channel, call.pick.because == "shift"


def tell(
    incident: Incident,
    whom: Iterable[User],
    reason: str,
    what: str,
    channel: str = "console",
    occasion: str = "",
    presses: bool = False,
) -> list[User]:
    """Write notices for one occasion of this work order: the same grade, round and reason tell a person once.

    ``occasion`` tells apart what may happen several times within a round: the second feedback is news as the first was.
    Quiet hours hold back nothing of an order that is overdue or climbs, nor what ``presses`` (whoever is on a shift).
    """
    key = rung_key(incident, reason) + occasion
    text = f"【{GRADE_NAMES[incident.grade]}】{incident.no} {what}"
    due_ms = to_ms(incident.next_step_due_at) if incident.next_step_due_at else None
    facts = {"no": incident.no, "what": what, "since_ms": to_ms(incident.opened_at), "due_ms": due_ms}
    return notify(
        people=whom, incident_id=incident.pk, reason=reason, text=text, key=key, channel=channel,
        grade=incident.grade, facts=facts, presses=presses or reason == "escalated" or incident.is_overdue,
    )  # fmt: skip


def rung_key(incident: Incident, reason: str) -> str:
    """How the keys of all notices begin that were written for this reason on the present rung of the present round."""
    round_ms = int(incident.dispatched_at.timestamp() * 1000) if incident.dispatched_at else 0
    return f"{incident.no}.{reason}.{incident.grade}.{incident.escalation_level}.{round_ms}."
