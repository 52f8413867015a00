"""How far somebody's hands are from the face, by the key points of a pose.

A hand counts as near only where the forearm points up and is no longer than a forearm can be: of somebody who works
before his chest, or walks by, the model guesses wrists near the face, on level forearms or on ones too long. Of
somebody seen from behind, whose left shoulder is on the left, all of it is guessed, and so it is in a picture that was
turned to look for bodies.
"""

import numpy as np
import numpy.typing as npt

from anlan.cameras.views import KEY_POINT_MIN, KEY_POINTS, Person

Point = npt.NDArray[np.float32]

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


def hand_to_face(person: Person) -> float | None:
    """Heights of the person from the face's middle to the nearest wrist; None when either is not seen, or the picture
    was turned."""
    points = person.key_points
    if points is None or person.turn:
        return None
    face = face_of(person)
    arms = [(points[wrist], points[elbow]) for wrist, elbow in _ARMS if points[wrist, 2] > KEY_POINT_MIN]
    if face is None or not arms:
        return None
    high = max(1.0, person.box.height)
    longest = FOREARM_MAX if high >= UPRIGHT * person.box.width else np.inf
    apart = min(_apart(face, wrist, elbow, high, longest) for wrist, elbow in arms)
    return max(apart, LEVEL) if _is_from_behind(points, high) else apart


def face_of(person: Person) -> Point | None:
    """(2,) the middle of what is seen of the face, in pixels; None when nothing is."""
    return _middle(person, _FACE)


def hands_of(person: Person) -> list[Point]:
    """(2,) each wrist that is seen, in pixels."""
    found = (_middle(person, [wrist]) for wrist, _ in _ARMS)
    return [wrist for wrist in found if wrist is not None]


def _middle(person: Person, numbers: list[int]) -> Point | None:
    if person.key_points is None:
        return None
    points = person.key_points[numbers]
    seen = points[points[:, 2] > KEY_POINT_MIN, :2]
    return np.asarray(seen.mean(0), np.float32) if len(seen) else None


def _is_from_behind(points: Point, high: float) -> bool:
    left, right = points[_SHOULDERS]
    return bool(min(left[2], right[2]) > KEY_POINT_MIN and right[0] - left[0] > BEHIND * high)


def _apart(face: Point, wrist: Point, elbow: Point, high: float, longest: float) -> float:
    """An elbow outside the picture or hidden says nothing against a wrist."""
    apart = float(np.linalg.norm(wrist[:2] - face)) / high
    rise = float(elbow[1] - wrist[1]) / high
    is_guess = elbow[2] > KEY_POINT_MIN and not FOREARM_UP <= rise <= longest
    return max(apart, LEVEL) if is_guess or wrist[2] < WRIST_MIN else apart
