"""What taking a merge back would move: what it had moved, and what came since and names one of those as its origin."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.core.models import Attachment
from anlan.records.incidents.models import Incident
from anlan.records.merging.hanging import hanging
from anlan.records.merging.models import EnterpriseMerge
from anlan.records.merging.remembering import moving, parts
from anlan.records.observations.models import Observation
from anlan.records.registry.catalog import registers
from anlan.records.registry.models import Delivery, Link, Signing
from anlan.records.rules.models import RuleVersion
from anlan.records.sites.models import Enterprise

#: Rows by model: ``{label: {id: {column: [before, after]}}}``.
Going = dict[str, dict[int, dict[str, list[Any]]]]


@dataclass
class Back:
    """``going`` was moved by the merge, ``coming`` came since; ``lost`` and ``staying`` are counts by model."""

    going: Going = field(default_factory=lambda: defaultdict(dict))
    coming: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    lost: dict[str, int] = field(default_factory=dict)
    staying: dict[str, int] = field(default_factory=dict)

    def has(self, label: str, pk: int | None) -> bool:
        """This row goes back."""
        return pk in self.going.get(label, ()) or pk in self.coming.get(label, ())

    def ids(self, label: str) -> list[int]:
        """All that go back."""
        return [*self.going.get(label, ()), *self.coming.get(label, ())]


def back_of(merge: EnterpriseMerge) -> Back:
    """What would go back now, and what would not."""
    back = Back()
    _remembered(merge, back)
    while _came_since(merge, back):
        pass
    for model, _ in moving():
        label, since = model._meta.label, _since(merge, model)
        if n := len(since - back.coming.get(label, set()) - back.going.get(label, {}).keys()):
            back.staying[label] = n
    return back


def _remembered(merge: EnterpriseMerge, back: Back) -> None:
    """Rows that still hang on one of the two; those moved on, deleted or published since do not go back."""
    by_label = {model._meta.label: model for model, _ in moving()} | {Attachment._meta.label: Attachment}
    for batch in merge.rows.exclude(model=Enterprise._meta.label):
        model, told = by_label[batch.model], dict(batch.rows)
        rows = model._base_manager.filter(pk__in=list(told), enterprise_id__in=(merge.kept_id, merge.gone_id))
        if model is RuleVersion:
            rows = rows.exclude(published_at__gt=merge.decided_at)
        here = set(rows.values_list("pk", flat=True))
        back.going[batch.model] |= {pk: told[pk] for pk in here}
        if away := len(told) - len(here):
            back.lost[batch.model] = back.lost.get(batch.model, 0) + away


def _since(merge: EnterpriseMerge, model: type[Model]) -> set[int]:
    """Rows of the one that was kept that are younger than the merge."""
    mark = (merge.marks or {}).get(model._meta.label)
    if mark is None:  # a model that this platform did not have then
        return set()
    return set(model._base_manager.filter(enterprise=merge.kept_id, pk__gt=mark).values_list("pk", flat=True))


def _came_since(merge: EnterpriseMerge, back: Back) -> bool:
    """One more round of rows whose origin goes back; False when none was found."""
    found = False
    for model, _ in moving():
        label = model._meta.label
        new = {pk for pk in _since(merge, model) if not back.has(label, pk)}
        for ids in parts(sorted(new)):
            named = {pk for pk, origin, key in _origins(model, ids) if back.has(origin, key)}
            if model is Incident:
                named |= _orders_of(ids, back)
            back.coming[label] |= named
            found = found or bool(named)
    return found


def _origins(model: type[Model], ids: list[int]) -> Iterator[tuple[int, str, int]]:
    """``(row, model of its origin, id of its origin)``."""
    yield from _by_key(model, ids)
    yield from _by_link(model, ids)
    if model in (Signing, Delivery):
        yield from _by_document(model, ids)


def _by_key(model: type[Model], ids: list[int]) -> Iterator[tuple[int, str, int]]:
    """Its gateway, point, case, plan…; a person is nobody's origin."""
    known = set(hanging()) - {User, Enterprise}
    keys = {f.attname: f.related_model._meta.label for f in model._meta.concrete_fields
            if f.is_relation and f.related_model in known}  # fmt: skip
    for pk, *values in model._base_manager.filter(pk__in=ids).values_list("pk", *keys):
        yield from ((pk, label, value) for label, value in zip(keys.values(), values, strict=True) if value)


def labels() -> dict[str, str]:
    """Models by the names that links and photographs use."""
    known = {register.name: register.model._meta.label for register in registers().values()}
    return known | {"incident": Incident._meta.label, "observation": Observation._meta.label,
                    "alarm": Alarm._meta.label}  # fmt: skip


def _by_link(model: type[Model], ids: list[int]) -> Iterator[tuple[int, str, int]]:
    names = [name for name, label in labels().items() if label == model._meta.label]
    rows = Link.objects.filter(target_register__in=names, target_id__in=ids)
    for pk, origin, key in rows.values_list("target_id", "origin_register", "origin_id"):
        yield pk, labels().get(origin, ""), key


def _by_document(model: type[Model], ids: list[int]) -> Iterator[tuple[int, str, int]]:
    path = "document__" if model is Delivery else ""
    rows = model._base_manager.filter(pk__in=ids)
    for pk, name, key in rows.values_list("pk", f"{path}register", f"{path}record_id"):
        yield pk, labels().get(name, ""), key


def _orders_of(ids: list[int], back: Back) -> set[int]:
    """Work orders all of whose alarms go back: one that has taken in the survivor's as well stays there."""
    numbers = dict(Incident.objects.filter(pk__in=ids).values_list("no", "pk"))
    alarms = defaultdict(list)
    for pk, no in Alarm.objects.filter(incident_no__in=list(numbers)).values_list("pk", "incident_no"):
        alarms[no].append(pk)
    return {numbers[no] for no, found in alarms.items() if all(back.has(Alarm._meta.label, pk) for pk in found)}
