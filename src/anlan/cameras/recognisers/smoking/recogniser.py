"""How much somebody's movements look like smoking, 0..1: a hand that comes to the mouth again and again.

It sees no cigarette. Each look at a person says whether a wrist is near the mouth; over the last seconds the share of
such looks, and how often the hand came anew, make the suspicion. It comes anew only after both hands had hung well
away. A hand is at the mouth only where the forearm points up and is no longer than a forearm can be: of somebody who
works before his chest, or walks by, the model guesses wrists near the face, on level forearms or on ones too long. Of
somebody seen from behind, whose left shoulder is on the left, all of it is guessed, and so it is in a picture that was
turned to look for bodies. Eating, drinking and telephoning look the same, so the value is a suspicion that a person
confirms.

Worked example: in 30 s the hand was at the mouth in 15 of 60 looks and came there 3 times. Three puffs are what is
asked for and three looks in ten are enough: the value is 1.
"""

from collections import defaultdict, deque
from typing import Annotated

import msgspec
import numpy as np
import numpy.typing as npt

from anlan.cameras import recogniser
from anlan.cameras.views import KEY_POINT_MIN, KEY_POINTS, Finding, Person, View

Point = npt.NDArray[np.float32]

#: Share of looks with the hand at the mouth from which the share says no more.
ENOUGH_SHARE = 0.3
#: Heights of the person between face and nearest wrist from which on both hands are away.
AWAY_FROM = 0.3
#: A wrist that scores below this is a guess, and one less than so many heights above its elbow (a forearm has 0.15) is
#: not lifted to a mouth. Neither counts as nearer to the face than ``LEVEL``.
WRIST_MIN, FOREARM_UP, LEVEL = 0.3, 0.08, 0.2
#: Of somebody upright, whose box is at least so many times as high as wide, no wrist is further above its elbow than
#: this: a longer forearm is a guess, made of people who walk by seen from the side.
UPRIGHT, FOREARM_MAX = 2.0, 0.165
#: Heights by which the left shoulder is left of the right one in the picture, of somebody who is seen from behind. Such
#: a hand is not nearer than ``LEVEL`` either.
BEHIND = 0.05
_FACE = [0, 1, 2, 3, 4]
_SHOULDERS = [KEY_POINTS.index("left_shoulder"), KEY_POINTS.index("right_shoulder")]
_ARMS = [(KEY_POINTS.index(f"{side}_wrist"), KEY_POINTS.index(f"{side}_elbow")) for side in ("left", "right")]


class Config(recogniser.Config, frozen=True, kw_only=True):
    """What may be set per scene."""

    window_s: Annotated[
        float,
        msgspec.Meta(
            ge=5,
            le=120,
            description="Movements of this many seconds count.",
            extra_json_schema={"title_zh": "统计动作的时长（秒）"},
        ),
    ] = 30.0
    puffs: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            le=10,
            description="The hand must come to the mouth so often.",
            extra_json_schema={"title_zh": "手到嘴边的次数"},
        ),
    ] = 3
    reach: Annotated[
        float,
        msgspec.Meta(
            ge=0.1,
            le=1,
            description="Wrist to nose, in heights of the person, that counts as near.",
            extra_json_schema={"title_zh": "手腕到鼻子算作靠近的距离（身高倍数）"},
        ),
    ] = 0.14


class Recogniser(recogniser.Recogniser[Config]):
    """Remembers of each person when the hand was at the mouth."""

    config_type = Config

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._looks: defaultdict[int, deque[tuple[int, float]]] = defaultdict(deque)

    def observe(self, view: View) -> Finding:
        """Take one view; the value is that of the most suspicious person."""
        is_lifted = False
        for person in view.persons if view.is_fresh else ():
            apart = hand_to_face(person)
            if apart is not None:
                self._looks[person.track_id].append((view.at_ms, apart))
                is_lifted = is_lifted or apart < self.config.reach
        self._forget_before(view.at_ms - round(self.config.window_s * 1000))
        scores = {track: self._score(looks) for track, looks in self._looks.items()}
        marks = tuple(p.box for p in view.persons if scores.get(p.track_id, 0.0) > 0)
        return Finding(round(max(scores.values(), default=0.0), 3), marks, is_suspicious=is_lifted)

    def blind(self, at_ms: int) -> None:
        """A gap in what was seen may hide anything: begin anew."""
        self._looks.clear()

    def reset(self) -> None:
        """Duty begins."""
        self._looks.clear()

    def _score(self, looks: deque[tuple[int, float]]) -> float:
        puffs, is_away = 0, True
        for _, apart in looks:
            if apart < self.config.reach:
                puffs, is_away = puffs + is_away, False
            elif apart >= AWAY_FROM:
                is_away = True
        share = sum(apart < self.config.reach for _, apart in looks) / len(looks)
        return min(1.0, puffs / self.config.puffs) * min(1.0, share / ENOUGH_SHARE)

    def _forget_before(self, at_ms: int) -> None:
        for track, looks in list(self._looks.items()):
            while looks and looks[0][0] < at_ms:
                looks.popleft()
            if not looks:
                del self._looks[track]


def hand_to_face(person: Person) -> float | None:
    """Heights of the person from the face's middle to the nearest wrist; None when either is not seen, or the picture
    was turned."""
    points = person.key_points
    if points is None or person.turn:
        return None
    face = points[_FACE][points[_FACE][:, 2] > KEY_POINT_MIN, :2]
    arms = [(points[wrist], points[elbow]) for wrist, elbow in _ARMS if points[wrist, 2] > KEY_POINT_MIN]
    if not len(face) or not arms:
        return None
    high = max(1.0, person.box.height)
    longest = FOREARM_MAX if high >= UPRIGHT * person.box.width else np.inf
    apart = min(_apart(face.mean(0), wrist, elbow, high, longest) for wrist, elbow in arms)
    return max(apart, LEVEL) if _is_from_behind(points, high) else apart


def _is_from_behind(points: Point, high: float) -> bool:
    left, right = points[_SHOULDERS]
    return bool(min(left[2], right[2]) > KEY_POINT_MIN and right[0] - left[0] > BEHIND * high)


def _apart(face: Point, wrist: Point, elbow: Point, high: float, longest: float) -> float:
    """An elbow outside the picture or hidden says nothing against a wrist."""
    apart = float(np.linalg.norm(wrist[:2] - face)) / high
    rise = float(elbow[1] - wrist[1]) / high
    is_guess = elbow[2] > KEY_POINT_MIN and not FOREARM_UP <= rise <= longest
    return max(apart, LEVEL) if is_guess or wrist[2] < WRIST_MIN else apart
