"""The rules said slowly: one reading, one point, one rule at a time, in plain Python.

This is the oracle. It shares no code with the fused loops; read it to know what the engine does, and compare any
other implementation with it. It is some hundred times slower, and meant to be.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from anlan.bus.messages import AlarmTransition, ConfigSnapshot, GatewayConfig, LimitConfig, PointConfig
from anlan.domain.grades import Grade, worst
from anlan.domain.quality import EQUIPMENT_FAULTS, UNTRUSTED_STAMPS, Quality

LOG_HOLE_MS = 5_000  # the log is never silent for longer while the platform lives
BACKFILL_MS = 120_000
DEFAULT_GATEWAY_SILENT_S = 90.0

Reading = tuple[int, int, float, int]  # point, ts_ms, value, quality


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


@dataclass
class Condition:
    """One thing that can be wrong: a limit of a point, a rule of a point, or a gateway's silence."""

    rule: str
    label: str
    grade: Grade
    set_point: float
    is_low: bool = False
    is_active: bool = False
    pending_on: int | None = None
    pending_off: int | None = None
    raised_ms: int | None = None
    excursion: list[float] = field(default_factory=list)  # of a limit: every value judged since it was first beyond


@dataclass
class Gateway:
    """A gateway and when it was heard."""

    silent_ms: int | None
    patience_ms: int | None
    lowest_point: int
    condition: Condition
    seen: int | None = None
    back: int | None = None
    alarm_point: int = 0


@dataclass
class Point:
    """A point, its conditions, and what was last read."""

    config: PointConfig
    gateway: Gateway
    limits: list[tuple[LimitConfig, Condition]]
    rate: Condition
    stuck: Condition
    offline: Condition
    fault: Condition
    last_stamp: int | None = None
    seen: int | None = None
    lag: int = 0
    good: tuple[int, float] | None = None
    still: tuple[int, float] | None = None
    ill_since: int | None = None
    can_be_believed: bool = True


