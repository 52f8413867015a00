"""Random but repeatable logs: every nuisance the field knows, in one stream."""

from dataclasses import dataclass

import numpy as np

from anlan.alarms.engine import LogEntry
from anlan.bus.messages import AlarmTransition, ConfigSnapshot, GatewayConfig, LimitConfig, PointConfig
from anlan.bus.readings import Readings
from anlan.domain.grades import Grade
from anlan.domain.quality import Quality

START_MS = 1_790_000_000_000


@dataclass
class Stream:
    """A configuration and the log that is evaluated with it."""

    config: ConfigSnapshot
    entries: list[LogEntry]


def _limits(rng: np.random.Generator, base: float) -> list[LimitConfig]:
    on, off = float(rng.choice([0, 3, 10])), float(rng.choice([0, 4]))
    shape = [("HH", 1, 10.0), ("H", 1, 6.0), ("L", -1, -6.0), ("LL", -1, -10.0)]
    return [
        LimitConfig(
            label=label,
            direction=1 if direction > 0 else -1,
            set_point=round(base + offset, 1),
            grade=Grade.RED if len(label) == 2 else Grade.YELLOW,
            deadband=float(rng.choice([0.0, 1.0])),
            on_delay_s=0.0 if label == "HH" else on,
            off_delay_s=off,
            strict=bool(rng.random() < 0.3),
        )
        for label, direction, offset in shape[: int(rng.integers(0, 5))]
    ]


def random_config(rng: np.random.Generator, points: int, gateways: int) -> ConfigSnapshot:
    """Points with zero to four limits and every rule on or off."""

    def maybe(value: float) -> float | None:
        return value if rng.random() < 0.8 else None

    return ConfigSnapshot(
        version=5,
        published_at_ms=0,
        gateways=[
            GatewayConfig(id=g + 1, code=f"G{g}", driver="mqtt", offline_after_s=float(rng.choice([0, 20, 60])))
            for g in range(gateways - 1)
        ],
        points=[
            PointConfig(
                id=3 * p + 1,
                gateway_id=p % gateways + 1,
                address=f"p{p}",
                kind="nh3_concentration",
                unit="ppm",
                over_range_is_high=bool(rng.random() < 0.5),
                limits=_limits(rng, 20.0 + p % 7),
                rate_limit_per_s=maybe(float(rng.choice([0.5, 2.0]))),
                stuck_after_s=maybe(float(rng.choice([5, 20]))),
                offline_after_s=maybe(float(rng.choice([8, 30]))),
                fault_after_s=maybe(float(rng.choice([0, 7]))),
            )
            for p in range(points)
        ],
    )


def random_stream(seed: int, steps: int = 60, least_points: int = 3, most_points: int = 60) -> Stream:
    """Batches with repeats, late, duplicate, bad, over-range and untrusted readings, silences, holes and ticks."""
    rng = np.random.default_rng(seed)
    points, gateways = int(rng.integers(least_points, most_points)), int(rng.integers(2, 5))
    config = random_config(rng, points, gateways)
    value = np.array([20.0 + p % 7 for p in range(points)])
    skew = rng.choice([0, 0, 0, -300_000, 20_000], points)
    entries: list[LogEntry] = []
    now = START_MS
    for step in range(steps):
        now += int(rng.choice([400, 1000, 3000, 5000, 20_000, 200_000], p=[0.2, 0.3, 0.25, 0.2, 0.04, 0.01]))
        logged = now + int(rng.integers(-2000, 1000))  # the server's clock may step back
        rows = _rows(rng, points, gateways, now, value, skew) if rng.random() < 0.85 else []
        entries.append(LogEntry(step * 3 + 1, logged, Readings.of(rows)))
    return Stream(config, entries)


def _rows(
    rng: np.random.Generator, points: int, gateways: int, now: int, value: np.ndarray, skew: np.ndarray
) -> list[tuple[int, int, float, int]]:
    count = int(rng.integers(1, 3 * points))
    who = rng.integers(0, points, count)
    if rng.random() < 0.3:
        who = who[who % gateways != 0]  # a gateway is silent
    if rng.random() < 0.3:
        who = who[who % 3 != 0]  # some points are silent
    rows: list[tuple[int, int, float, int]] = []
    stamps = np.sort(now - rng.integers(0, 5000, len(who)))
    for p, t in zip(who.tolist(), stamps.tolist(), strict=True):
        rows.append(_row(rng, p, t + int(skew[p]), value))
        if rng.random() < 0.03:
            rows.append(rows[-1])  # sent twice
    return rows


def _row(rng: np.random.Generator, p: int, t: int, value: np.ndarray) -> tuple[int, int, float, int]:
    if rng.random() > 0.3:
        value[p] += rng.normal(0, 3)
    if rng.random() < 0.03:
        value[p] = 20.0 + p % 7
    if rng.random() < 0.05:
        t -= int(rng.choice([3000, 9000, 400_000]))
    quality = int(Quality.GOOD)
    if rng.random() < 0.12:
        quality = int(rng.choice([int(q) for q in Quality]))
    reading = float("nan") if quality == Quality.NOT_A_NUMBER or rng.random() < 0.01 else round(float(value[p]), 1)
    unknown = rng.random() < 0.01
    return (99_999 if unknown else 3 * p + 1, t, reading, quality)


def plain(transition: AlarmTransition) -> tuple[object, ...]:
    """A transition without its id, which says how the log was cut into messages."""
    t = transition
    return (
        t.alarm_id, t.kind, t.point_id, t.rule, t.label, t.grade, t.at_ms, t.logged_at_ms, t.value, t.set_point,
        t.config_version, t.is_late, t.peak, t.is_over_range,
    )  # fmt: skip
