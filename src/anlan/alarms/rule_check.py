"""Configured plug-in rules → instances that can be judged; the others are left out and named, and stop nobody."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from anlan.alarms.rule import Instance
from anlan.alarms.rule_catalogue import RuleType, rule_types
from anlan.bus.messages import PointConfig, RuleConfig
from anlan.kit.logs import get_logger

log = get_logger(__name__)


def usable_rules(
    configs: Sequence[RuleConfig], points: Iterable[PointConfig], partition: int | None, problems: list[str]
) -> list[RuleConfig]:
    """The rules of one partition that can be judged, by id; why others cannot is added to ``problems``."""
    kept: list[RuleConfig] = []
    for config, problem in judged(configs, points, partition):
        if problem:
            problems.append(f"rule {config.id} ({config.rule}): {problem}")
        else:
            kept.append(config)
    return sorted(kept, key=lambda config: config.id)


def judged(
    configs: Sequence[RuleConfig], points: Iterable[PointConfig], partition: int | None = None
) -> Iterator[tuple[RuleConfig, str]]:
    """Every rule of one partition (of all when None) with what is wrong with it; "" when it can be judged."""
    wanted = {p for config in configs for p in config.points}
    known = {p.id: p for p in points if p.id in wanted} if wanted else {}
    kept: set[str] = set()
    taken: set[tuple[int, str, str]] = set()
    for config in configs:
        mine = [known[p] for p in config.points if p in known]
        if partition is not None and mine and all(p.partition != partition for p in mine):
            continue  # another partition's
        problem = "the id occurs twice; give each rule its own" if config.id in kept else _problem(config, mine, taken)
        if not problem:
            kept.add(config.id)
        yield config, problem


def instances_of(configs: Sequence[RuleConfig]) -> dict[str, list[Instance[Any]]]:
    """Instances by rule type. What this machine cannot read any more is left out and logged."""
    found: dict[str, list[Instance[Any]]] = {}
    for config in configs:
        kind = rule_types().get(config.rule)
        if kind is None:
            log.error("rule is not installed any more; its alarms stand still", rule=config.rule, id=config.id)
            continue
        try:
            found.setdefault(config.rule, []).append(Instance(config, _settings(kind, config)))
        except msgspec.ValidationError as error:
            log.error("rule settings are not readable any more", rule=config.rule, id=config.id, error=str(error))
    return {name: group for name, group in found.items() if group}


def _settings(kind: RuleType, config: RuleConfig) -> Any:
    return msgspec.convert(config.settings, kind.Settings)


def _problem(config: RuleConfig, points: list[PointConfig], taken: set[tuple[int, str, str]]) -> str:
    kind = rule_types().get(config.rule)
    if kind is None:
        return f"no such rule; installed are {', '.join(sorted(rule_types()))}"
    problem = _common_problem(config, points)
    if problem:
        return problem
    try:
        settings = _settings(kind, config)
    except msgspec.ValidationError as error:
        return str(error)
    problem = kind.problem(config, settings, points)
    if problem:
        return problem
    names = {(config.points[0], config.rule, c.label) for c in kind.conditions(config, settings)}
    if names & taken:
        return "another rule of this kind has the same first point and label; give one of them another label"
    taken |= names
    return ""


def _common_problem(config: RuleConfig, points: list[PointConfig]) -> str:
    if not config.points or len(set(config.points)) < len(config.points):
        return "name at least one point, and none twice"
    if len(points) < len(config.points):
        missing = sorted(set(config.points) - {p.id for p in points})
        return f"point {', '.join(map(str, missing))} is not in the configuration"
    if len({p.partition for p in points}) > 1:
        return "its points are in different partitions; points of one rule must be on gateways of one partition"
    if not config.label or len(config.label) > 16:
        return "give it a label of 1 to 16 characters"
    if not (0 <= config.on_delay_s < float("inf") and 0 <= config.off_delay_s < float("inf")):
        return "delays must be 0 or more"
    return ""
