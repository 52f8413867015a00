"""Everything that hangs on an enterprise, model by model, and how it moves.

``WAYS`` names every model with a foreign key to the enterprise. A contract test fails when a new one is not here, and
so does a merge: nothing may be left behind because nobody thought of it. Registers move as one kind.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from anlan.records.core import clock
from anlan.records.incidents.models import Incident
from anlan.records.registry.models import RegisterRecord
from anlan.records.sites.models import Enterprise

Move = Callable[[type[Model], Enterprise, Enterprise], int]


def rows(model: type[Model], gone: Enterprise) -> QuerySet[Any]:
    """What of a model hangs on the enterprise."""
    return model._base_manager.filter(enterprise=gone)


def plain(model: type[Model], gone: Enterprise, kept: Enterprise) -> int:
    """Point them at the other enterprise."""
    return rows(model, gone).update(enterprise=kept)


def named(model: type[Model], gone: Enterprise, kept: Enterprise) -> int:
    """Names are unique within an enterprise: one that is taken there says where it came from."""
    taken = set(model._base_manager.filter(enterprise=kept).values_list("name", flat=True))
    found = list(rows(model, gone))
    for row in found:
        row.name = free_name(model, row.name, taken)
        taken.add(row.name)
        row.enterprise = kept
        row.save(update_fields=["name", "enterprise"])
    return len(found)


def free_name(model: type[Model], name: str, taken: set[str]) -> str:
    """The name, or one like it that is not taken and is short enough."""
    longest = int(getattr(model._meta.get_field("name"), "max_length", 0))
    wanted, number = name, 1
    while wanted in taken:
        number += 1
        end = f"（并入{number if number > 2 else ''}）"
        wanted = name[: longest - len(end)] + end
    return wanted


def record(model: type[Model], gone: Enterprise, kept: Enterprise) -> int:
    """Records of a register carry the scope of their enterprise: open ones take the new one's, closed ones keep theirs
    for what was counted of them."""
    scope = {"town_id": kept.town_id, "field": kept.field, "grid": kept.grid}
    rows(model, gone).filter(is_open=True).update(**scope)
    return plain(model, gone, kept)


def flood(model: type[Model], gone: Enterprise, kept: Enterprise) -> int:
    """One flood of alarms at a time: where both have one, the one of the enterprise that goes is over."""
    if model._base_manager.filter(enterprise=kept, ended_at=None).exists():
        rows(model, gone).filter(ended_at=None).update(ended_at=clock.now())
    return plain(model, gone, kept)


def incident(model: type[Model], gone: Enterprise, kept: Enterprise) -> int:
    """Open work orders go on taking in the alarms of their place: the place's key names the enterprise."""
    rekey(Incident.objects.filter(enterprise=gone, is_open=True), gone, kept)
    return plain(model, gone, kept)


def rekey(orders: QuerySet[Incident], gone: Enterprise, kept: Enterprise) -> None:
    """Let open work orders stand for the same places of the other enterprise, where none stands for them yet."""
    old, new = f"place.{gone.pk}.", f"place.{kept.pk}."
    taken = set(Incident.objects.filter(is_open=True, enterprise=kept).values_list("group_key", flat=True))
    for row in orders:
        key = row.group_key.replace(old, new, 1) if row.group_key.startswith(old) else row.group_key
        row.group_key = row.group_key if key in taken else key
        row.merged_keys = [one.replace(old, new, 1) if one.startswith(old) else one for one in row.merged_keys]
        row.save(update_fields=["group_key", "merged_keys"])


def rule_version(model: type[Model], gone: Enterprise, kept: Enterprise) -> int:
    """What is not published yet would be published for the enterprise that goes."""
    for row in rows(model, gone).filter(published_at=None):
        if row.content.get("enterprise_id") == gone.pk:
            row.content = {**row.content, "enterprise_id": kept.pk}
            row.save(update_fields=["content"])
    return plain(model, gone, kept)


def broadcast_rule(model: type[Model], gone: Enterprise, kept: Enterprise) -> int:
    """One rule an enterprise: where both have one, what was agreed for the one that stays counts."""
    if not model._base_manager.filter(enterprise=kept).exists():
        return plain(model, gone, kept)
    rows(model, gone).update(is_enabled=False)
    return 0


def stays(model: type[Model], gone: Enterprise, kept: Enterprise) -> int:
    """Stays where it is and is looked up through ``merged_into``."""
    return 0


#: Points keep their id, gateway and partition: the alarms process keeps their state and their standing alarms.
WAYS: dict[str, Move] = {
    "accounts.User": plain, "sites.Contact": plain, "sites.Workshop": named, "sites.Equipment": named,
    "sites.HazardSource": named, "sites.Gateway": plain, "sites.Point": plain, "sites.GroupRule": named,
    "sites.Camera": named, "alarm_flow.SuppressionLogic": plain, "alarm_flow.Silence": plain,
    "alarm_flow.Flood": flood, "alarm_log.Alarm": plain, "incidents.Incident": incident,
    "observations.Observation": plain, "plans.SitePlan": named, "buildings.Building": named, "rosters.Post": named,
    "rules.RuleVersion": rule_version, "registry.Signing": plain, "registry.Delivery": plain,
    "registry.EServiceConsent": plain,
    "loudspeakers.Loudspeaker": plain, "loudspeakers.Broadcast": plain, "loudspeakers.BroadcastRule": broadcast_rule,
    # Counted anew every five minutes; past days are read through ``merged_into``.
    "arrivals.SiteArrival": stays, "arrivals.SiteDay": stays,
    # Signs hang at gates: both go on leading to the one enterprise.
    "safety_codes.SafetyCode": stays,
    "merging.EnterpriseMerge": stays, "sites.Enterprise": stays,
}  # fmt: skip


#: What a way may change beside the enterprise. What it ended (a flood of alarms) stays ended.
TOUCHED: dict[Move, tuple[str, ...]] = {
    named: ("name",), record: ("town_id", "field", "grid"), incident: ("group_key", "merged_keys"),
    rule_version: ("content",), broadcast_rule: ("is_enabled",),
}  # fmt: skip


def hanging() -> list[type[Model]]:
    """Every model with a foreign key to the enterprise."""
    return [
        model for model in apps.get_models()
        if any(field.is_relation and field.concrete and field.related_model is Enterprise
               for field in model._meta.get_fields())
    ]  # fmt: skip


def way(model: type[Model]) -> Move | None:
    """How a model moves; None for one that nobody thought of, or whose key has another name."""
    known = WAYS.get(model._meta.label)
    if known is not None:
        return known
    keys = [f.name for f in model._meta.get_fields() if f.is_relation and f.concrete and f.related_model is Enterprise]
    return record if issubclass(model, RegisterRecord) and keys == ["enterprise"] else None


def counted(gone: Enterprise) -> dict[str, int]:
    """``{name of the model: rows}`` that would move."""
    found = {}
    for model in hanging():
        if way(model) is not stays and (n := rows(model, gone).count()):
            found[str(model._meta.verbose_name)] = n
    return found
