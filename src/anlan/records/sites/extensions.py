"""What other parts of the platform know about enterprises and points, asked without importing them.

The alarm log knows which points are in alarm, the work orders how many are open, the web process the newest reading.
Each offers a provider when it starts (in ``AppConfig.ready``); answers are merged into what the API returns.
"""

from collections.abc import Callable, Iterable
from typing import Any

#: Ids in, ``{id: {field: value}}`` out; ids without anything to say may be left out.
Provider = Callable[[list[int]], dict[int, dict[str, Any]]]

_of_points: dict[str, Provider] = {}
_of_enterprises: dict[str, Provider] = {}


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
