"""Samples of what nobody registered: kept for one-click registration, and a flood of them costs nothing."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable

from anlan.bus.messages import UnknownSource
from anlan.domain.clock import Clock

Send = Callable[[str, UnknownSource], None]

#: One source is reported at most this often.
REPEAT_MS = 60_000
#: Sources remembered; beyond it the least recently seen is forgotten (and may be reported again).
MOST_REMEMBERED = 20_000
#: Reports a second in all; what exceeds it is reported on a later sample.
MOST_PER_S = 100


class Unknowns:
    """Decides which unregistered samples are worth sending on."""

    def __init__(self, clock: Clock, send: Send) -> None:
        self._clock = clock
        self._send = send
        self._reported: OrderedDict[tuple[str, str, str], int] = OrderedDict()
        self._second = 0
        self._this_second = 0
        self.count = 0

    def saw(self, source: UnknownSource) -> None:
        """One sample; sent on when this source was not reported lately."""
        self.count += 1
        key = (source.driver, source.gateway_code, source.address)
        now = self._clock.now_ms()
        last = self._reported.get(key)
        if (last is not None and now - last < REPEAT_MS) or not self._within_budget(now):
            return
        self._reported[key] = now
        self._reported.move_to_end(key)
        if len(self._reported) > MOST_REMEMBERED:
            self._reported.popitem(last=False)
        self._send(source_hash(key), source)

    def _within_budget(self, now_ms: int) -> bool:
        if now_ms // 1000 != self._second:
            self._second, self._this_second = now_ms // 1000, 0
        self._this_second += 1
        return self._this_second <= MOST_PER_S


def source_hash(key: tuple[str, str, str]) -> str:
    """A subject token for a source whose names may hold any character."""
    return hashlib.blake2b("\0".join(key).encode(), digest_size=12).hexdigest()
