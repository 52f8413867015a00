"""Who is in the picture: two models that must agree where one alone is not sure.

NanoDet finds persons and other things and has no limit of number. MoveNet finds up to six persons with their key
points, and takes standing bottles for people; so what only MoveNet sees is never enough for an alarm. What NanoDet
sees weakly counts when MoveNet sees somebody there too.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from anlan.cameras.closer import look_closer
from anlan.cameras.geometry import Box, iou, suppress
from anlan.cameras.models.card import ModelRefused
from anlan.cameras.models.layouts import Raw
from anlan.cameras.models.session import Model, ModelIll
from anlan.cameras.models.shelf import EXACT_TOO
from anlan.cameras.views import Person, Picture, Seen, Thing

#: NanoDet below this is noise; up to ``SURE`` it needs a second opinion.
WEAK = 0.25
SURE = 0.35
#: MoveNet's scores are low: 0.5 would lose most people.
POSE_MIN = 0.2
#: Boxes of the two models this much alike are the same person.
SAME_IOU = 0.4
#: Side of the square pictures in which lying people are searched.
TURNED_SIZE = 256
#: Share of the longer side that each of two tiles covers.
TILE_SHARE = 0.6


class ModelsByRole(Protocol):
    """Where models come from: a shelf, or a dict in tests."""

    def __getitem__(self, role: str) -> Model:
        """The model that plays ``role``."""
        ...

    def get(self, role: str) -> Model | None:
        """The model that plays ``role``; None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class PersonFinder:
    """Looks at whole pictures. ``needs`` of the recognisers decide how much work is done:

    ``persons`` boxes · ``poses`` key points · ``lying`` key points in turned pictures too · ``things`` other objects ·
    ``tiles`` a closer look at both halves, for small people · ``fire_smoke`` a map of fire and smoke · ``cigarettes`` a
    closer look at heads and hands, with key points, for cigarettes and smoke.
    """

    models: ModelsByRole

    def look(self, picture: Picture, needs: Set[str]) -> Seen:
        """Persons and things in pixels of ``picture``.

        Raises:
            ModelRefused: a model is missing. ModelIll: a model answers nonsense.
        """
        detector = self.exact("persons") if "tiles" in needs else self.models["persons"]
        closer = self.models.get("cigarettes") if "cigarettes" in needs else None
        needs = needs | {"poses"} if closer else needs
        raw = detector.find(picture, score_min=WEAK)
        names = detector.card.class_names
        boxes = _persons(raw, names)
        if "tiles" in needs:
            boxes = _merged([boxes, *self._tiles(detector, picture)])
        poses = self._poses(picture, needs, boxes)
        things = _things(raw, names) if "things" in needs else ()
        burning = self.models["fire_smoke"].score_map(picture) if "fire_smoke" in needs else None
        persons, problem = _agree(boxes, poses), ""
        if closer:
            try:
                persons = look_closer(closer, picture, persons)
            except (ModelRefused, ModelIll) as error:  # a model that only helps takes no scene with it
                problem = str(error)
        return Seen(persons, things, burning, problem)

    def exact(self, role: str) -> Model:
        """The model that sees most exactly: a shelf may hold it beside a quicker one.

        Raises:
            ModelRefused: there is none at all.
        """
        return self.models.get(EXACT_TOO[role]) or self.models[role]

    def _tiles(self, detector: Model, picture: Picture) -> Iterable[npt.NDArray[np.float32]]:
        for left, top, part in tiles(picture):
            boxes = _persons(detector.find(part, score_min=WEAK), detector.card.class_names)
            boxes = boxes[~_is_cut(boxes, left, top, part, picture)]
            yield boxes + np.array([left, top, left, top, 0], np.float32)

    def _poses(self, picture: Picture, needs: Set[str], boxes: npt.NDArray[np.float32]) -> list[Person]:
        """Poses when asked for, or when a weak box needs a second opinion. Where the detector sees nobody at all, only
        those who lie are searched: a pose alone proves nobody."""
        if "lying" in needs:
            return turned_search(self.exact("poses"), picture)
        if ("poses" in needs and len(boxes)) or bool((boxes[:, 4] <= SURE).any()):
            return _as_persons(self.models["poses"].find(picture, score_min=POSE_MIN))
        return []


