"""From the true quantity to what the wire carries: noise, drift, resolution, range, and the ways a sensor lies."""

import math
import random
from dataclasses import dataclass

from anlan.demo.plan_model import PlannedPoint

#: Standard deviation of the noise and drift per hour, in the point's unit, by kind. Kinds that count or switch
#: have neither.
_NOISE: dict[str, tuple[float, float]] = {
    "nh3_concentration": (0.25, 0.1),
    "h2_concentration": (0.15, 0.05),
    "hp_receiver_level": (0.25, 0.05),
    "hp_receiver_pressure": (0.004, 0.001),
    "lp_recirculator_level": (0.25, 0.05),
    "condensing_temperature": (0.15, 0.02),
    "compressor_discharge_temperature": (0.4, 0.05),
    "quick_freezing_room_temperature": (0.15, 0.02),
    "dust_concentration": (0.04, 0.01),
    "filter_dp": (6.0, 1.0),
    "hopper_temperature": (0.15, 0.02),
    "tank_level": (0.003, 0.0005),
    "water_flow": (0.00006, 0.00001),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sensor shows: ``value`` None when it shows nothing, ``flag`` as in HJ 212 (N normal, T, D, M, C …)."""

    value: float | None
    flag: str = "N"


@dataclass(frozen=True, slots=True)
class Fault:
    """What a scenario does to a sensor: freeze it, add to it, or make it report a flag."""

    freeze: bool = False
    add: float = 0.0
    flag: str = ""


class Sensor:
    """One instrument on one point."""

    def __init__(self, point: PlannedPoint, seed: int) -> None:
        self.point = point
        self._rng = random.Random(f"{seed}:{point.gateway_code}:{point.key}")
        self._sigma, drift_per_hour = _NOISE.get(point.kind, (0.0, 0.0))
        self._drift_per_s = drift_per_hour / 3600 * self._rng.choice((-1.0, 1.0))
        self._drift = 0.0
        self._decimals = max(0, round(-math.log10(point.resolution)))
        self._shown: float | None = None

    def read(self, true: float, seconds: float, fault: Fault | None = None) -> Sample:
        """The sample shown for the true value ``true``, ``seconds`` after the last reading.

        Drift is taken back before it matters, as a yearly calibration would: it never exceeds two hours' worth.
        """
        fault = fault or Fault()
        if fault.freeze and self._shown is not None:
            return Sample(self._shown, fault.flag or "N")
        self._drift += self._drift_per_s * seconds
        if abs(self._drift) > abs(self._drift_per_s) * 7200:
            self._drift_per_s = -self._drift_per_s
        shown = true + fault.add + self._drift + self._rng.gauss(0, self._sigma)
        if shown > self.point.range_high:
            return Sample(self.point.range_high, fault.flag or "T")
        self._shown = round(max(shown, self.point.range_low), self._decimals)
        return Sample(self._shown, fault.flag or "N")