@dataclass
class Reference:
    """The whole engine for one configuration. ``out`` collects (point, condition, kind, at_ms, …) as transitions."""

    config: ConfigSnapshot
    log_ms: int = 0
    hole_ms: int = 0
    tick_second: int = 0
    late: int = 0
    untrusted: int = 0
    unknown: int = 0
    out: list[AlarmTransition] = field(default_factory=list)
    points: dict[int, Point] = field(default_factory=dict)
    gateways: dict[int, Gateway] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = {g.id: g for g in self.config.gateways}
        mine: dict[int, list[PointConfig]] = {}
        for point in self.config.points:
            mine.setdefault(point.gateway_id, []).append(point)
        for gateway_id in sorted(mine):
            self.gateways[gateway_id] = _gateway(own.get(gateway_id), mine[gateway_id])
        for config in sorted(self.config.points, key=lambda p: p.id):
            self.points[config.id] = _point(config, self.gateways[config.gateway_id])

    @property
    def now(self) -> int:
        """The engine's running clock: log time without the holes in the log."""
        return self.log_ms - self.hole_ms

    def entry(self, seq: int, logged_at_ms: int, readings: Iterable[Reading]) -> list[AlarmTransition]:
        """One message of the log; returns its transitions."""
        before = len(self.out)
        if self.log_ms - logged_at_ms > 2000:
            self._step_back(logged_at_ms)
        if logged_at_ms > self.log_ms:
            if logged_at_ms - self.log_ms > LOG_HOLE_MS:
                self.hole_ms += logged_at_ms - self.log_ms - 1000
            self.log_ms = logged_at_ms
        if self.log_ms // 1000 != self.tick_second:
            self.tick_second = self.log_ms // 1000
            self._tick()
        for reading in readings:
            self._read(*reading)
        mine = self.out[before:]
        return [_with_id(t, f"0-{seq}-{n}") for n, t in enumerate(mine)]

    def _step_back(self, logged_at_ms: int) -> None:
        """For our clock a second has passed; stamps that are now in the future move, and what counts from them."""
        step = self.log_ms + 1000 - logged_at_ms
        self.log_ms, self.hole_ms = logged_at_ms, self.hole_ms - step
        for point in self.points.values():
            if point.last_stamp is None or point.last_stamp <= logged_at_ms:
                continue
            point.last_stamp -= step
            point.good = None if point.good is None else (point.good[0] - step, point.good[1])
            point.still = None if point.still is None else (point.still[0] - step, point.still[1])
            point.ill_since = None if point.ill_since is None else point.ill_since - step
            for _, condition in point.limits:
                condition.pending_on = None if condition.pending_on is None else condition.pending_on - step
                condition.pending_off = None if condition.pending_off is None else condition.pending_off - step

    # --- a reading ---------------------------------------------------------------------------------

    def _read(self, point_id: int, t: int, x: float, quality: int) -> None:
        point = self.points.get(point_id)
        if point is None:
            self.unknown += 1
        elif quality in UNTRUSTED_STAMPS:
            self.untrusted += 1
        elif point.last_stamp is not None and t <= point.last_stamp:
            self.late += 1
        else:
            self._usable(point, t, x, quality if x == x or quality != Quality.GOOD else Quality.NOT_A_NUMBER)

    def _usable(self, point: Point, t: int, x: float, quality: int) -> None:
        self._learn_lag(point, t)
        self._hear_gateway(point.gateway)
        if point.offline.is_active:
            self._clear(point, point.offline, self.log_ms, None, punctual=True)
        point.seen, point.last_stamp = self.now, t
        self._fault(point, t, quality in EQUIPMENT_FAULTS)
        point.can_be_believed = True
        if quality == Quality.GOOD:
            self._rate(point, t, x)
            self._stuck(point, t, x)
            point.good = (t, x)
            self._limits(point, t, x, x)
        elif quality == Quality.OVER_RANGE and point.config.over_range_is_high:
            point.good = None
            self._limits(point, t, float("inf"), None)
        else:
            point.can_be_believed = False

    def _learn_lag(self, point: Point, t: int) -> None:
        lag = self.log_ms - t
        if lag <= point.lag:
            point.lag = max(lag, 0)
        elif point.seen is not None:
            point.lag += min(lag - point.lag, min(self.now - point.seen, 60_000) // 2)

    def _hear_gateway(self, gateway: Gateway) -> None:
        if gateway.seen is not None and gateway.patience_ms is not None:
            if self.now - gateway.seen > gateway.patience_ms:
                gateway.back = self.now
        gateway.seen = self.now
        if gateway.condition.is_active:
            gateway.condition.is_active = False
            raised = gateway.condition.raised_ms or 0
            self._emit(gateway.alarm_point, gateway.condition, "cleared", max(self.log_ms, raised), None, False)

    def _fault(self, point: Point, t: int, is_fault: bool) -> None:
        after = _ms(point.config.fault_after_s)
        if not is_fault:
            point.ill_since = None
            if point.fault.is_active:
                self._clear(point, point.fault, t, None)
            return
        if point.ill_since is None:
            point.ill_since = t
        if after is not None and not point.fault.is_active and t - point.ill_since >= after:
            self._raise(point, point.fault, t, None)

    def _rate(self, point: Point, t: int, x: float) -> None:
        allowed = point.config.rate_limit_per_s
        if not allowed or allowed < 0 or point.good is None:
            return
        before, value = point.good
        is_fast = abs(x - value) * 1000.0 > allowed * (t - before)
        if is_fast and not point.rate.is_active:
            self._raise(point, point.rate, t, x)
        elif point.rate.is_active and not is_fast:
            self._clear(point, point.rate, t, x)

    def _stuck(self, point: Point, t: int, x: float) -> None:
        after = _ms(point.config.stuck_after_s)
        if point.still is None or point.still[1] != x:
            point.still = (t, x)
            if point.stuck.is_active:
                self._clear(point, point.stuck, t, x)
        elif after and not point.stuck.is_active and t - point.still[0] >= after:
            self._raise(point, point.stuck, t, x)

    def _limits(self, point: Point, t: int, x: float, shown: float | None) -> None:
        for limit, condition in point.limits:
            beyond = x > limit.set_point if limit.direction > 0 else x < limit.set_point
            beyond = beyond or (x == limit.set_point and not limit.strict)
            distance = limit.direction * (x - limit.set_point)
            if condition.is_active or beyond:
                condition.excursion.append(x)
            else:
                condition.excursion.clear()
            if condition.is_active:
                self._may_clear(point, limit, condition, t, shown, distance < -limit.deadband)
            else:
                self._may_raise(point, limit, condition, t, shown, beyond)

    def _may_raise(
        self, point: Point, limit: LimitConfig, condition: Condition, t: int, shown: float | None, beyond: bool
    ) -> None:
        if not beyond:
            condition.pending_on = None
            return
        if condition.pending_on is None:
            condition.pending_on = t
        if t - condition.pending_on >= round(limit.on_delay_s * 1000):
            self._raise(point, condition, t, shown)

    def _may_clear(
        self, point: Point, limit: LimitConfig, condition: Condition, t: int, shown: float | None, safe: bool
    ) -> None:
        if not safe:
            condition.pending_off = None
            return
        if condition.pending_off is None:
            condition.pending_off = t
        if t - condition.pending_off >= round(limit.off_delay_s * 1000):
            self._clear(point, condition, t, shown)

    # --- time passing --------------------------------------------------------------------------------

    def _tick(self) -> None:
        for gateway in self.gateways.values():
            silent = gateway.silent_ms
            if gateway.seen is None or silent is None or gateway.condition.is_active:
                continue
            if self.now - gateway.seen > silent:
                gateway.alarm_point = gateway.lowest_point
                condition = gateway.condition
                start = self.log_ms if condition.raised_ms is None else max(self.log_ms, condition.raised_ms + 1)
                condition.is_active, condition.raised_ms = True, start
                self._emit(gateway.alarm_point, condition, "raised", start, None, False)
        for point in self.points.values():
            if point.seen is not None:
                self._tick_point(point)

    def _tick_point(self, point: Point) -> None:
        assert point.seen is not None
        assert point.last_stamp is not None
        assert point.gateway.seen is not None
        after = _ms(point.config.offline_after_s)
        since = point.seen if point.gateway.back is None else max(point.seen, point.gateway.back)
        if after and not point.offline.is_active and point.gateway.seen - since > after:
            self._raise(point, point.offline, self.log_ms, None, punctual=True)
        if point.offline.is_active or point.gateway.condition.is_active:
            return
        present = point.last_stamp + self.now - point.seen  # the device's own clock, as far as we know
        ill_after = _ms(point.config.fault_after_s)
        if point.ill_since is not None and ill_after is not None and not point.fault.is_active:
            if present - point.ill_since >= ill_after:
                self._raise(point, point.fault, point.ill_since + ill_after, None)
        if point.can_be_believed:
            self._tick_limits(point, present)

    def _tick_limits(self, point: Point, present: int) -> None:
        value = point.good[1] if point.good else None
        for limit, condition in point.limits:
            on, off = round(limit.on_delay_s * 1000), round(limit.off_delay_s * 1000)
            if condition.pending_on is not None and present - condition.pending_on >= on:
                self._raise(point, condition, condition.pending_on + on, value)
            elif condition.pending_off is not None and present - condition.pending_off >= off:
                self._clear(point, condition, condition.pending_off + off, value)

    # --- what comes out ------------------------------------------------------------------------------

    def _raise(self, point: Point, condition: Condition, at: int, value: float | None, punctual: bool = False) -> None:
        if condition.raised_ms is not None:
            at = max(at, condition.raised_ms + 1)
        condition.is_active, condition.raised_ms = True, at
        condition.pending_on = condition.pending_off = None
        self._emit(point.config.id, condition, "raised", at, value, not punctual and self._is_late(point, at))

    def _clear(self, point: Point, condition: Condition, at: int, value: float | None, punctual: bool = False) -> None:
        at = max(at, condition.raised_ms or 0)
        condition.is_active = False
        condition.pending_on = condition.pending_off = None
        self._emit(point.config.id, condition, "cleared", at, value, not punctual and self._is_late(point, at))
        condition.excursion.clear()

    def _is_late(self, point: Point, at: int) -> bool:
        return self.log_ms - at - point.lag > BACKFILL_MS

    def _emit(
        self, point_id: int, condition: Condition, kind: str, at: int, value: float | None, is_late: bool
    ) -> None:
        worst = _worst(condition)
        name = f"{point_id}.{condition.rule}.{condition.label}.{condition.raised_ms}"
        self.out.append(
            AlarmTransition(
                id="",
                alarm_id=name,
                kind="raised" if kind == "raised" else "cleared",
                point_id=point_id,
                rule=condition.rule,
                label=condition.label,
                grade=condition.grade,
                at_ms=at,
                logged_at_ms=self.log_ms,
                value=value,
                set_point=condition.set_point,
                config_version=self.config.version,
                is_late=is_late,
                peak=worst if worst not in (float("inf"), float("-inf")) else None,
                is_over_range=worst in (float("inf"), float("-inf")),
            )
        )


def _worst(condition: Condition) -> float | None:
    if not condition.excursion:
        return None
    return min(condition.excursion) if condition.is_low else max(condition.excursion)


def _with_id(transition: AlarmTransition, name: str) -> AlarmTransition:
    from msgspec.structs import replace

    return replace(transition, id=name)


def _gateway(config: GatewayConfig | None, points: list[PointConfig]) -> Gateway:
    own = config.offline_after_s if config else DEFAULT_GATEWAY_SILENT_S
    limits = [round(own * 1000)] if own > 0 else []
    after = [round(p.offline_after_s * 1000) for p in points if p.offline_after_s]
    silent = min([*limits, max(after)] if after else limits, default=None)
    patience = min(([silent] if silent is not None else []) + after, default=None)
    grade = worst([p.offline_grade for p in points if p.offline_after_s] or [Grade.YELLOW])
    set_point = silent / 1000 if silent is not None else 0.0
    return Gateway(silent, patience, min(p.id for p in points), Condition("offline", "GATEWAY", grade, set_point))


def _point(config: PointConfig, gateway: Gateway) -> Point:
    limits = [(x, Condition("limit", x.label, x.grade, x.set_point, x.direction < 0)) for x in config.limits]

    def rule(name: str, grade: Grade, set_point: float | None) -> Condition:
        return Condition(name, name, grade, set_point or 0.0)

    return Point(
        config,
        gateway,
        limits,
        rule("rate_of_change", config.rate_grade, config.rate_limit_per_s),
        rule("stuck", config.stuck_grade, config.stuck_after_s),
        rule("offline", config.offline_grade, config.offline_after_s),
        rule("fault", config.fault_grade, config.fault_after_s),
    )
