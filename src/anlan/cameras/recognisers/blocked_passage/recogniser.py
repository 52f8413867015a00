"""How long something has been in the way: seconds since it was put down.

Two running pictures of the passage are kept, both without people. The *fast* one follows within two seconds and shows
what is there now; the *slow* one is the passage as it should be. Where they differ and the picture agrees with the
fast one, something new stands still. A place where it stands is not learnt into the slow picture, so it may stand for
hours. Light that changes everywhere by the same amount is taken out first. What stood there when watching began and is
taken away leaves a difference as well; its outline tells which picture has the thing (``contour``).

Worked example: a carton put down at 10:00:00 covers 12 % of the zone. From 10:00:04 on both pictures differ there;
at 10:01:00 the value is 60 s. It is taken away at 10:05:00; four seconds later the value is 0.
"""

from dataclasses import dataclass
from typing import Annotated

import cv2
import msgspec
import numpy as np
import numpy.typing as npt

from anlan.cameras import recogniser
from anlan.cameras.geometry import Zone
from anlan.cameras.recognisers.blocked_passage.contour import grown, taken_away
from anlan.cameras.views import Finding, Person, Picture, View

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

#: Width of the grey picture that is worked on.
WIDTH = 320
#: Time constants of the two pictures.
FAST_S, SLOW_S = 1.7, 50.0
#: Grey levels between slow and fast picture that mean "something else", and between fast picture and now that mean
#: "it stands still".
OTHER, STILL = 18.0, 10.0
#: Pixels of the small picture by which people are masked beyond their box: shadows, bags.
MARGIN = 6
#: While people hide more than this share of where the thing was last seen, nothing says that it is gone. It must have
#: been seen for ``KNOWN_MS`` before: somebody the models lost for a moment is no thing behind a person.
HIDDEN_MAX, KNOWN_MS = 0.5, 10_000
#: It must be seen this long before the clock starts (from its first sight), and be gone this long before it stops.
SURE_S = 3.0
#: … and in so many looks, however slowly they come; one look moves the fast picture by this share at most, so that
#: somebody who walked on between two looks is not taken for a thing.
SURE_LOOKS, FAST_MAX = 3, 0.5
#: Looks in which the passage is learnt.
FIRST_LOOKS = 4


class Config(recogniser.Config, frozen=True, kw_only=True):
    """What may be set per scene."""

    min_share: Annotated[
        float,
        msgspec.Meta(
            ge=0.01,
            le=0.9,
            description="Share of the zone that must be covered to count as blocked.",
            extra_json_schema={"title_zh": "判为堵塞的区域占比"},
        ),
    ] = 0.06
    clear_share: Annotated[
        float,
        msgspec.Meta(
            ge=0.0,
            le=0.9,
            description="Below this share the passage is clear again.",
            extra_json_schema={"title_zh": "判为畅通的区域占比"},
        ),
    ] = 0.03


@dataclass(slots=True)
class _Pictures:
    """The two running pictures, grey, (h, 320) float32. ``known``: where nobody stood in some look so far."""

    fast: Floats
    slow: Floats
    known: Mask
    looks: int = 0

    def learn_first(self, gray: Floats, free: Mask) -> None:
        """What nobody hides for the first time is as it should be, and so is all of it in the first looks: who stood
        there when watching began, seen as a person or not, is no part of the passage."""
        first = free if self.looks < FIRST_LOOKS else free & ~self.known
        self.fast[first] = self.slow[first] = gray[first]
        self.known |= free
        self.looks += 1

    def learn_what_was_taken_away(self, place: Mask, free: Mask) -> int:
        """What stood there from the beginning and is gone was taken for part of the passage: it is no more. Pixels."""
        gone = taken_away(place, self.slow, self.fast, free)
        learnt = grown(gone) & free & ~(place & ~gone)
        self.slow[learnt] = self.fast[learnt]
        return int(np.count_nonzero(gone))


