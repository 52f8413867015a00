"""What a rule version is about: a kind of point, one point, or several points together.

Each target knows what is in force now, how to put a version in force, and the configuration to try a version with.

Content of a kind or a point: ``{is_default, limits, timings, expires_at}``; with ``is_default`` the rule set (of a
point: its kind) holds, and ``limits`` and ``timings`` say what that was when the version was made. Content of a group:
the fields of :class:`anlan.records.sites.models.GroupRule`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import msgspec

from anlan.bus.messages import ConfigSnapshot, LimitConfig, PointConfig
from anlan.domain.rule_set import rule_set, rules_for
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core import clock
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.sites import group_rules
from anlan.records.sites.kind_settings import kind_fields, kind_settings_drop, kind_settings_put, kinds_in_force
from anlan.records.sites.models import Enterprise, GroupRule, Point, PointOverride
from anlan.records.sites.publication import (
    COLUMNS,
    config_request,
    override_fields,
    point_config,
    point_configs,
    rule_config,
)
from anlan.records.sites.services.limits import TIMINGS, limits_check, point_limits_reset, point_limits_set

Content = dict[str, Any]
#: The target of a rule over several points until its first version is published.
NEW_GROUP = "group:new"


class Act(NamedTuple):
    """Who puts a version in force, why, and from where."""

    actor: User
    reason: str
    request: Any = None


class Target(Protocol):
    """One thing that versions are made of."""

    key: str
    name: str
    unit: str

    @property
    def enterprise(self) -> Enterprise | None:
        """Whose it is; None when it concerns everybody."""

    def present(self) -> Content:
        """What is in force now."""

    def put(self, content: Content, act: Act) -> str:
        """Put ``content`` in force and ask for a configuration; returns the key of what it is now about.

        Raises:
            Invalid: it cannot be; ``fields`` says why.
        """

    def configs(self, content: Content) -> tuple[ConfigSnapshot, ConfigSnapshot]:
        """The part of the configuration this is about: as it is in force, and with ``content`` in its place."""


def target_of(key: str, content: Content | None = None, *, for_user: User | None = None) -> Target:
    """The target of ``key``. ``content`` tells a group that is not there yet which enterprise it is of.

    Raises:
        NotFound: no such thing, or not in the scope of ``for_user``.
    """
    kind, _, name = key.partition(":")
    scope = Scope.of(for_user) if for_user else Scope.everything()
    if kind == "kind" and rules_for(name) is not None:
        return KindTarget(name)
    if kind == "point" and name.isascii() and name.isdigit():
        if point := scope.filter(Point.objects.select_related("enterprise")).filter(pk=int(name)).first():
            return PointTarget(point)
    if kind == "group" and name.isascii() and name.isdigit():
        if rule := scope.filter(GroupRule.objects.select_related("enterprise")).filter(pk=int(name)).first():
            return GroupTarget(rule, rule.enterprise)
    if key == NEW_GROUP and content:
        if site := scope.filter(Enterprise.objects.all(), prefix="").filter(pk=content["enterprise_id"]).first():
            return GroupTarget(None, site)
    raise NotFound


class KindTarget:
    """Every point of a kind that has no override of its own."""

    enterprise: Enterprise | None = None

    def __init__(self, kind: str) -> None:
        rules = rule_set()[kind]
        self.kind, self.key, self.name, self.unit = kind, f"kind:{kind}", rules.name_zh, rules.unit

    def present(self) -> Content:
        """What is in force now."""
        kinds = kinds_in_force()
        return _settings(kind_fields(self.kind, self.unit, kinds), is_default=self.kind not in kinds)

    def put(self, content: Content, act: Act) -> str:
        """Replace the kind's settings, or let the rule set hold again."""
        if content["is_default"]:
            kind_settings_drop(kind=self.kind)
        else:
            limits_check(content["limits"])
            _check_timings(content["timings"], may_be_off=True)
            kind_settings_put(
                kind=self.kind, limits=content["limits"], timings=content["timings"], reason=act.reason
            )  # fmt: skip
        config_request(actor=act.actor, reason=f"发布 {self.name} 规则：{act.reason}"[:500], request=act.request)
        return self.key

    def configs(self, content: Content) -> tuple[ConfigSnapshot, ConfigSnapshot]:
        """All points of the kind; those with an override of their own keep it."""
        before = point_configs(Point.objects.filter(kind=self.kind, unit=self.unit).values_list("pk", flat=True))
        own = {row.point_id: row for row in PointOverride.objects.filter(ended_at=None, point__kind=self.kind)}
        fields = _fields(content) if not content["is_default"] else _shipped(self.kind, self.unit)
        after = [_replaced(p, fields, own.get(p.id)) for p in before]
        return _snapshot(before), _snapshot(after)


