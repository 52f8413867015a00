"""Does somebody lie on the floor? A score 0..1 from how a body looks, how it came there and how long it stays.

One picture is never enough: who picks something up looks like who lies, for a second. A body that looks flat is
remembered by its place; the score grows while it stays there and is forgotten when it is not seen for a while. Of a
body that lies on a bed, couch or bench (``furniture.py``) half of it counts, which is below the limit.

Worked example: a box 1.5 times as wide as high whose key points spread 1.5 times as wide as high, torso upright
because the head points at the camera: posture 0.5 + 0.25 + 0 = 0.75. At first sight the score is half of that, 0.38;
after two seconds in the same place 0.75; and 0.9 when the body was upright a moment before and its height fell by
half.
"""

from collections import deque
from dataclasses import dataclass
from typing import Annotated

import msgspec
import numpy as np

from anlan.cameras import recogniser
from anlan.cameras.geometry import Box
from anlan.cameras.recognisers.fallen.furniture import Furniture
from anlan.cameras.views import KEY_POINT_MIN, KEY_POINTS, Finding, Person, View

SHOULDERS = [KEY_POINTS.index("left_shoulder"), KEY_POINTS.index("right_shoulder")]
HIPS = [KEY_POINTS.index("left_hip"), KEY_POINTS.index("right_hip")]
#: Width over height from which a box, or the spread of the key points, begins to look flat, and is flat.
FLAT_FROM, FLAT_AT = 0.8, 1.4
#: Degrees between the vertical and shoulders → hips: leaning, lying, and head below the hips.
LEANS_AT, LIES_AT, HEAD_DOWN_AT = 45.0, 75.0, 120.0
#: Posture of a body whose head is below its hips, however its box looks.
HEAD_DOWN = 0.7
#: What a flat box is worth where torso and key points say upright.
BOX_ALONE = 0.25
#: From this posture on a body is remembered.
LOOKS_FLAT = 0.4
#: A body not seen for this long, and in so many looks, has got up or gone.
FORGET_MS, FORGET_LOOKS = 3_000, 2
#: A body that moved by more than this share of its length since the last look is another one, or moves by itself.
STAYS = 0.5
#: Somebody whose height shrank below this share of what it was in the last seconds fell (or crouched).
DROP_TO, DROP_WITHIN_MS = 0.6, 3_000
#: What a drop and half a minute without getting up add.
DROP_ADDS, STAYING_ADDS, STAYING_S = 0.15, 0.1, 30.0
#: What remains of the score of a body on furniture.
ON_FURNITURE = 0.5


class Config(recogniser.Config, frozen=True, kw_only=True):
    """What may be set per scene."""

    sure_s: Annotated[
        float,
        msgspec.Meta(
            ge=0.5,
            le=30,
            description="Seconds a body must stay in its place for the full score.",
            extra_json_schema={"title_zh": "倒地持续多少秒记满分"},
        ),
    ] = 2.0
    min_score: Annotated[
        float,
        msgspec.Meta(
            ge=0.2,
            le=0.9,
            description="A body seen by the pose model alone must reach this score.",
            extra_json_schema={"title_zh": "仅姿态模型认定人体的最低分"},
        ),
    ] = 0.25
    furniture_looks: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            le=100,
            description="Looks in which a bed, couch or bench must have stood there before whoever lies on it does not "
            "count as fallen; 0 = whoever lies down counts.",
            extra_json_schema={"title_zh": "先见到床椅多少次后，躺在其上不算倒地（0为都算）"},
        ),
    ] = 4


@dataclass(slots=True)
class _Body:
    """Something that looks like somebody lying, from ``since_ms`` on."""

    box: Box
    posture: float
    since_ms: int
    seen_at_ms: int
    dropped: bool
    lowest: float  # row of its lowest shoulder or hip
    missed: int = 0  # looks since it was seen


