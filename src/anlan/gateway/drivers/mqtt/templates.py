"""Point ids of recurring key sets, so that the names of a message are looked up once and not every time.

A gateway sends the same keys in the same order for years. The tuple of keys is the cache key; behind it lies a ready
int32 array of point ids (engine handbook, section 2: the look-up is the cost, not the JSON).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.gateway.driver import Registry

#: Memory for the templates of one gateway: room for about 20,000 keys, or for four times its registered points where
#: that is more (a point may travel in several key sets); beyond it that gateway's templates are built anew.
MOST_BYTES = 2_500_000
BYTES_PER_POINT = 4 * 200
#: An unregistered address is reported at most this often.
TELL_AGAIN_MS = 60_000
#: Unregistered addresses reported from one message, and from one gateway in a minute.
TELL_PER_MESSAGE = 20
TELL_PER_MINUTE = 200


@dataclass(slots=True)
class Template:
    """One key set of one gateway.

    point: int32 ids of the registered keys. places: their positions in the message, or None when all are registered.
    strangers: (position, address) of the others.
    """

    point: npt.NDArray[np.int32]
    places: npt.NDArray[np.int64] | None
    strangers: tuple[tuple[int, str], ...]
    tell_at_ms: int = 0
    told: int = 0


class GatewayPoints:
    """All templates of one gateway under one published configuration."""

    def __init__(self, registry: Registry, gateway_id: int) -> None:
        self.registry = registry
        self.gateway_id = gateway_id
        self._templates: dict[tuple[str, tuple[str, ...]], Template] = {}
        self._size = 0
        self._most_bytes = max(MOST_BYTES, BYTES_PER_POINT * registry.point_count(gateway_id))
        self._minute = 0
        self._turn = 0
        self._told_this_minute = 0

    def template(self, prefix: str, keys: tuple[str, ...]) -> Template:
        """The template of ``prefix + key`` for every key."""
        found = self._templates.get((prefix, keys))
        if found is None:
            found = self._build(prefix, keys)
            self._remember(prefix, keys, found)
        return found

    def strangers(self, template: Template, values: list[Any], now_ms: int) -> list[tuple[str, str]]:
        """(address, sample) of unregistered keys that are due to be reported; mostly nothing, at no cost."""
        if now_ms < template.tell_at_ms:
            return []
        count = len(template.strangers)
        chosen = [template.strangers[(template.told + n) % count] for n in range(min(count, TELL_PER_MESSAGE))]
        template.told += len(chosen)
        if template.told >= count:  # everybody had a turn
            template.told %= count
            template.tell_at_ms = now_ms + TELL_AGAIN_MS
        return [(address, str(values[place])[:100]) for place, address in chosen if self._may_tell(now_ms)]

    def some_strangers(self, strange: dict[str, Any], now_ms: int) -> list[tuple[str, str]]:
        """(address, sample) of unregistered keys of a message read without templates; others come next time."""
        names = list(strange)
        chosen = [names[(self._turn + n) % len(names)] for n in range(min(len(names), TELL_PER_MESSAGE))]
        self._turn += len(chosen)
        return [(name, str(strange[name])[:100]) for name in chosen if self._may_tell(now_ms)]

    def _may_tell(self, now_ms: int) -> bool:
        if now_ms // 60_000 != self._minute:
            self._minute, self._told_this_minute = now_ms // 60_000, 0
        self._told_this_minute += 1
        return self._told_this_minute <= TELL_PER_MINUTE

    def _build(self, prefix: str, keys: tuple[str, ...]) -> Template:
        ids = [self.registry.point_id(self.gateway_id, prefix + key) for key in keys]
        point = np.array([i for i in ids if i is not None], np.int32)
        point.flags.writeable = False
        strangers = tuple((n, prefix + keys[n]) for n, i in enumerate(ids) if i is None)
        places = np.array([n for n, i in enumerate(ids) if i is not None], np.int64) if strangers else None
        return Template(point, places, strangers)

    def _remember(self, prefix: str, keys: tuple[str, ...], template: Template) -> None:
        size = 200 + len(prefix) + sum(len(key) + 100 for key in keys)  # objects count as well as letters
        if self._size + size > self._most_bytes:
            self._templates.clear()
            self._size = 0
        if size <= self._most_bytes:
            self._templates[prefix, keys] = template
            self._size += size
