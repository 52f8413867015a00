"""Pictures for screens: looked at anew for heads and boxes, once per picture however many people watch."""

import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from anlan.bus.camera_messages import BoxFraction, PersonSeen, PictureAnswer, SceneMarks
from anlan.cameras.camera import Camera
from anlan.cameras.console.tape import Taped
from anlan.cameras.evidence.blur import WHOLE, blurred, head_of
from anlan.cameras.geometry import Box
from anlan.cameras.models.card import ModelRefused
from anlan.cameras.models.session import ModelIll
from anlan.cameras.pipeline import Finder
from anlan.cameras.ring import Kept, as_jpeg
from anlan.cameras.views import Person, Picture
from anlan.domain.clock import Clock

#: An older picture is no answer to "what does it see now?".
FRESH_S = 30
#: However often people ask, a camera is looked at for them this seldom.
AT_MOST_EVERY_MS = 900
#: Heads seen this lately are blurred in the next picture too.
NEIGHBOUR_MS = 3_000


class Look(NamedTuple):
    """A picture with what a look at it found."""

    at_ms: int
    jpeg: bytes
    picture: Picture
    persons: tuple[Person, ...]
    heads: tuple[Box, ...]
    marks: dict[int, tuple[Box, ...]]


class Looks:
    """Answers about pictures. Called by one thread at a time; ``newest`` of each camera is kept until the next."""

    def __init__(self, finder: Finder, clock: Clock) -> None:
        self._finder, self._clock = finder, clock
        self._last: dict[int, Look] = {}
        self._lock = threading.Lock()

    def newest(self, camera: Camera, *, is_blurred: bool) -> PictureAnswer:
        """What the camera sees now."""
        kept = camera.ring.newest()
        if kept is None or self._clock.now_ms() - kept.at_ms > FRESH_S * 1000:
            return PictureAnswer(why="starting" if camera.is_starting else "no_picture")
        with self._lock:
            last = self._last.get(camera.config.id)
            if last is None or kept.at_ms - last.at_ms >= AT_MOST_EVERY_MS or kept.at_ms < last.at_ms:
                look = self._look(kept, _needs(camera))
                near = last.heads if last and abs(look.at_ms - last.at_ms) <= NEIGHBOUR_MS else ()
                self._last[camera.config.id] = look
                return _answer(look, [*look.heads, *near], is_blurred=is_blurred)
            return _answer(last, last.heads, is_blurred=is_blurred)

    def taped(self, camera: Camera, near: Sequence[Taped], at_ms: int, *, is_blurred: bool) -> PictureAnswer:
        """The picture of ``near`` that is nearest to ``at_ms``, with the heads of its neighbours blurred as well."""
        if not near:
            return PictureAnswer(why="no_picture")
        looks = [self._look(Kept(one.at_ms, one.jpeg, {}), _needs(camera)) for one in near]
        shown = min(looks, key=lambda look: abs(look.at_ms - at_ms))
        heads = [head for look in looks for head in look.heads]
        return _answer(shown, heads, is_blurred=is_blurred)

    def forget(self, running: set[int]) -> None:
        """Cameras that are gone."""
        with self._lock:
            self._last = {key: look for key, look in self._last.items() if key in running}

    def _look(self, kept: Kept, needs: frozenset[str]) -> Look:
        picture = kept.picture()
        try:
            persons = self._finder.look(picture, needs).persons
            heads = tuple(head_of(person) for person in persons)
        except (ModelRefused, ModelIll):
            persons, heads = (), (WHOLE,)
        return Look(kept.at_ms, kept.jpeg, picture, persons, heads, kept.marks)


def _needs(camera: Camera) -> frozenset[str]:
    lies = any(scene.behaviour == "fallen" for scene in camera.config.scenes)
    return frozenset({"persons", "lying"} if lies else {"persons"})


def _answer(look: Look, heads: Sequence[Box], *, is_blurred: bool) -> PictureAnswer:
    high, wide = look.picture.shape[:2]
    return PictureAnswer(
        at_ms=look.at_ms,
        jpeg=as_jpeg(blurred(look.picture, heads)) if is_blurred else look.jpeg,
        is_guarded=WHOLE in heads,
        persons=tuple(_person(person, wide, high) for person in look.persons),
        marks=tuple(
            SceneMarks(point_id=point, boxes=tuple(map(_rounded, boxes))) for point, boxes in look.marks.items()
        ),
    )


def _person(person: Person, wide: int, high: int) -> PersonSeen:
    x1, y1, x2, y2 = np.array(person.box) / (wide, high, wide, high)
    score = max(person.detector_score, person.pose_score)
    return PersonSeen(box=_rounded(Box(x1, y1, x2, y2)), score=round(float(score), 2))


def _rounded(box: Box) -> BoxFraction:
    x1, y1, x2, y2 = (round(min(1.0, max(0.0, float(edge))), 4) for edge in box)
    return x1, y1, x2, y2
