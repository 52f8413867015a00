"""What happens in the county, and when: scenarios as data, and the timetable that starts them.

A scenario sets plant controls along curves, makes sensors lie, and troubles gateways. It says which alarms it is
*meant* to cause; what must really be expected is computed from the readings sent (``truth.py``), and a scenario
whose meant alarm is missing from the truth is an error of the demo, not of the platform.
"""

import random
from dataclasses import dataclass, replace
from typing import Literal

from anlan.demo.plants.sensors import Fault

LinkKind = Literal["vanish", "skew", "bad_crc", "duplicate"]

#: When the first story of an interactive run starts, and the earliest of any run: the lines must stand first.
FIRST_START_S = 20.0
EARLIEST_S = 5.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A control over time: straight lines between knots (seconds after the start, value); unset outside them."""

    control: str
    knots: tuple[tuple[float, float], ...]

    def at(self, t: float) -> float | None:
        """The control's value ``t`` seconds after the start, None before the first and after the last knot."""
        if not self.knots[0][0] <= t <= self.knots[-1][0]:
            return None
        value = self.knots[0][1]
        for (t0, v0), (t1, v1) in zip(self.knots, self.knots[1:], strict=False):
            if t >= t1:
                value = v1
            elif t > t0:
                return v0 + (v1 - v0) * (t - t0) / (t1 - t0)
        return value


@dataclass(frozen=True, slots=True)
class SensorTrouble:
    """One sensor lies from ``from_s`` to before ``to_s``."""

    key: str
    from_s: float
    to_s: float
    fault: Fault


@dataclass(frozen=True, slots=True)
class LinkTrouble:
    """Something is wrong with how a plant sends, on all its gateways. ``skew_s`` shifts the stamps."""

    kind: LinkKind
    from_s: float
    to_s: float
    skew_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story in one plant. ``means`` are the (point key, label) alarms it is meant to cause; none: a near miss."""

    name: str
    title: str
    enterprise: int
    length_s: float
    curves: tuple[Curve, ...] = ()
    sensors: tuple[SensorTrouble, ...] = ()
    links: tuple[LinkTrouble, ...] = ()
    means: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """A scenario and when it starts, in seconds after the run's beginning."""

    at_s: float
    scenario: Scenario

    @property
    def ends_s(self) -> float:
        """When everything it caused is over again."""
        return self.at_s + self.scenario.length_s

    def controls(self, t: float) -> dict[str, float]:
        """Plant controls in force ``t`` seconds after the run's beginning."""
        found = ((curve.control, curve.at(t - self.at_s)) for curve in self.scenario.curves)
        return {control: value for control, value in found if value is not None}

    def faults(self, t: float) -> dict[str, Fault]:
        """Sensor faults in force, by point key."""
        own = t - self.at_s
        return {s.key: s.fault for s in self.scenario.sensors if s.from_s <= own < s.to_s}

    def troubles(self, t: float) -> tuple[LinkTrouble, ...]:
        """Link troubles in force."""
        own = t - self.at_s
        return tuple(link for link in self.scenario.links if link.from_s <= own < link.to_s)


class DoesNotFit(Exception):
    """The run is too short for even the first scenario."""


def compressed(scenarios: list[Scenario], duration_s: float, tail_s: float = 6.0) -> list[Start]:
    """Every scenario that fits, so placed that all alarms are raised and cleared ``tail_s`` before the end.

    The long ones start first; what has room to spare is spread over it, in order, so that they do not all
    come at once. Scenarios of one plant run side by side: they touch different points.

    Raises:
        DoesNotFit: nothing fits into ``duration_s``.
    """
    fitting = [s for s in scenarios if EARLIEST_S + s.length_s + tail_s <= duration_s]
    if not fitting:
        raise DoesNotFit(f"a run of {duration_s:.0f} s has no room for any scenario: give at least 60")
    starts = []
    for index, scenario in enumerate(fitting):
        latest = duration_s - tail_s - scenario.length_s
        wanted = FIRST_START_S + (latest - FIRST_START_S) * index / max(1, len(fitting) - 1)
        # Whole seconds: plants step in seconds, and a spark of one second must not fall between two steps.
        starts.append(Start(float(int(min(latest, max(EARLIEST_S, wanted)))), scenario))
    return sorted(starts, key=lambda start: start.at_s)


class Endless:
    """The interactive timetable: the first leak 20 s after the start, then one scenario every few minutes."""

    def __init__(self, scenarios: list[Scenario], seed: int, gap_s: tuple[int, int] = (120, 240)) -> None:
        self._rng = random.Random(seed)
        self._scenarios = scenarios
        self._gap_s = gap_s
        self._queue: list[Scenario] = []
        self._starts = [Start(FIRST_START_S, scenarios[0])]

    def until(self, t: float) -> list[Start]:
        """Every start up to ``t`` whose story is not over; plans on as time goes by."""
        while self._starts[-1].at_s <= t:
            gap_s = float(self._rng.randint(*self._gap_s))
            self._starts.append(Start(self._starts[-1].at_s + gap_s, self._next()))
        self._starts = [s for s in self._starts[:-1] if s.ends_s >= t - 60] + self._starts[-1:]
        return [s for s in self._starts if s.at_s <= t]

    def _next(self) -> Scenario:
        if not self._queue:
            self._queue = self._rng.sample(self._scenarios, len(self._scenarios))
            if self._starts[-1].scenario.name == self._queue[0].name:
                self._queue.append(self._queue.pop(0))
        return self._queue.pop(0)


def shifted(scenario: Scenario, enterprise: int) -> Scenario:
    """The same story in another plant of the same sector."""
    return replace(scenario, enterprise=enterprise)
