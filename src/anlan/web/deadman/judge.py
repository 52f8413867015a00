"""Is the path alive? Pure: readings that left, readings that came out at the two ends, and the clock."""

from collections import deque
from dataclasses import dataclass, field

#: Sent readings that are remembered; older ones prove nothing any more.
REMEMBERED = 200


@dataclass(slots=True)
class Judge:
    """All times are seconds of one monotonic clock; ``sent_ms`` names a reading.

    A pass counts from when its reading was *sent*: a backlog that arrives late does not prove that the path is well.
    """

    missing_after_s: float
    started_s: float
    last_error: str = ""
    _sent: dict[int, float] = field(default_factory=dict)
    _order: deque[int] = field(default_factory=deque)
    _taken_s: float = float("-inf")
    _shown_s: float = float("-inf")
    _delivered_s: float = float("-inf")

    def sent(self, sent_ms: int, now_s: float) -> None:
        """A reading is about to leave."""
        self._sent[sent_ms] = now_s
        self._order.append(sent_ms)
        while len(self._order) > REMEMBERED:
            self._sent.pop(self._order.popleft(), None)

    def taken(self, sent_ms: int) -> None:
        """The gateway acknowledged it."""
        self._taken_s = max(self._taken_s, self._sent.get(sent_ms, float("-inf")))

    def shown(self, sent_ms: int) -> None:
        """Its alarm came out of the push side."""
        self._shown_s = max(self._shown_s, self._sent.get(sent_ms, float("-inf")))

    def delivered(self, sent_ms: int) -> None:
        """Its message came out of the test channel."""
        self._delivered_s = max(self._delivered_s, self._sent.get(sent_ms, float("-inf")))

    def problems(self, now_s: float) -> list[str]:
        """What is broken, nearest to the field first; empty when all is well or the start is too recent."""
        found = []
        if self._is_missing(self._taken_s, now_s):
            found.append(f"采集入口不接收数据（{self.last_error or '无应答'}），请检查 gateway 与 nats")
        if self._is_missing(self._shown_s, now_s):
            found.append("报警未能推送到屏幕，请检查 nats、alarms、worker、web")
        if self._is_missing(self._delivered_s, now_s):
            found.append("通知未能发出，请检查 nats、alarms、worker")
        return found

    def is_proven(self) -> bool:
        """True once a whole pass has been seen."""
        return min(self._taken_s, self._shown_s, self._delivered_s) > float("-inf")

    def _is_missing(self, last_s: float, now_s: float) -> bool:
        return now_s - max(last_s, self.started_s) > self.missing_after_s
