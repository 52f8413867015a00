"""How much somebody looks like smoking, 0..1: a hand that comes to the mouth again and again, or smoke at a head.

Two witnesses. **Movements**: each look at a person says whether a wrist is near the mouth (``gestures``); over the last
seconds the share of such looks, and how often the hand came anew, make the suspicion. It comes anew only after both
hands had hung well away. Eating, drinking and telephoning look the same. **Sight** (``closer``): smoke that was
breathed out, or what a model of the operator's own knows, a cigarette; the mean of the best few closer looks, so that
one odd picture proves nothing. Each may err alone: what is left to doubt is what both leave,
``1 - (1 - moved) (1 - seen)``. The value is a suspicion that a person confirms.

Worked example: in 30 s the hand was at the mouth in 15 of 60 looks and came there once. Three puffs are what is asked
for and three looks in ten are enough: movements give 0.33. Three closer looks gave 0.6, 0.5 and 0.4: sight gives 0.5,
the value is 1 - 0.67 × 0.5 = 0.67. Where nobody looked closer it is 0.33.
"""

from collections import defaultdict, deque
from typing import Annotated

import msgspec

from anlan.cameras import recogniser
from anlan.cameras.gestures import hand_to_face
from anlan.cameras.views import Finding, View

#: Share of looks with the hand at the mouth from which the share says no more.
ENOUGH_SHARE = 0.3
#: Heights of the person between face and nearest wrist from which on both hands are away.
AWAY_FROM = 0.3
#: A score of sight below this asks for no further looks, and a suspicion below it marks nobody: no model is ever sure.
FAINT = 0.1

Looks = defaultdict[int, deque[tuple[int, float]]]  # by track: when, and what


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
    sightings: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            le=10,
            description="So many closer looks must see smoke or a cigarette, by the mean of their scores.",
            extra_json_schema={"title_zh": "看到烟雾或香烟的次数"},
        ),
    ] = 3
    movement_weight: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="How much movements count of somebody at whom a closer look was taken as well.",
            extra_json_schema={"title_zh": "动作所占权重（已细看此人时）"},
        ),
    ] = 1.0


class Recogniser(recogniser.Recogniser[Config]):
    """Remembers of each person when the hand was at the mouth, and when a cigarette was seen."""

    config_type = Config

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._hands: Looks = defaultdict(deque)  # heights of the person from hand to face
        self._sights: Looks = defaultdict(deque)  # scores of closer looks

    def observe(self, view: View) -> Finding:
        """Take one view; the value is that of the most suspicious person."""
        is_suspicious = False
        for person in view.persons if view.is_fresh else ():
            apart = hand_to_face(person)
            if apart is not None:
                self._hands[person.track_id].append((view.at_ms, apart))
                is_suspicious = is_suspicious or apart < self.config.reach
            if person.cigarette is not None:
                self._sights[person.track_id].append((view.at_ms, person.cigarette))
                is_suspicious = is_suspicious or person.cigarette > FAINT
        for looks in (self._hands, self._sights):
            _forget_before(looks, view.at_ms - round(self.config.window_s * 1000))
        scores = {track: self._score(track) for track in {*self._hands, *self._sights}}
        marks = tuple(p.box for p in view.persons if scores.get(p.track_id, 0.0) > FAINT)
        return Finding(round(max(scores.values(), default=0.0), 3), marks, is_suspicious=is_suspicious)

    def blind(self, at_ms: int) -> None:
        """A gap in what was seen may hide anything: begin anew."""
        self.reset()

    def reset(self) -> None:
        """Duty begins."""
        self._hands.clear()
        self._sights.clear()

    def _score(self, track: int) -> float:
        moved = self._moved(self._hands[track]) if track in self._hands else 0.0
        if track not in self._sights:
            return moved
        return 1 - (1 - self.config.movement_weight * moved) * (1 - self._seen(self._sights[track]))

    def _moved(self, looks: deque[tuple[int, float]]) -> float:
        puffs, is_away = 0, True
        for _, apart in looks:
            if apart < self.config.reach:
                puffs, is_away = puffs + is_away, False
            elif apart >= AWAY_FROM:
                is_away = True
        share = sum(apart < self.config.reach for _, apart in looks) / len(looks)
        return min(1.0, puffs / self.config.puffs) * min(1.0, share / ENOUGH_SHARE)

    def _seen(self, looks: deque[tuple[int, float]]) -> float:
        best = sorted((score for _, score in looks), reverse=True)[: self.config.sightings]
        return sum(best) / self.config.sightings


def _forget_before(looks: Looks, at_ms: int) -> None:
    for track, known in list(looks.items()):
        while known and known[0][0] < at_ms:
            known.popleft()
        if not known:
            del looks[track]
