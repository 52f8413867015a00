"""What was seen, from the raw picture to what one recogniser is shown."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from anlan.cameras.geometry import Box, Zone

#: (height, width, 3) uint8, blue-green-red, as OpenCV keeps it.
Picture = npt.NDArray[np.uint8]

#: Key points that score below this are guesses.
KEY_POINT_MIN = 0.2
#: Key points in the order of MoveNet and COCO.
KEY_POINTS = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle",
)  # fmt: skip


class Frame(NamedTuple):
    """One picture and when it was taken, ms since 1970 UTC (arrival, for live cameras)."""

    at_ms: int
    picture: Picture


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the picture.

    ``detector_score`` is NanoDet's (0 when it saw nobody here), ``pose_score`` MoveNet's (0 when it was not asked or
    saw nobody). ``key_points``: (17, 3) float32 x, y in pixels and score, in the order of ``KEY_POINTS``; None
    without a pose. ``turn``: quarter turns clockwise at which a lying body was found. ``cigarette``: 0..1, the best
    score of breathed-out smoke, or of a cigarette at mouth or hand; None when nobody looked closer.
    """

    box: Box
    detector_score: float = 0.0
    pose_score: float = 0.0
    key_points: npt.NDArray[np.float32] | None = None
    turn: int = 0
    track_id: int = 0
    cigarette: float | None = None

    @property
    def is_agreed(self) -> bool:
        """Both models see this person."""
        return self.detector_score > 0 and self.pose_score > 0

    def is_believable(self, alone_from: float) -> bool:
        """Both models see this person, or the detector alone does with a score above ``alone_from``.

        A pose alone is not enough: bottles and coats have poses.
        """
        return self.is_agreed or self.detector_score > alone_from


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of another class than person; a hint, never a proof."""

    name: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the models found in one picture. ``fire_smoke``: (2, rows, columns) scores of fire and of smoke in
    the cells of a grid over the whole picture, or None when nobody asked. ``problem``: what could not be looked for,
    and why, where the rest still holds."""

    persons: tuple[Person, ...] = ()
    things: tuple[Thing, ...] = ()
    fire_smoke: npt.NDArray[np.float32] | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What one recogniser is shown at one moment: its zone of one picture.

    ``persons`` stand inside the zone (bottom centre of the box) and outside its masks; ``everybody`` is the whole
    picture, for those who must paint people out. ``is_fresh`` is false when nothing moved and the people are those of
    the last look; a heartbeat look comes every few seconds in any case. ``motion`` is the share of the picture that
    changed. ``fire_smoke`` is that of ``Seen``.
    """

    at_ms: int
    picture: Picture
    zone: Zone
    persons: tuple[Person, ...] = ()
    everybody: tuple[Person, ...] = ()
    things: tuple[Thing, ...] = ()
    is_fresh: bool = True
    motion: float = 0.0
    fire_smoke: npt.NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a recogniser makes of a view: the value of its point, and what to draw beside it.

    ``is_suspicious``: something may be beginning here. The camera is looked at more often and more closely for a
    while; it says nothing about an alarm.
    """

    value: float
    marks: tuple[Box, ...] = field(default=())
    note: str = ""
    is_suspicious: bool = False
