"""How a kind of point alarms: the shipped rule set, or what a published rule version put in its place."""

from typing import Any

import msgspec
from django.db import transaction

from anlan.bus.messages import LimitConfig
from anlan.domain.rule_set import rules_for
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.sites.defaults import defaults_of
from anlan.records.sites.models import KindSettings

#: What differs from the rule set: by kind, keyword arguments of ``PointConfig`` with ``limits`` parsed.
Kinds = dict[str, dict[str, Any]]


def kinds_in_force() -> Kinds:
    """Every kind whose settings are not the rule set's; one statement, a few rows."""
    return {
        row.kind: {**row.timings, "limits": msgspec.convert(row.limits, list[LimitConfig])}
        for row in KindSettings.objects.all()
    }


def kind_fields(kind: str, unit: str, kinds: Kinds) -> dict[str, Any]:
    """Settings of a kind as keyword arguments of ``PointConfig``; in another unit than the kind's the rule set's
    are left out, and so is what took their place."""
    shipped = defaults_of(kind, unit)
    rules = rules_for(kind)
    changed = kinds.get(kind, {}) if rules is not None and unit in ("", rules.unit) else {}
    return {**shipped.timings, "limits": list(shipped.limits), **changed}


@transaction.atomic
def kind_settings_put(*, kind: str, limits: list[dict[str, Any]], timings: dict[str, Any], reason: str) -> None:
    """Put settings in the place of the rule set's, for every point of the kind without an override of its own.

    Called by the publication of a rule version, which audits it and asks for the configuration.

    Raises:
        Invalid: nobody described this kind, so there is no unit that the numbers could be in.
    """
    if rules_for(kind) is None:
        raise Invalid(fields={"target": "没有该测点类型的说明，不能按类型设定。"})
    values = {"limits": limits, "timings": timings, "reason": reason[:500], "changed_at": clock.now()}
    KindSettings.objects.update_or_create(kind=kind, defaults=values)


@transaction.atomic
def kind_settings_drop(*, kind: str) -> None:
    """Let the shipped rule set hold again."""
    KindSettings.objects.filter(kind=kind).delete()
