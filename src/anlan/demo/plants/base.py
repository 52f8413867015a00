"""What every virtual plant is: a state that steps second by second, and controls that a scenario may set."""

import math
import random
from abc import ABC, abstractmethod


class Plant(ABC):
    """A plant's true quantities. What a sensor then shows of them is another matter (``sensors.py``).

    ``controls`` are what a scenario sets from outside, e.g. ``{"leak.制冷机房": 1.5}`` (grams a second); a control
    that is not set has its normal value. Nothing else changes a plant from outside.
    """

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.seconds = 0.0
        self.controls: dict[str, float] = {}
        self.phase_s = self.rng.uniform(0, 600)

    def control(self, name: str, normal: float = 0.0) -> float:
        """The value of a control, ``normal`` when no scenario sets it."""
        return self.controls.get(name, normal)

    def step(self, dt_s: float = 1.0) -> None:
        """Move on by ``dt_s`` (at most 2 s, so that the explicit steps stay stable)."""
        if not 0 < dt_s <= 2:
            raise ValueError(f"step of {dt_s} s: use steps of at most 2 s")
        self.seconds += dt_s
        self.advance(dt_s)

    @property
    def load(self) -> float:
        """How hard the plant works, 0.5–1.0: a cycle of ten minutes with a faster ripple on it."""
        t = self.seconds + self.phase_s
        return 0.75 + 0.18 * math.sin(2 * math.pi * t / 600) + 0.06 * math.sin(2 * math.pi * t / 47)

    @abstractmethod
    def advance(self, dt_s: float) -> None:
        """Bring the state forward."""

    @abstractmethod
    def truth(self) -> dict[str, float]:
        """The true value of every signal, by the plan's point key, in the point's unit."""


def towards(value: float, target: float, time_constant_s: float, dt_s: float) -> float:
    """First-order approach of ``value`` to ``target``; exact for any step."""
    return target + (value - target) * math.exp(-dt_s / time_constant_s)
