"""What other parts of the platform know about enterprises and points, asked without importing them.

The alarm log knows which points are in alarm, the work orders how many are open, the web process the newest reading.
Each offers a provider when it starts (in ``AppConfig.ready``); answers are merged into what the API returns.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from anlan.bus.messages import PointConfig, RuleConfig

#: Ids in, ``{id: {field: value}}`` out; ids without anything to say may be left out.
Provider = Callable[[list[int]], dict[int, dict[str, Any]]]

_of_points: dict[str, Provider] = {}
_of_enterprises: dict[str, Provider] = {}


class RuleJudge(Protocol):
    """Who knows the rule types that are installed. Records do not: they keep what was asked for."""

    def types(self) -> list[dict[str, Any]]:
        """Each installed rule over several points: name, titles, summary, JSON schema of its settings, example."""
        ...

    def problems(self, rules: Sequence[RuleConfig], points: Iterable[PointConfig]) -> dict[str, str]:
        """Rules, by id, that could not be judged over these points, and why, in Chinese."""
        ...


class _NoJudge:
    def types(self) -> list[dict[str, Any]]:
        return []

    def problems(self, rules: Sequence[RuleConfig], points: Iterable[PointConfig]) -> dict[str, str]:
        return {}


_judge: list[RuleJudge] = [_NoJudge()]


def offer_rule_judge(judge: RuleJudge) -> None:
    """Say who judges rules over several points."""
    _judge[0] = judge


def rule_judge() -> RuleJudge:
    """Who judges rules over several points; one that knows no rule type until somebody offered."""
    return _judge[0]


def offer_point_facts(name: str, provider: Provider) -> None:
    """Add a provider of ``latest`` or ``alarm_state``; offering the same name again replaces it."""
    _of_points[name] = provider


def offer_enterprise_facts(name: str, provider: Provider) -> None:
    """Add a provider of ``open_alarms`` or ``open_incidents``."""
    _of_enterprises[name] = provider


def point_facts(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Everything the providers say about these points."""
    return _gather(_of_points, list(ids))


def enterprise_facts(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Everything the providers say about these enterprises."""
    return _gather(_of_enterprises, list(ids))


def _gather(providers: dict[str, Provider], ids: list[int]) -> dict[int, dict[str, Any]]:
    facts: dict[int, dict[str, Any]] = {id_: {} for id_ in ids}
    for provider in providers.values():
        for id_, said in provider(ids).items():
            facts[id_].update(said)
    return facts
