"""Putting back what a merge moved. Every column that somebody changed since stays as it is now."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from anlan.records.core.errors import Conflict
from anlan.records.core.models import Attachment
from anlan.records.incidents.models import Incident
from anlan.records.merging.following import Back, labels
from anlan.records.merging.hanging import free_name, named, record, rekey, way
from anlan.records.merging.models import EnterpriseMerge
from anlan.records.merging.remembering import moving, parts
from anlan.records.sites.models import Enterprise, Equipment, HazardSource, Point, Workshop

#: What stands in a plant: a key from one enterprise into the other is emptied.
STANDS = (Workshop, Equipment, HazardSource)
UNIQUE = ("uscc", "name")


def crossed(merge: EnterpriseMerge, back: Back) -> list[str]:
    """Points that hang on a gateway of the other side by now: nobody can say where they belong."""
    points, gateways = (set(back.ids(label)) for label in (Point._meta.label, "sites.Gateway"))
    both = Point.objects.filter(enterprise__in=(merge.kept_id, merge.gone_id))
    rows = both.values_list("pk", "gateway_id", "gateway__enterprise_id", "name")
    return [name for pk, gateway, _, name in rows if (pk in points) != (gateway in gateways)]


def put_back(merge: EnterpriseMerge, back: Back) -> dict[str, int]:
    """Move the rows; returns how many by model."""
    moved = {}
    for model, _ in moving():
        ids = back.ids(model._meta.label)
        if ids:
            moved[model._meta.label] = _move(model, merge, back, ids)
    if n := _photos(merge, back):
        moved[Attachment._meta.label] = n
    _untangle(merge)
    return moved


def _move(model: type[Model], merge: EnterpriseMerge, back: Back, ids: list[int]) -> int:
    label = model._meta.label
    if model is Incident:
        rekey(Incident.objects.filter(pk__in=back.coming.get(label, ()), is_open=True), merge.kept, merge.gone)
    if way(model) is record:
        scope = {"town_id": merge.gone.town_id, "field": merge.gone.field, "grid": merge.gone.grid}
        _update(model, back.coming.get(label, ()), is_open=True, **scope)
    moved = _update(model, ids, enterprise_id=merge.gone_id)
    for pk, changes in back.going.get(label, {}).items():
        if changes:
            _restore(model, merge, pk, changes)
    return moved


def _update(model: type[Model], ids: Iterable[int], *, is_open: bool | None = None, **values: Any) -> int:
    only = {} if is_open is None else {"is_open": is_open}
    return sum(model._base_manager.filter(pk__in=some, **only).update(**values) for some in parts(sorted(ids)))


def _restore(model: type[Model], merge: EnterpriseMerge, pk: int, changes: dict[str, list[Any]]) -> None:
    row = model._base_manager.get(pk=pk)
    old = {name: before for name, (before, after) in changes.items() if getattr(row, name) == after}
    if model is Incident and _is_taken(old.get("group_key", ""), pk):
        del old["group_key"]
    if way(model) is named and "name" in old:
        others = model._base_manager.filter(enterprise=merge.gone_id).exclude(pk=pk)
        old["name"] = free_name(model, old["name"], set(others.values_list("name", flat=True)))
    if old:
        model._base_manager.filter(pk=pk).update(**old)


def _is_taken(group_key: str, pk: int) -> bool:
    return Incident.objects.filter(group_key=group_key, is_open=True).exclude(pk=pk).exists()


def _photos(merge: EnterpriseMerge, back: Back) -> int:
    """Photographs hang where their record hangs, those taken since too."""
    mine = set(back.going.get(Attachment._meta.label, ()))
    since = Attachment.objects.filter(enterprise_id=merge.kept_id, pk__gt=(merge.marks or {}).get("core.Attachment", 0))
    known = labels()
    for pk, kind, owner in since.values_list("pk", "owner_type", "owner_id"):
        if back.has(known.get(kind.split(".")[0], ""), owner):
            mine.add(pk)
    return _update(Attachment, mine, enterprise_id=merge.gone_id, town_code=merge.gone.town_id)


def _untangle(merge: EnterpriseMerge) -> None:
    """What was put into the other's workshop since is in none now."""
    for model, _ in moving():
        for key in model._meta.concrete_fields:
            if key.is_relation and key.related_model in STANDS and key.null:
                for mine, other in ((merge.gone_id, merge.kept_id), (merge.kept_id, merge.gone_id)):
                    found = model._base_manager.filter(enterprise=mine, **{f"{key.name}__enterprise": other})
                    found.update(**{key.name: None})


def fields_back(merge: EnterpriseMerge) -> dict[str, list[Any]]:
    """What the kept enterprise took from the other; what changed since stays. Returns ``{column: [now, before]}``.

    Raises:
        Conflict: a third enterprise bears the name or the code by now.
    """
    kept, gone, changed = merge.kept, merge.gone, {}
    told = dict(merge.fields or {})
    _require_free(merge, {name: told[name] for name in UNIQUE if name in told})
    back = {name: was for name, (was, theirs) in told.items() if getattr(kept, name) == theirs}
    swapped = {name: told[name][1] for name in UNIQUE if name in told}
    if swapped:
        Enterprise.objects.filter(pk=gone.pk).update(**dict.fromkeys(swapped, f"*{gone.pk}"))
    for name, was in back.items():
        changed[name] = [getattr(kept, name), was]
        setattr(kept, name, was)
    kept.save()
    for name, was in swapped.items():
        setattr(gone, name, was)
    return changed


def _require_free(merge: EnterpriseMerge, told: dict[str, list[Any]]) -> None:
    others = Enterprise.objects.exclude(pk__in=(merge.kept_id, merge.gone_id))
    for name, values in told.items():
        if (holder := others.filter(**{f"{name}__in": values}).first()) is not None:
            raise Conflict(f"“{holder.name}”已使用原来的名称或代码，请先修改后再撤回。", code="wrong_state")
