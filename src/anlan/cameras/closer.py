"""A closer look at people's heads and hands, for what is too small to be seen in the whole picture: a cigarette, or
breathed-out smoke.

The shipped model knows smoke only; one of the operator's own takes its place (``models/shelf.py``: ``cigarettes``). It
is shown a square around the upper body of a few people, brought to its input, and what it finds belongs to a person
when it is where that person could hold it. A box ``cigarette`` must be near the mouth or a hand, a box ``smoker`` must
have its middle in the person's. One picture costs one run of the model per person, so only the likeliest few are
looked at.
"""

from dataclasses import replace

import numpy as np

from anlan.cameras.geometry import Box
from anlan.cameras.gestures import Point, face_of, hand_to_face, hands_of
from anlan.cameras.models.card import ModelRefused
from anlan.cameras.models.session import Model
from anlan.cameras.views import Person, Picture

#: So many people at most in one picture: those whose hand is nearest to the face, then the largest.
MOST = 3
#: Hands further from the face than this, in heights of the person, are all alike.
FAR = 0.3
#: Of somebody smaller than this a cigarette has less than three pixels.
SMALLEST_PX = 60
#: The square is this much larger than the upper body.
ROOM = 1.2
#: So near to mouth or wrist something is held: in heights of the person, and in widths of somebody seen from near,
#: whose box ends at the chest.
HELD_HEIGHTS, HELD_WIDTHS = 0.15, 0.4


def look_closer(model: Model, picture: Picture, persons: tuple[Person, ...]) -> tuple[Person, ...]:
    """The same persons, with ``cigarette`` set on those that were looked at.

    Raises:
        ModelIll: the model answers nonsense. ModelRefused: it finds no boxes, or a class that its card does not list.
    """
    chosen = likeliest(persons)
    return tuple(
        replace(person, cigarette=_score(model, picture, person)) if number in chosen else person
        for number, person in enumerate(persons)
    )


def upper_body(picture: Picture, person: Person) -> tuple[int, int, Picture]:
    """Left, top and pixels of a square around head, chest and hands, as far as it is in the picture."""
    box, face = person.box, face_of(person)
    side = ROOM * max(box.width, box.height / 2)
    middle = box.centre[0] if face is None else float(face[0])
    left, top = max(0, round(middle - side / 2)), max(0, round(box.y1 - (ROOM - 1) / 2 * side))
    return left, top, picture[top : max(0, round(top + side)), left : max(0, round(middle + side / 2))]


def likeliest(persons: tuple[Person, ...]) -> list[int]:
    """Positions of those who are looked at. Whom the detector does not see may be a bottle or a coat."""

    def order(number: int) -> tuple[float, float]:
        apart = hand_to_face(persons[number])
        return (FAR if apart is None else min(apart, FAR)), -persons[number].box.height

    seen = [k for k, p in enumerate(persons) if p.detector_score > 0 and p.box.height >= SMALLEST_PX]
    return sorted(seen, key=order)[:MOST]


def _score(model: Model, picture: Picture, person: Person) -> float:
    left, top, part = upper_body(picture, person)
    if not part.size:
        return 0.0
    raw, names = model.find(part), model.card.class_names
    if raw.classes.max(initial=-1) >= len(names):
        raise ModelRefused(f"{model.card.name} answers class {raw.classes.max()}, its card lists {len(names)} classes")
    boxes = raw.boxes + np.array([left, top, left, top], np.float32)
    found = (
        float(score)
        for box, score, number in zip(boxes, raw.scores, raw.classes, strict=True)
        if _belongs(names[number], Box(*map(float, box)), person)
    )
    return max(found, default=0.0)


def _belongs(name: str, thing: Box, person: Person) -> bool:
    if name == "smoker":
        return _has(person.box, thing.centre)
    return name == "cigarette" and _is_held(thing, person)


def _is_held(thing: Box, person: Person) -> bool:
    """Near the mouth or a hand; of somebody without key points, in the upper half of the box."""
    box, face = person.box, face_of(person)
    at = ([] if face is None else [face]) + hands_of(person)
    if not at:
        return _has(box._replace(y2=box.y1 + box.height / 2), thing.centre)
    reach = max(HELD_HEIGHTS * box.height, HELD_WIDTHS * box.width)
    return min(_distance(point, thing) for point in at) <= reach


def _has(box: Box, point: tuple[float, float]) -> bool:
    return box.x1 <= point[0] <= box.x2 and box.y1 <= point[1] <= box.y2


def _distance(point: Point, box: Box) -> float:
    """From a point to the nearest point of a box; 0 inside it."""
    x, y = float(point[0]), float(point[1])
    return float(np.hypot(max(box.x1 - x, 0.0, x - box.x2), max(box.y1 - y, 0.0, y - box.y2)))
