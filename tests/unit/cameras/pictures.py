"""Small pictures drawn by code, and a finder that sees what it is told."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from anlan.cameras.geometry import Box
from anlan.cameras.views import Frame, Person, Picture, Seen

WIDE, HIGH = 320, 180


def room(seed: int = 1, noise: float = 2.0, at: int = 0) -> Picture:
    """A room with edges everywhere, and the noise of a sensor that differs with ``at``."""
    shapes = np.random.default_rng(seed)
    picture = np.full((HIGH, WIDE, 3), 120, np.uint8)
    for _ in range(25):
        x, y, w, h = shapes.integers(0, (WIDE, HIGH, 60, 50))
        colour = tuple(int(c) for c in shapes.integers(40, 220, 3))
        cv2.rectangle(picture, (int(x), int(y)), (int(x + w), int(y + h)), colour, -1)
    grain = np.random.default_rng([seed, at]).normal(0, noise, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def with_block(picture: Picture, x: int, y: int, size: int = 30) -> Picture:
    """The same picture with something dark in it."""
    changed = picture.copy()
    changed[y : y + size, x : x + size] = 10
    return changed


def frames(seconds: float, draw: Callable[[int], Picture], fps: float = 2.0, from_ms: int = 0) -> list[Frame]:
    """Frames of ``draw(number)``."""
    return [Frame(from_ms + round(k / fps * 1000), draw(k)) for k in range(round(seconds * fps))]


def person(x: float, feet_y: float, score: float = 0.8, height: float = 60.0) -> Person:
    """Somebody standing at (x, feet_y)."""
    return Person(Box(x - height / 6, feet_y - height, x + height / 6, feet_y), detector_score=score)


class Told:
    """A finder that sees what the test says, and counts how often it was asked."""

    def __init__(self, *persons: Person) -> None:
        self.persons = persons
        self.error: Exception | None = None
        self.problem = ""
        self.fire_smoke: npt.NDArray[np.float32] | None = None  # given where it is asked for
        self.looks = 0
        self.asked: list[frozenset[str]] = []

    def look(self, picture: Picture, needs: frozenset[str]) -> Seen:
        self.looks += 1
        self.asked.append(needs)
        if self.error:
            raise self.error
        fire_smoke = self.fire_smoke if "fire_smoke" in needs else None
        return Seen(self.persons, problem=self.problem, fire_smoke=fire_smoke)
