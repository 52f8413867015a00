"""What a merge moved, row by row, so that it can be taken back."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Max, Model, QuerySet

from anlan.records.core.models import Attachment
from anlan.records.merging.hanging import TOUCHED, Move, hanging, rows, stays, way
from anlan.records.merging.models import EnterpriseMerge, MergedRows
from anlan.records.sites.models import Enterprise

BATCH = 2000
Values = dict[int, dict[str, Any]]


def moving() -> list[tuple[type[Model], Move]]:
    """Every model whose rows move, with how.

    Raises:
        RuntimeError: nobody said how a model moves.
    """
    found = []
    for model in hanging():
        act = way(model)
        if act is None:
            raise RuntimeError(f"nobody said how {model._meta.label} moves when enterprises merge: merging/hanging.py")
        if act is not stays:
            found.append((model, act))
    return found


def marks() -> dict[str, int]:
    """The newest row of every model: what has a higher id came since."""
    models: list[type[Model]] = [*(model for model, _ in moving()), Attachment]
    return {one._meta.label: one._base_manager.aggregate(n=Max("pk"))["n"] or 0 for one in models}


def move(merge: EnterpriseMerge) -> dict[str, int]:
    """Everything that hangs on the one that goes; returns rows by model, and remembers them."""
    moved = {}
    for model, act in moving():
        before = _as_is(act, rows(model, merge.gone))
        if n := act(model, merge.gone, merge.kept):
            moved[model._meta.label] = n
        remember(merge, model, before, _later(model, act, before))
    found = Attachment.objects.filter(enterprise_id=merge.gone_id)
    photos = {pk: {"town_code": town} for pk, town in found.values_list("pk", "town_code")}
    if photos:
        after = {pk: {"town_code": merge.kept.town_id} for pk in photos}
        remember(merge, Attachment, photos, after)
        moved["core.Attachment"] = found.update(enterprise_id=merge.kept_id, town_code=merge.kept.town_id)
    return moved


def remember(merge: EnterpriseMerge, model: type[Model], before: Values, after: Values) -> None:
    """Keep what changed of each row, the enterprise apart."""
    told = [
        [pk, {name: [old, after[pk][name]] for name, old in values.items() if pk in after and old != after[pk][name]}]
        for pk, values in before.items()
    ]
    label = model._meta.label
    MergedRows.objects.bulk_create(MergedRows(merge=merge, model=label, rows=part) for part in parts(told))


def parts(whole: Sequence[Any]) -> Iterator[Any]:
    """Not more than a database takes at once."""
    for at in range(0, len(whole), BATCH):
        yield whole[at : at + BATCH]


def enterprises_remember(merge: EnterpriseMerge) -> None:
    """Those that went into the one that goes, earlier."""
    led = {pk: {"merged_into_id": merge.gone_id} for pk in _led(merge.gone)}
    remember(merge, Enterprise, led, {pk: {"merged_into_id": merge.kept_id} for pk in led})


def _led(gone: Enterprise) -> list[int]:
    return list(Enterprise.objects.filter(merged_into=gone).values_list("pk", flat=True))


def _later(model: type[Model], act: Move, before: Values) -> Values:
    if act not in TOUCHED:
        return {}
    found: Values = {}
    for ids in parts(list(before)):
        found |= _as_is(act, model._base_manager.filter(pk__in=ids))
    return found


def _as_is(act: Move, found: QuerySet[Any]) -> Values:
    names = TOUCHED.get(act, ())
    return {pk: dict(zip(names, values, strict=True)) for pk, *values in found.values_list("pk", *names)}
