"""Questions about rule versions: what there is, what is in force, what differs."""

from typing import Any

from django.db.models import Count, QuerySet

from anlan.domain.rule_set import rule_set
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core.errors import NotFound
from anlan.records.rules.choices import VersionState
from anlan.records.rules.models import RuleVersion
from anlan.records.rules.targets import Content
from anlan.records.sites.models import GroupRule, Point

#: Points found by a search at once.
POINTS_SHOWN = 50


def version_list(*, for_user: User, target: str = "") -> QuerySet[RuleVersion]:
    """Versions that concern the reader: those of kinds concern everybody."""
    scope = Scope.of(for_user)
    rows = RuleVersion.objects.select_related("made_by", "published_by", "made_from", "enterprise")
    if not scope.is_county:
        rows = rows.filter(enterprise=None) | rows.filter(scope.q())
    return rows.filter(target=target) if target else rows


def version_get(version_id: int, *, for_user: User) -> RuleVersion:
    """One version.

    Raises:
        NotFound: it is not there or not in scope.
    """
    found = version_list(for_user=for_user).filter(pk=version_id).first()
    if found is None:
        raise NotFound
    return found


def newest_published(target: str) -> RuleVersion | None:
    """The version in force."""
    rows = RuleVersion.objects.filter(target=target, state=VersionState.PUBLISHED)
    return rows.order_by("-number").first()


def kind_rows() -> list[dict[str, Any]]:
    """Every kind with points here, the busiest first, then the rest of the rule set."""
    counts = dict(Point.objects.filter(is_enabled=True).values_list("kind").annotate(Count("id")).order_by())
    rows = [
        {"target": f"kind:{rules.kind}", "name": rules.name_zh, "name_en": rules.name_en, "points": counts.get(kind, 0)}
        for kind, rules in rule_set().items()
    ]
    return sorted(rows, key=lambda row: (-row["points"], row["target"]))


def point_rows(*, for_user: User, q: str = "") -> list[dict[str, Any]]:
    """Points that match, or without a question those with settings of their own."""
    rows = Scope.of(for_user).filter(Point.objects.filter(is_enabled=True).select_related("enterprise"))
    for word in q.split():
        rows = rows.filter(name__icontains=word) | rows.filter(enterprise__name__icontains=word)
    if not q.strip():
        rows = rows.filter(overrides__ended_at=None, overrides__isnull=False)
    return [
        {"target": f"point:{p.pk}", "name": p.name, "place": str(p.enterprise), "kind": p.kind}
        for p in rows.distinct().order_by("enterprise_id", "id")[:POINTS_SHOWN]
    ]


def group_rows(*, for_user: User) -> list[dict[str, Any]]:
    """Rules over several points in scope."""
    rows = Scope.of(for_user).filter(GroupRule.objects.select_related("enterprise"))
    return [
        {"target": f"group:{rule.pk}", "name": rule.name, "place": str(rule.enterprise), "is_enabled": rule.is_enabled}
        for rule in rows.order_by("-is_enabled", "id")
    ]


def difference(old: Content, new: Content) -> list[dict[str, Any]]:
    """What changed from ``old`` to ``new``: ``{what, item, name, fields: [{field, old, new}]}``.

    ``item`` is ``limit`` (named by its label) or ``rule``; ``what`` is added, removed or changed.
    """
    before, after = _parts(old), _parts(new)
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key, {}), after.get(key, {})
        fields = [
            {"field": name, "old": was.get(name), "new": now.get(name)}
            for name in dict.fromkeys([*now, *was])
            if was.get(name) != now.get(name)
        ]
        what = "added" if key not in before else "removed" if key not in after else "changed"
        if what != "changed" or fields:
            found.append({"what": what, "item": key[0], "name": key[1], "fields": fields})
    return found


def _parts(content: Content) -> dict[tuple[str, str], dict[str, Any]]:
    limits = {("limit", one["label"]): {k: v for k, v in one.items() if k != "label"}
              for one in content.get("limits", [])}  # fmt: skip
    rest = {name: value for name, value in content.items() if name not in ("limits", "timings", "enterprise_id")}
    return {**limits, ("rule", ""): {**rest, **content.get("timings", {})}}
