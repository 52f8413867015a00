"""The curve of one point as an SVG picture: band from lowest to highest, the set points, when the alarm stood."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from anlan.domain.clock import LOCAL, from_ms

WIDTH, HEIGHT = 680, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 92, 14, 30
Scale = Callable[[float], float]
COLOURS = {"red": "#c8102e", "orange": "#c24e00", "yellow": "#8a6d00", "blue": "#1463c7"}


@dataclass(frozen=True)
class SetPoint:
    """A limit that was in force when it raised."""

    label: str
    value: float
    grade: str


@dataclass(frozen=True)
class Curve:
    """Buckets of one point, oldest first; times in ms since 1970."""

    name: str
    unit: str
    from_ms: int
    to_ms: int
    ts_ms: Sequence[int]
    low: Sequence[float | None]
    high: Sequence[float | None]
    set_points: Sequence[SetPoint]
    stood: Sequence[tuple[int, int]]

    @property
    def peak(self) -> float | None:
        """The highest value in the window."""
        return max((value for value in self.high if value is not None), default=None)


def svg(curve: Curve, font: str) -> str:
    """Draw it; times are local, on the 24-hour clock."""
    values = [v for v in (*curve.low, *curve.high) if v is not None] + [s.value for s in curve.set_points]
    step = _step(max([1.0, *values]) - min([0.0, *values]))
    bottom = step * math.floor(min([0.0, *values]) / step)
    top = step * math.ceil(max([1.0, *values]) * 1.02 / step)

    def x(ms: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (ms - curve.from_ms) / max(1, curve.to_ms - curve.from_ms)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (top - value) / (top - bottom)

    parts = [_frame(curve, x), _values(bottom, top, step, y), _band(curve, x, y)]
    parts += [_limit(one, y) for one in curve.set_points]
    unit = f'<text x="{LEFT}" y="10" font-size="10" fill="#444">{escape(curve.unit)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="{escape(font)}" font-size="10">{unit}{"".join(parts)}</svg>'
    )


def _step(span: float) -> float:
    """A distance of 1, 2 or 5 times a power of ten that cuts ``span`` into four to ten parts."""
    power = 10.0 ** math.floor(math.log10(span / 4))
    return max(power * n for n in (1, 2, 5) if power * n <= span / 4)


def _frame(curve: Curve, x: Scale) -> str:
    at = x
    stood = "".join(
        f'<rect x="{at(begin):.1f}" y="{TOP}" width="{max(1.0, at(end) - at(begin)):.1f}" '
        f'height="{HEIGHT - TOP - BOTTOM}" fill="#fdecef"/>'
        for begin, end in curve.stood
    )
    step = (curve.to_ms - curve.from_ms) / 4
    shape = "%H:%M:%S" if timedelta(milliseconds=step) < timedelta(minutes=2) else "%H:%M"
    ticks = "".join(
        f'<text x="{at(ms):.1f}" y="{HEIGHT - 12}" text-anchor="middle" fill="#444">'
        f"{from_ms(round(ms)).astimezone(LOCAL):{shape}}</text>"
        for ms in (curve.from_ms + step * n for n in range(5))
    )
    right = WIDTH - RIGHT
    axes = f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{right}" fill="none" stroke="#444" stroke-width="1"/>'
    return stood + axes + ticks


def _values(bottom: float, top: float, step: float, y: Scale) -> str:
    at = y
    rows = [bottom + step * n for n in range(round((top - bottom) / step) + 1)]
    return "".join(
        f'<text x="{LEFT - 6}" y="{at(value) + 3:.1f}" text-anchor="end" fill="#444">{value:.4g}</text>'
        for value in rows
    )


def _band(curve: Curve, x: Scale, y: Scale) -> str:
    """Lowest to highest per bucket; a gap in the readings is a gap in the drawing."""
    at, up = x, y
    runs: list[list[tuple[int, float, float]]] = [[]]
    for ms, low, high in zip(curve.ts_ms, curve.low, curve.high, strict=True):
        if low is None or high is None:
            runs.append([])
        else:
            runs[-1].append((ms, low, high))
    drawn = []
    for run in (run for run in runs if run):
        over = " ".join(f"{at(ms):.1f},{up(high):.1f}" for ms, _, high in run)
        under = " ".join(f"{at(ms):.1f},{up(low):.1f}" for ms, low, _ in reversed(run))
        drawn.append(f'<polygon points="{over} {under}" fill="#0b5cab" stroke="#0b5cab" stroke-width="1.2"/>')
    return "".join(drawn)


def _limit(one: SetPoint, y: Scale) -> str:
    at = y(one.value)
    colour = COLOURS.get(one.grade, "#444")
    return (
        f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="{colour}" stroke-width="1.2" stroke-dasharray="6 3"/>'
        f'<text x="{WIDTH - RIGHT + 5}" y="{at + 3:.1f}" fill="{colour}">{escape(one.label)} {one.value:g}</text>'
    )
