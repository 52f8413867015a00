"""What is news to people who know of a work order already? A red alarm of a new kind at once, new places soon, the
rest not at all. Whatever is decided is written down with the alarm."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from anlan.domain.alarm_load import load_limits
from anlan.domain.grades import Grade
from anlan.records.accounts.models import User
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.dispatch import people
from anlan.records.incidents import record
from anlan.records.incidents.models import Incident, PendingNews

#: A chattering condition writes a line when it is recognised, and then one in so many.
CHATTER_LINE_EVERY = 50


@dataclass(frozen=True, slots=True)
class Known:
    """What the alarms of a work order have told people already."""

    red_kinds: frozenset[tuple[str, str]]
    places: frozenset[str]


def known_to(incident: Incident) -> Known:
    """Kinds that were red and places that had an alarm, before the alarms that join now."""
    rows = Alarm.objects.filter(incident_id=incident.pk).order_by()
    facts = set(rows.values_list("grade", "kind", "rule", "place").distinct())
    return Known(
        red_kinds=frozenset((kind, rule) for grade, kind, rule, _ in facts if grade == Grade.RED),
        places=frozenset(place for *_, place in facts),
    )


def red_and_new(cases: Iterable[Case], known: Known) -> list[Alarm]:
    """Red alarms of a kind that this work order had not yet: no flood and no repetition keeps them from anybody."""
    return [
        case.alarm
        for case in cases
        if case.alarm.grade == Grade.RED and (case.alarm.kind, case.alarm.rule) not in known.red_kinds
    ]


def begins_anew(cases: Iterable[Case]) -> bool:
    """True when something new stands that people must act on: not the next beat of a chattering condition, nor the
    weaker side of an alarm they act on already."""
    return any(case.alarm.is_active and not (_is_quiet(case, "repeat") or _is_quiet(case, "inhibit")) for case in cases)


def _is_quiet(case: Case, stage: str) -> bool:
    said = case.said_by(stage)
    return said is not None and said.outcome is Outcome.QUIET


def worth_a_line(cases: Iterable[Case]) -> list[Alarm]:
    """Alarms that the timeline names one by one; of a flood and of chatter it gives the number."""
    return [case.alarm for case in cases if not _is_noise(case)]


def _is_noise(case: Case) -> bool:
    flood, repeat = case.said_by("flood"), case.said_by("repeat")
    if flood is not None and flood.outcome is Outcome.QUIET:
        return True
    if repeat is None or repeat.outcome is not Outcome.QUIET:
        return False
    first = load_limits().chatter_activations
    return case.alarm.activations != first and case.alarm.activations % CHATTER_LINE_EVERY != 0


def flood_begins(incident: Incident, cases: Iterable[Case]) -> None:
    """One line for the whole flood."""
    for case in cases:
        said = case.said_by("flood")
        if said is not None and said.data.get("begins"):
            record.entry_add(incident, "flood", said.why, data=said.data)
            return


def tell_places_later(incident: Incident, cases: Iterable[Case], known: Known) -> None:
    """Places that had no alarm yet are told together, once in ``retell_s``."""
    places = {case.alarm.place or case.alarm.point_name for case in cases if case.alarm.place not in known.places}
    if not places:
        return
    due_at = clock.now() + timedelta(seconds=load_limits().retell_s)
    waiting, _ = PendingNews.objects.get_or_create(incident=incident, defaults={"due_at": due_at})
    waiting.places = sorted({*waiting.places, *places})
    waiting.save()


def told_of(cases: Iterable[Case], incident: Incident, told: list[User]) -> None:
    """Write down with each alarm who was told of it, or why nobody was."""
    facts = {"people": [user.pk for user in told], "incident": incident.no}
    if told:
        step = Step("notify", Outcome.TOLD, f"已通知：{people.names(told)}（工单 {incident.no}）", facts)
    elif incident.assignee is None:
        step = Step("notify", Outcome.NOBODY, f"工单 {incident.no} 没有可通知的在册人员，等待值班员派单", facts)
    else:
        why = f"并入工单 {incident.no}，{incident.assignee.name}等已就该工单接到通知"
        step = Step("notify", Outcome.NOBODY, why, facts)
    for case in cases:
        case.steps.append(step)
