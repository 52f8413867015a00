"""Which open work order do alarms join: that of their place, or in a burst or a flood the first one of the plant."""

from datetime import datetime

from django.db.models import Q, QuerySet

from anlan.records.alarm_flow.case import Case
from anlan.records.core.locks import lock_names
from anlan.records.incidents.choices import Kind, State
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import along

Groups = dict[str, list[Case]]


def kind_of(key: str) -> Kind:
    """Instruments have work orders of their own."""
    return Kind.EQUIPMENT if key.startswith("gateway.") else Kind.PROCESS


def places_found(groups: Groups) -> dict[str, Incident]:
    """The open work order for each key that has one, locked: the key's own, else a younger one of the same plant that
    its alarms may join (:attr:`Case.joins_since`)."""
    lock_names(f"incident.{name}" for name in [*groups, *_plants(groups)])  # two at once would each open one
    wanted = Q(group_key__in=list(groups)) | Q(pk__in=_mergers(groups))
    wider = {key: max_wait for key, cases in groups.items() if (max_wait := _joins_since(cases)) is not None}
    if wider:
        plants = {groups[key][0].alarm.enterprise_id for key in wider}
        wanted |= Q(enterprise_id__in=plants, opened_at__gte=min(wider.values()))
    rows = Incident.objects.filter(wanted, is_open=True).order_by("opened_at", "pk")
    open_ones = along(rows.select_for_update())
    found = {incident.group_key: incident for incident in open_ones if incident.group_key in groups}
    found |= {key: i for i in open_ones for key in i.merged_keys if key in groups and key not in found}
    for key, since in wider.items():
        plant, kind = groups[key][0].alarm.enterprise_id, kind_of(key)
        younger = (i for i in open_ones if i.enterprise_id == plant and i.kind == kind and i.opened_at >= since)
        first = next(younger, None)
        if key not in found and first is not None:
            found[key] = first
    return found


def _mergers(groups: Groups) -> QuerySet[Incident, int | None]:
    """Work orders into which one of these places was merged: alarms of that place go on joining them."""
    rows = Incident.objects.filter(group_key__in=list(groups), state=State.MERGED)
    return rows.values_list("merged_into_id", flat=True)


def merged(groups: Groups, found: dict[str, Incident]) -> Groups:
    """Groups of one batch that would open several work orders for one plant in one breath open one together, and
    groups that join the same work order join it in one step."""
    together: Groups = {}
    leader: dict[tuple[object, ...], str] = {}
    for key, cases in groups.items():
        if key in found:
            name: tuple[object, ...] = ("join", found[key].pk)
        elif _joins_since(cases) is not None:
            name = ("open", cases[0].alarm.enterprise_id, kind_of(key))
        else:
            name = ("alone", key)
        first = leader.setdefault(name, key)
        together.setdefault(first, []).extend(cases)
    return together


def _joins_since(cases: list[Case]) -> datetime | None:
    return min((case.joins_since for case in cases if case.joins_since is not None), default=None)


def _plants(groups: Groups) -> set[str]:
    return {f"plant.{cases[0].alarm.enterprise_id}" for cases in groups.values() if _joins_since(cases) is not None}
