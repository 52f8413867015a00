"""Who is who from one look to the next, at one or two looks a second.

Boxes of a walking person no longer overlap at that rate, so persons are matched by the distance between their
centres in units of their own height, allowing for the time that passed. Ids are a convenience: dwell times belong to
zones, because an id changes behind a pillar.
"""

from dataclasses import dataclass, replace

import numpy as np

from anlan.cameras.views import Person

#: Body heights somebody may move in a second (a running person covers about two).
SPEED_LIMIT = 2.0
#: A track nobody matched for this long, and in so many looks, is closed. Farther than in ``FORGET_S`` nobody is sought.
FORGET_S, FORGET_LOOKS = 4.0, 2


@dataclass(slots=True)
class _Track:
    id: int
    person: Person
    seen_at_ms: int
    missed: int = 0  # looks since it was seen


class Tracker:
    """Gives persons of one camera lasting numbers, from 1. ``lost_at_ms``: the last look in which somebody was missing
    who had been there in the look before."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._next_id = 1
        self.lost_at_ms = -(2**62)

    def follow(self, at_ms: int, persons: tuple[Person, ...]) -> tuple[Person, ...]:
        """The same persons with ``track_id`` set, in the same order."""
        self._tracks = [t for t in self._tracks if t.missed < FORGET_LOOKS or at_ms - t.seen_at_ms <= FORGET_S * 1000]
        matched = self._match(at_ms, persons)
        if any(
            track.missed == 0 and track.id not in {known.id for known in matched.values()} for track in self._tracks
        ):
            self.lost_at_ms = at_ms
        for track in self._tracks:
            track.missed += 1
        return tuple(self._numbered(at_ms, person, matched.get(k)) for k, person in enumerate(persons))

    def _match(self, at_ms: int, persons: tuple[Person, ...]) -> dict[int, _Track]:
        """Nearest pairs first; each track and each person once."""
        pairs = sorted(
            ((_distance(track, person, at_ms), k, j)
             for k, person in enumerate(persons) for j, track in enumerate(self._tracks)),
        )  # fmt: skip
        taken: dict[int, _Track] = {}
        used: set[int] = set()
        for distance, k, j in pairs:
            if distance <= 1 and k not in taken and j not in used:
                taken[k] = self._tracks[j]
                used.add(j)
        return taken

    def _numbered(self, at_ms: int, person: Person, track: _Track | None) -> Person:
        if track is None:
            track = _Track(self._next_id, person, at_ms)
            self._next_id += 1
            self._tracks.append(track)
        track.person, track.seen_at_ms, track.missed = replace(person, track_id=track.id), at_ms, 0
        return track.person


def _distance(track: _Track, person: Person, at_ms: int) -> float:
    """1 = as far as somebody can have gone in the time that passed."""
    (ax, ay), (bx, by) = track.person.box.centre, person.box.centre
    size = max(track.person.box.height, track.person.box.width, person.box.height, person.box.width, 1.0)
    passed_s = min(FORGET_S, (at_ms - track.seen_at_ms) / 1000)
    reach = size * (0.3 + SPEED_LIMIT * passed_s)
    return float(np.hypot(ax - bx, ay - by) / reach)
