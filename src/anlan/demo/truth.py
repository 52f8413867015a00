"""What must be expected: a plain second opinion on the readings that were really delivered.

It shares no code with the alarm engine. One reading at a time, one small state machine for each limit, it asks what
the published limits and delays mean for exactly the values that the platform has acknowledged. Where the answer
depends on the moment a silent second is noticed (a condition that ends within the very second its delay runs out), the
expectation is ``possible`` instead of ``certain``: raised or not, both are right.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Literal

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, LimitConfig, PointConfig
from anlan.domain.quality import EQUIPMENT_FAULTS, UNTRUSTED_STAMPS, Quality

#: How far apart the engine's clock and the plant's stamps may be where time itself decides.
CLOCK_TOLERANCE_MS = 1500


@dataclass(slots=True)
class Expectation:
    """One occurrence of an alarm condition.

    began_ms: stamp of the first reading beyond the limit. due_ms: when its on-delay was over. ended_ms: stamp of
    the reading that ended it, or None while it lasts. sent_at_ms: when the reading that decided it was sent, None
    where time decided. is_late: the deciding reading came out of a backlog.
    """

    point_id: int
    rule: str
    label: str
    began_ms: int
    due_ms: int
    certainty: Literal["certain", "possible"] = "certain"
    ended_ms: int | None = None
    sent_at_ms: int | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """A reading that the platform has acknowledged: stamp and sending time in ms, domain quality."""

    ts_ms: int
    value: float
    quality: int
    sent_at_ms: int
    is_late: bool = False


class LimitTruth:
    """One limit of one point: began, waited out its on-delay, came back, waited out its off-delay."""

    def __init__(self, point_id: int, limit: LimitConfig) -> None:
        self.point_id = point_id
        self.limit = limit
        self._since: int | None = None  # stamp of the first reading beyond
        self._back_since: int | None = None  # while standing: first reading that came back
        self.standing: Expectation | None = None

    def feed(self, reading: Delivered, value: float) -> Iterator[Expectation]:
        """Judge one reading, ``value`` being infinite for over-range; yields what it begins."""
        if self.standing is None:
            yield from self._judge_waiting(reading, value)
        else:
            yield from self._judge_standing(reading, value)

    def _is_beyond(self, value: float) -> bool:
        side = self.limit.direction * (value - self.limit.set_point)
        return side > 0 if self.limit.strict else side >= 0

    def _is_back(self, value: float) -> bool:
        return self.limit.direction * (value - self.limit.set_point) < -self.limit.deadband

    def _judge_waiting(self, reading: Delivered, value: float) -> Iterator[Expectation]:
        delay_ms = round(self.limit.on_delay_s * 1000)
        if self._is_beyond(value):
            self._since = reading.ts_ms if self._since is None else self._since
            if reading.ts_ms - self._since >= delay_ms:
                yield self._begin(reading, delay_ms, "certain")
        elif self._since is not None:
            # It came back. Had the delay run out between this reading and the one before, a clock may have seen it.
            if delay_ms and reading.ts_ms - self._since > delay_ms - CLOCK_TOLERANCE_MS:
                maybe = self._begin(reading, delay_ms, "possible")
                maybe.ended_ms = reading.ts_ms
                self.standing = None
                yield maybe
            self._since = None

    def _begin(self, reading: Delivered, delay_ms: int, certainty: Literal["certain", "possible"]) -> Expectation:
        began = reading.ts_ms if self._since is None else self._since
        self.standing = Expectation(
            self.point_id,
            "limit",
            self.limit.label,
            began,
            began + delay_ms,
            certainty,
            sent_at_ms=None if delay_ms else reading.sent_at_ms,
            is_late=reading.is_late,
        )
        self._since = None
        self._back_since = None
        return self.standing

    def _judge_standing(self, reading: Delivered, value: float) -> Iterator[Expectation]:
        assert self.standing is not None
        off_ms = round(self.limit.off_delay_s * 1000)
        if not self._is_back(value):
            since, self._back_since = self._back_since, None
            if since is not None and reading.ts_ms - since > off_ms - CLOCK_TOLERANCE_MS and self._is_beyond(value):
                # A clock may have cleared it between the two readings; then this one begins it anew.
                due = reading.ts_ms + round(self.limit.on_delay_s * 1000)
                yield Expectation(
                    self.point_id, "limit", self.limit.label, reading.ts_ms, due, "possible", self.standing.ended_ms
                )
            return
        self._back_since = reading.ts_ms if self._back_since is None else self._back_since
        if reading.ts_ms - self._back_since >= off_ms:
            self.standing.ended_ms = reading.ts_ms
            self.standing = None


@dataclass(slots=True)
class PointTruth:
    """Everything that is expected of one point, kept up reading by reading."""

    config: PointConfig
    found: list[Expectation] = field(default_factory=list)
    _limits: list[LimitTruth] = field(default_factory=list)
    _last_ms: int = -(2**62)
    _previous: Delivered | None = None  # newest good reading since the last over-range
    _fast: Expectation | None = None
    _ill_since: int | None = None
    _fault: Expectation | None = None
    _still: Delivered | None = None  # first reading of the present value
    _stuck: Expectation | None = None

    def __post_init__(self) -> None:
        """One machine for each published limit."""
        self._limits = [LimitTruth(self.config.id, limit) for limit in self.config.limits]

    def feed(self, reading: Delivered) -> bool:
        """One delivered reading. False for one that decides nothing: older than the newest, or its stamp is absurd."""
        if Quality(reading.quality) in UNTRUSTED_STAMPS or reading.ts_ms <= self._last_ms:
            return False
        self._last_ms = reading.ts_ms
        self._feed_fault(reading)
        if reading.quality == Quality.OVER_RANGE and self.config.over_range_is_high:
            self._previous = None
            self._feed_limits(reading, math.inf)
        elif reading.quality == Quality.GOOD:
            self._feed_rate(reading)
            self._feed_stuck(reading)
            self._previous = reading
            self._feed_limits(reading, reading.value)
        return True

    def _feed_limits(self, reading: Delivered, value: float) -> None:
        for limit in self._limits:
            self.found.extend(limit.feed(reading, value))

    def _feed_fault(self, reading: Delivered) -> None:
        after_s = self.config.fault_after_s
        if after_s is None:
            return
        if reading.quality not in EQUIPMENT_FAULTS:
            _end(self._fault, reading)
            self._ill_since = self._fault = None
            return
        self._ill_since = reading.ts_ms if self._ill_since is None else self._ill_since
        if self._fault is None and reading.ts_ms - self._ill_since >= after_s * 1000:
            self._fault = self._begin("fault", self._ill_since, round(after_s * 1000))

    def _feed_rate(self, reading: Delivered) -> None:
        limit, before = self.config.rate_limit_per_s, self._previous
        if not limit or before is None:
            return
        is_fast = abs(reading.value - before.value) > limit * (reading.ts_ms - before.ts_ms) / 1000
        if not is_fast:
            _end(self._fast, reading)
            self._fast = None
        elif self._fast is None:
            self._fast = self._begin("rate_of_change", reading.ts_ms, 0)

    def _feed_stuck(self, reading: Delivered) -> None:
        after_s = self.config.stuck_after_s
        if not after_s:
            return
        if self._still is None or reading.value != self._still.value:
            _end(self._stuck, reading)
            self._still, self._stuck = reading, None
        elif self._stuck is None and reading.ts_ms - self._still.ts_ms >= after_s * 1000:
            self._stuck = self._begin("stuck", self._still.ts_ms, round(after_s * 1000))

    def _begin(self, rule: str, began_ms: int, delay_ms: int) -> Expectation:
        begun = Expectation(self.config.id, rule, rule, began_ms, began_ms + delay_ms)
        self.found.append(begun)
        return begun


def _end(standing: Expectation | None, reading: Delivered) -> None:
    if standing is not None:
        standing.ended_ms = reading.ts_ms


@dataclass(slots=True)
class GatewayTruth:
    """Silence of one gateway: the alarm of the line stands on its point with the lowest id.

    Times are the moments at which the platform acknowledged a usable reading, not stamps.
    """

    point_id: int
    silent_s: float
    found: list[Expectation] = field(default_factory=list)
    _seen_ms: int | None = None

    def heard(self, at_ms: int) -> None:
        """A usable reading of any of its points was acknowledged."""
        if self._seen_ms is not None:
            self._judge(self._seen_ms, at_ms, at_ms)
        self._seen_ms = at_ms

    def close(self, at_ms: int) -> None:
        """The run is over: a silence that still lasts is judged as well."""
        if self._seen_ms is not None:
            self._judge(self._seen_ms, at_ms, None)

    def _judge(self, since_ms: int, until_ms: int, ended_ms: int | None) -> None:
        over_ms = until_ms - since_ms - round(self.silent_s * 1000)
        if over_ms < -2 * CLOCK_TOLERANCE_MS:
            return
        due = since_ms + round(self.silent_s * 1000)
        certainty: Literal["certain", "possible"] = "certain" if over_ms > 2 * CLOCK_TOLERANCE_MS else "possible"
        self.found.append(Expectation(self.point_id, "offline", "GATEWAY", since_ms, due, certainty, ended_ms))


class Truth:
    """The second opinion on all points of the demo."""

    def __init__(self, snapshot: ConfigSnapshot, point_ids: Collection[int]) -> None:
        configs = [p for p in snapshot.points if p.id in set(point_ids)]
        self._points = {p.id: PointTruth(p) for p in configs}
        self._gateway_of = {p.id: p.gateway_id for p in configs}
        self._gateways = {
            gateway.id: GatewayTruth(
                min(p.id for p in snapshot.points if p.gateway_id == gateway.id), silent_after_s(snapshot, gateway)
            )
            for gateway in snapshot.gateways
            if gateway.id in set(self._gateway_of.values())
        }

    def delivered(self, point_id: int, reading: Delivered, acknowledged_at_ms: int) -> None:
        """The platform has acknowledged a reading; call in the order in which they were acknowledged."""
        point = self._points.get(point_id)
        if point is not None and point.feed(reading):
            self._gateways[self._gateway_of[point_id]].heard(acknowledged_at_ms)

    def close(self, at_ms: int) -> None:
        """The run is over."""
        for gateway in self._gateways.values():
            gateway.close(at_ms)

    def expectations(self) -> list[Expectation]:
        """Everything found so far, oldest first."""
        parts: list[PointTruth | GatewayTruth] = [*self._points.values(), *self._gateways.values()]
        return sorted((e for part in parts for e in part.found), key=lambda e: (e.due_ms, e.point_id, e.label))


def silent_after_s(snapshot: ConfigSnapshot, gateway: GatewayConfig) -> float:
    """When a gateway counts as silent: at its own limit, or when every one of its points is overdue."""
    own = [p.offline_after_s for p in snapshot.points if p.gateway_id == gateway.id and p.offline_after_s]
    return min(gateway.offline_after_s, max(own)) if own else gateway.offline_after_s