class Recogniser(recogniser.Recogniser[Config]):
    """Remembers bodies that look flat, by place."""

    config_type = Config

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._bodies: list[_Body] = []
        self._heights: deque[tuple[int, int, float]] = deque()  # at_ms, track, height in pixels
        self._furniture = Furniture(config.furniture_looks)

    def observe(self, view: View) -> Finding:
        """Take one view; the value is the score of the most suspicious body."""
        if view.is_fresh and self.config.furniture_looks:
            self._furniture.look(view.things, [body.box for body in self._bodies])
        believed = [person for person in view.persons if self._is_believable(person)]
        for person in believed:
            posture = posture_of(person)
            if posture >= LOOKS_FLAT:
                self._remember(view.at_ms, person, posture)
            self._heights.append((view.at_ms, person.track_id, person.box.height))
        while self._heights and view.at_ms - self._heights[0][0] > DROP_WITHIN_MS:
            self._heights.popleft()
        self._forget(view.at_ms)
        borne = [self._furniture.bears(body.box, body.lowest) for body in self._bodies]
        scores = [
            self._score(body) * (ON_FURNITURE if is_borne else 1.0)
            for body, is_borne in zip(self._bodies, borne, strict=True)
        ]
        suspicious = tuple(body.box for body, score in zip(self._bodies, scores, strict=True) if score >= 0.5)
        note = "lies on furniture" if any(borne) else ""
        return Finding(round(max(scores, default=0.0), 3), suspicious, note, is_suspicious=bool(self._bodies))

    def blind(self, at_ms: int) -> None:
        """Nothing is known of anybody: a body still there is found again within seconds."""
        self.reset()

    def reset(self) -> None:
        """Duty begins."""
        self._bodies.clear()
        self._heights.clear()
        self._furniture.forget()

    def _remember(self, at_ms: int, person: Person, posture: float) -> None:
        body = min(self._bodies, key=lambda known: _moved(known.box, person.box), default=None)
        if body is None or _moved(body.box, person.box) > STAYS:
            self._bodies.append(_Body(person.box, posture, at_ms, at_ms, self._dropped(person), lowest_of(person)))
            return
        body.posture += 0.5 * (posture - body.posture)  # one look among several must not decide
        body.box, body.lowest, body.seen_at_ms, body.missed = person.box, lowest_of(person), at_ms, 0
        body.dropped = body.dropped or self._dropped(person)

    def _forget(self, at_ms: int) -> None:
        for body in self._bodies:
            body.missed += body.seen_at_ms != at_ms
        self._bodies = [b for b in self._bodies if b.missed < FORGET_LOOKS or 0 <= at_ms - b.seen_at_ms <= FORGET_MS]

    def _dropped(self, person: Person) -> bool:
        """Was this person much higher a moment ago?"""
        before = [height for _, track, height in self._heights if track == person.track_id]
        return bool(before) and person.box.height < DROP_TO * max(before)

    def _score(self, body: _Body) -> float:
        stayed_s = (body.seen_at_ms - body.since_ms) / 1000
        score = body.posture * (0.5 + 0.5 * min(1.0, stayed_s / self.config.sure_s))
        if stayed_s > 0 and body.dropped:
            score += DROP_ADDS
        return min(1.0, score + STAYING_ADDS * min(1.0, stayed_s / STAYING_S))

    def _is_believable(self, person: Person) -> bool:
        """The detector seldom sees who lies, so a pose may stand alone here, where it lasts."""
        return person.key_points is not None and (person.is_agreed or person.pose_score >= self.config.min_score)


def posture_of(person: Person) -> float:
    """How much somebody looks like lying, 0..1, in this one picture: half by the box, the rest by the key points."""
    assert person.key_points is not None
    angle = torso_angle(person)
    if angle is not None and angle > HEAD_DOWN_AT:
        return max(HEAD_DOWN, 0.5 * _flat(person.box.width, person.box.height) + 0.5)
    points = person.key_points[person.key_points[:, 2] >= KEY_POINT_MIN, :2]
    spread = _flat(*np.ptp(points, axis=0)) if len(points) >= 4 else 0.0
    leaning = 0.0 if angle is None else _ramp(angle, LEANS_AT, LIES_AT)
    # Of somebody upright behind a table the detector takes the table with it: the body contradicts such a box.
    box = 0.5 if angle is None or spread or leaning else BOX_ALONE
    return box * _flat(person.box.width, person.box.height) + 0.25 * spread + 0.25 * leaning


def torso_angle(person: Person) -> float | None:
    """Degrees between the vertical and the line from shoulders to hips; 180 = head down. None when not seen."""
    assert person.key_points is not None
    ends = []
    for pair in (SHOULDERS, HIPS):
        points = person.key_points[pair]
        seen = points[points[:, 2] >= KEY_POINT_MIN, :2]
        if not len(seen):
            return None
        ends.append(seen.mean(0))
    across, down = ends[1] - ends[0]
    return float(abs(np.degrees(np.arctan2(across, down))))


def lowest_of(person: Person) -> float:
    """Row of the lowest shoulder or hip that is seen; the foot of the box when none is."""
    assert person.key_points is not None
    trunk = person.key_points[SHOULDERS + HIPS]
    rows = trunk[trunk[:, 2] >= KEY_POINT_MIN, 1]
    return float(rows.max()) if len(rows) else person.box.y2


def _flat(width: float, height: float) -> float:
    return _ramp(width / max(1.0, height), FLAT_FROM, FLAT_AT)


def _ramp(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))


def _moved(before: Box, now: Box) -> float:
    """Distance of the centres in body lengths."""
    (ax, ay), (bx, by) = before.centre, now.centre
    return float(np.hypot(ax - bx, ay - by) / max(before.width, before.height, now.width, now.height, 1.0))