def tiles(picture: Picture) -> list[tuple[int, int, Picture]]:
    """Two overlapping halves along the longer side: (left, top, part)."""
    high, wide = picture.shape[:2]
    if wide >= high:
        size = round(wide * TILE_SHARE)
        return [(0, 0, picture[:, :size]), (wide - size, 0, picture[:, wide - size :])]
    size = round(high * TILE_SHARE)
    return [(0, 0, picture[:size]), (0, high - size, picture[high - size :])]


def turned_search(model: Model, picture: Picture) -> list[Person]:
    """Poses in the picture as it is and turned by a quarter either way: models trained on standing people miss those
    who lie (recall 0.4 upright, 0.8 turned, on turned photographs)."""
    found: list[Person] = []
    for turn, code in ((0, None), (1, cv2.ROTATE_90_CLOCKWISE), (3, cv2.ROTATE_90_COUNTERCLOCKWISE)):
        seen = picture if code is None else np.asarray(cv2.rotate(picture, code), np.uint8)
        raw = model.find(seen, score_min=POSE_MIN, size=(TURNED_SIZE, TURNED_SIZE))
        found += [_turned_back(person, turn, picture) for person in _as_persons(raw)]
    found.sort(key=lambda person: -person.pose_score)
    kept: list[Person] = []
    for person in found:
        if all(iou(person.box, other.box) < 0.45 for other in kept):
            kept.append(person)
    return kept


def _turned_back(person: Person, turn: int, picture: Picture) -> Person:
    """From pixels of the turned picture to pixels of ``picture``."""
    high, wide = picture.shape[:2]
    box, points = person.box, person.key_points
    if turn == 0 or points is None:
        return person
    if turn == 1:
        box = Box(box.y1, high - box.x2, box.y2, high - box.x1)
        points = np.stack([points[:, 1], high - points[:, 0], points[:, 2]], 1)
    else:
        box = Box(wide - box.y2, box.x1, wide - box.y1, box.x2)
        points = np.stack([wide - points[:, 1], points[:, 0], points[:, 2]], 1)
    return replace(person, box=box, key_points=points, turn=turn)


def _persons(raw: Raw, names: list[str]) -> npt.NDArray[np.float32]:
    """(n, 5) boxes and scores of the class "person"."""
    wanted = np.array([names[number] == "person" for number in raw.classes], bool)
    return np.concatenate([raw.boxes[wanted], raw.scores[wanted, None]], 1).astype(np.float32)


def _things(raw: Raw, names: list[str]) -> tuple[Thing, ...]:
    return tuple(
        Thing(names[number], Box(*map(float, box)), float(score))
        for box, score, number in zip(raw.boxes, raw.scores, raw.classes, strict=True)
        if names[number] != "person"
    )


def _is_cut(
    boxes: npt.NDArray[np.float32], left: int, top: int, part: Picture, whole: Picture
) -> npt.NDArray[np.bool_]:
    """Boxes that touch an inner edge of a tile: half a person, whole in the other tile or in the full picture."""
    high, wide = part.shape[:2]
    right_inside = left + wide < whole.shape[1]
    bottom_inside = top + high < whole.shape[0]
    cut = ((boxes[:, 0] < 4) & (left > 0)) | ((boxes[:, 2] > wide - 4) & right_inside)
    return np.asarray(cut | ((boxes[:, 1] < 4) & (top > 0)) | ((boxes[:, 3] > high - 4) & bottom_inside), np.bool_)


def _merged(parts: list[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    boxes = np.concatenate(parts)
    return boxes[suppress(boxes[:, :4], boxes[:, 4], 0.5)]


def _as_persons(raw: Raw) -> list[Person]:
    assert raw.key_points is not None, "a model for poses must give key points"
    return [
        Person(Box(*map(float, box)), pose_score=float(score), key_points=points)
        for box, score, points in zip(raw.boxes, raw.scores, raw.key_points, strict=True)
    ]


def _agree(boxes: npt.NDArray[np.float32], poses: list[Person]) -> tuple[Person, ...]:
    """Join what both see; keep what one sees alone. Each pose confirms one box, the best first."""
    left = list(poses)
    persons: list[Person] = []
    for row in boxes[np.argsort(-boxes[:, 4], kind="stable")]:
        box, score = Box(*map(float, row[:4])), float(row[4])
        same = max(left, key=lambda pose: iou(pose.box, box), default=None)
        if same is not None and iou(same.box, box) > SAME_IOU:
            left.remove(same)
            persons.append(replace(same, box=box, detector_score=score))
        else:
            persons.append(Person(box, detector_score=score))
    return tuple(persons + left)