class Recogniser(recogniser.Recogniser[Config]):
    """A stop-watch that runs while something new stands in the zone."""

    config_type = Config

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._pictures: _Pictures | None = None
        self._place: Mask | None = None  # where the thing was when it was last seen
        self._viewed_at_ms: int | None = None
        self._blocked_ms = 0
        self._seen_ms = self._seen_looks = 0
        self._clear_ms = 0
        self._begins = False  # the clock was started by this look

    def observe(self, view: View) -> Finding:
        """Take one view; the value is in seconds."""
        passed_ms = 0 if self._viewed_at_ms is None else max(0, view.at_ms - self._viewed_at_ms)
        self._viewed_at_ms = view.at_ms
        gray = _gray(view.picture)
        zone = _zone(view.zone, gray.shape)
        hidden = _people(view.everybody, gray.shape, WIDTH / view.picture.shape[1])
        if self._pictures is None or self._pictures.fast.shape != gray.shape:
            self._pictures = _Pictures(gray.copy(), gray.copy(), ~hidden)
            return Finding(self._blocked_ms / 1000)
        other = self._compare(gray, zone, hidden, passed_ms / 1000)
        share = float(np.count_nonzero(other)) / max(1, int(np.count_nonzero(zone)))
        if share >= self.config.min_share:
            self._place = other
        self._count(passed_ms, share, self._is_hidden(hidden))
        gone = self._pictures.learn_what_was_taken_away(other, ~hidden) if self._begins else 0
        if gone and np.count_nonzero(other) - gone < self.config.min_share * np.count_nonzero(zone):
            self._blocked_ms = self._seen_ms = self._seen_looks = 0
        return Finding(self._blocked_ms / 1000, note=f"{share:.0%}")

    def blind(self, at_ms: int) -> None:
        """The clock stands still."""
        self._viewed_at_ms = at_ms

    def reset(self) -> None:
        """Duty begins: the passage is looked at anew. What stands there now cannot be told from what belongs there."""
        self._pictures, self._place, self._viewed_at_ms = None, None, None
        self._blocked_ms = self._seen_ms = self._seen_looks = self._clear_ms = 0

    def _compare(self, gray: Floats, zone: Mask, hidden: Mask, passed_s: float) -> Mask:
        """Where something new stands still; both running pictures move on."""
        assert self._pictures is not None
        fast, slow = self._pictures.fast, self._pictures.slow
        free = ~hidden
        self._pictures.learn_first(gray, free)
        fast += np.float32(min(FAST_MAX, 1 - np.exp(-passed_s / FAST_S))) * (gray - fast) * free
        difference = fast - slow
        # The middle of what differs is the light, not a thing: a thing never covers most of the picture.
        difference -= _middle(difference, free)
        is_other = (np.abs(difference) > OTHER) & (np.abs(gray - fast) < STILL) & free & zone
        opened = cv2.morphologyEx(is_other.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        other = np.asarray(opened > 0, np.bool_)
        learns = free & ~other & ~(zone & (self._seen_ms > 0) & (np.abs(difference) > OTHER))
        slow += np.float32(1 - np.exp(-passed_s / SLOW_S)) * (gray - slow) * learns
        return other

    def _is_hidden(self, hidden: Mask) -> bool:
        if self._place is None or self._place.shape != hidden.shape or self._seen_ms < KNOWN_MS:
            return False
        return bool(np.count_nonzero(self._place & hidden) > HIDDEN_MAX * np.count_nonzero(self._place))

    def _count(self, passed_ms: int, share: float, is_hidden: bool) -> None:
        """Run, start or stop the clock."""
        self._begins = False
        if share >= self.config.min_share:
            self._seen_ms, self._clear_ms = self._seen_ms + passed_ms, 0
            self._seen_looks += 1
        elif share < self.config.clear_share and not is_hidden:
            self._clear_ms += passed_ms
        if self._clear_ms >= SURE_S * 1000:
            self._blocked_ms = self._seen_ms = self._seen_looks = 0
        elif self._blocked_ms:
            self._blocked_ms += passed_ms
        elif self._seen_ms >= SURE_S * 1000 and self._seen_looks >= SURE_LOOKS:
            self._blocked_ms, self._begins = self._seen_ms, True


def _middle(difference: Floats, free: Mask) -> np.float32:
    """Median of every fourth pixel where nobody is: enough for the light, which is everywhere."""
    sparse = difference[::2, ::2][free[::2, ::2]]
    return np.float32(np.median(sparse) if len(sparse) else 0.0)


def _gray(picture: Picture) -> Floats:
    high, wide = picture.shape[:2]
    small = cv2.resize(picture, (WIDTH, max(1, round(high * WIDTH / wide))), interpolation=cv2.INTER_AREA)
    calm = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    return np.asarray(calm, np.float32)


def _zone(zone: Zone, shape: tuple[int, ...]) -> Mask:
    small = cv2.resize(zone.pixels, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(small > 0, np.bool_)


def _people(people: tuple[Person, ...], shape: tuple[int, ...], scale: float) -> Mask:
    """Where people are, with a margin."""
    drawn = np.zeros(shape, np.bool_)
    for person in people:
        left, top, right, bottom = (round(edge * scale) for edge in person.box)
        drawn[max(0, top - MARGIN) : bottom + MARGIN, max(0, left - MARGIN) : right + MARGIN] = True
    return drawn