class PointTarget:
    """One point."""

    def __init__(self, point: Point) -> None:
        self.point, self.enterprise, self.unit = point, point.enterprise, point.unit
        self.key, self.name = f"point:{point.pk}", point.name

    def present(self) -> Content:
        """What is in force now."""
        override = PointOverride.objects.filter(point=self.point, ended_at=None).first()
        config = _of_point(self.point, override)
        values = {name: getattr(config, name) for name in TIMINGS}
        until = override.expires_at.isoformat() if override and override.expires_at else None
        return {**_settings({**values, "limits": config.limits}, is_default=override is None), "expires_at": until}

    def put(self, content: Content, act: Act) -> str:
        """Put an override in force, or end it."""
        if content["is_default"]:
            if PointOverride.objects.filter(point=self.point, ended_at=None).exists():
                point_limits_reset(actor=act.actor, point=self.point, reason=act.reason, request=act.request)
            return self.key
        _check_timings(content["timings"], may_be_off=False)
        until = content.get("expires_at")
        limits, timings = self._own(content)
        point_limits_set(
            actor=act.actor, point=self.point, reason=act.reason, limits=limits, timings=timings,
            expires_at=datetime.fromisoformat(until) if until else None, request=act.request,
        )  # fmt: skip
        return self.key

    def _own(self, content: Content) -> tuple[list[dict[str, Any]] | None, dict[str, float]]:
        """What differs from the kind, so that the point follows its kind in everything else."""
        kind = _settings(kind_fields(self.point.kind, self.unit, kinds_in_force()), is_default=True)
        limits_check(content["limits"])
        given = {k: v for k, v in content["timings"].items() if v is not None}
        timings = {k: v for k, v in given.items() if v != kind["timings"][k]}
        is_same = _fields({**content, "timings": {}}) == _fields({**kind, "timings": {}})
        return None if is_same else content["limits"], timings

    def configs(self, content: Content) -> tuple[ConfigSnapshot, ConfigSnapshot]:
        """This point alone."""
        before = point_configs([self.point.pk])
        if content["is_default"]:
            fields = kind_fields(self.point.kind, self.unit, kinds_in_force())
        else:
            fields = _fields(content)
        return _snapshot(before), _snapshot([_replaced(p, fields, None) for p in before])


class GroupTarget:
    """A rule over several points, or one that is not there yet."""

    unit = ""

    def __init__(self, rule: GroupRule | None, enterprise: Enterprise) -> None:
        self.rule, self.enterprise = rule, enterprise
        self.key, self.name = (f"group:{rule.pk}", rule.name) if rule else (NEW_GROUP, "新多点规则")

    def present(self) -> Content:
        """What is in force now; of a new rule, one that is off."""
        if self.rule is None:
            return {"enterprise_id": self.enterprise.pk, "is_enabled": False}
        fields = {name: getattr(self.rule, name) for name in group_rules.FIELDS}
        return {"enterprise_id": self.enterprise.pk, **fields}

    def put(self, content: Content, act: Act) -> str:
        """Make, change, withdraw or bring back the rule."""
        fields = {name: content[name] for name in group_rules.FIELDS if name in content}
        common: dict[str, Any] = {"actor": act.actor, "reason": act.reason, "request": act.request}
        if self.rule is None:
            rule = group_rules.group_rule_create(enterprise=self.enterprise, **common, **fields)
            return f"group:{rule.pk}"
        if fields.pop("rule") != self.rule.rule:
            raise Invalid(fields={"rule": "规则类型不能更改，请停用后新增一条。"})
        if self.rule.is_enabled and not content["is_enabled"]:
            group_rules.group_rule_withdraw(rule=self.rule, **common)
        else:
            group_rules.group_rule_update(rule=self.rule, **common, **fields)
        return self.key

    def configs(self, content: Content) -> tuple[ConfigSnapshot, ConfigSnapshot]:
        """Its points, before and after, without their own limits: only this rule is tried."""
        before = self.present()
        wanted = {*before.get("points", []), *content.get("points", [])}
        points = [msgspec.structs.replace(p, **_SILENT) for p in point_configs(wanted)]
        return self._with(points, before), self._with(points, content)

    def _with(self, points: list[PointConfig], content: Content) -> ConfigSnapshot:
        if not content["is_enabled"]:
            return _snapshot(points)
        fields = {name: content[name] for name in group_rules.FIELDS if name in content}
        row = GroupRule(pk=self.rule.pk if self.rule else 0, enterprise=self.enterprise, **fields)
        return msgspec.structs.replace(_snapshot(points), rules=[rule_config(row)])


#: A point none of whose own rules can raise.
_SILENT: dict[str, Any] = {"limits": [], **dict.fromkeys(TIMINGS)}


def _settings(fields: dict[str, Any], *, is_default: bool) -> Content:
    limits = [msgspec.to_builtins(limit) for limit in fields["limits"]]
    return {"is_default": is_default, "limits": limits, "timings": {name: fields.get(name) for name in TIMINGS}}


def _fields(content: Content) -> dict[str, Any]:
    return {**content["timings"], "limits": msgspec.convert(content["limits"], list[LimitConfig])}


def _shipped(kind: str, unit: str) -> dict[str, Any]:
    return {name: value for name, value in kind_fields(kind, unit, {}).items() if name in (*TIMINGS, "limits")}


def _replaced(point: PointConfig, fields: dict[str, Any], override: PointOverride | None) -> PointConfig:
    """The point with these settings; where it has an override of its own, only with what that leaves open."""
    held = set(override.timings) | ({"limits"} if override.limits is not None else set()) if override else set()
    named = {name: value for name, value in fields.items() if name in (*TIMINGS, "limits") and name not in held}
    return msgspec.structs.replace(point, **named)


def _of_point(point: Point, override: PointOverride | None) -> PointConfig:
    fields = {name: getattr(point, name) for name in COLUMNS}
    return point_config(fields, override_fields(override) if override else None, kinds_in_force())


def _snapshot(points: Sequence[PointConfig]) -> ConfigSnapshot:
    return ConfigSnapshot(version=0, published_at_ms=clock.now_ms(), points=list(points))


def _check_timings(timings: dict[str, Any], *, may_be_off: bool) -> None:
    for name, value in timings.items():
        if name not in TIMINGS:
            raise Invalid(fields={name: "不允许调整该项。"})
        if value is None and not may_be_off:
            continue  # of a point: as its kind has it
        if value is not None and value <= 0:
            raise Invalid(fields={"timings": "时间和速率应大于 0，留空表示不判定。"})
