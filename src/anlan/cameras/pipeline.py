"""One picture of one camera, from pixels to the readings of all its scenes.

condition (can it see?) → gate (worth looking?) → persons and things → tracks → scenes. Used by one thread at a time;
``anlan cameras evaluate`` runs this same code over labelled footage.

The dear parts of a look (poses, turned pictures, tiles, fire, cigarettes) are spared most of the time: they are done
now and then, and in every look while a scene that needs them has found something suspicious lately.
"""

from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from anlan.bus.messages import SceneConfig
from anlan.cameras.condition import Condition
from anlan.cameras.gate import MotionGate
from anlan.cameras.models.card import ModelRefused
from anlan.cameras.models.session import ModelIll
from anlan.cameras.pace import Pace
from anlan.cameras.scene import Scene, SceneReading
from anlan.cameras.tracks import Tracker
from anlan.cameras.views import Frame, Picture, Seen
from anlan.domain.camera_states import CameraState
from anlan.domain.quality import Quality

#: Without a pace, pictures further apart than this leave a gap in which nothing was seen.
GAP_S = 10.0
#: How often dear needs are served while nothing is suspicious, ms: while something moves, and while nothing does.
SPARED_MS = {
    "poses": (900, 900), "fire_smoke": (900, 900), "lying": (2_500, 10_000), "tiles": (2_500, 10_000),
    "cigarettes": (5_000, 10_000),
}  # fmt: skip
#: Bodies are searched half as often while everybody stands in the detector's eyes and nobody vanished for this long:
#: it loses who falls.
VANISHED_MS = 6_000
#: … and after a search as seldom as this while the picture is the one that was searched: nobody falls without moving.
SEARCHED_MS = 30_000
#: On a late machine these are stretched like the heartbeat.
STRETCHED = frozenset({"lying", "tiles", "cigarettes"})
#: A suspicion keeps a camera attentive for this long.
ATTENTIVE_MS = 8_000
#: Width of the grey picture that condition and gate look at.
SMALL_WIDTH = 160


class Finder(Protocol):
    """Finds people and things in a picture."""

    def look(self, picture: Picture, needs: frozenset[str]) -> Seen:
        """See ``people.PersonFinder.look``."""
        ...


@dataclass(slots=True)
class Outcome:
    """What one picture gave."""

    state: CameraState
    readings: list[SceneReading]
    seen: Seen
    looked: bool


class Pipeline:
    """Everything remembered of one camera between pictures. ``condition`` None: every picture is taken for well."""

    def __init__(
        self, scenes: list[SceneConfig], finder: Finder, *, condition: Condition | None, heartbeat_s: float = 5.0
    ) -> None:
        self._finder = finder
        self._gate = MotionGate(heartbeat_s)
        self._tracker = Tracker()
        self._seen = Seen()
        self._needs = frozenset[str]()
        self._last_at_ms: int | None = None
        self._served_at_ms: dict[str, int] = {}  # by need
        self._suspicious_at_ms: dict[int, int] = {}  # by point
        self.is_attentive = False
        self.condition = condition
        self.scenes = [Scene(scene) for scene in scenes]
        self.problem = ""

    def revise(self, scenes: list[SceneConfig]) -> None:
        """Adopt other scenes; those that did not change keep what they remember."""
        kept = {scene.config.point_id: scene for scene in self.scenes}
        self.scenes = [
            kept[new.point_id] if new.point_id in kept and kept[new.point_id].config == new else Scene(new)
            for new in scenes
        ]

    @property
    def is_still(self) -> bool:
        """True when the newest picture shows what is usual here, and nothing suspicious was found lately."""
        return not self.is_attentive and not self._gate.has_moved

    def observe(self, frame: Frame, pace: Pace | None = None, *, is_away: bool = False) -> Outcome:
        """Readings of all scenes after this picture; ``pace`` says how often this camera is looked at, ``is_away`` that
        it was turned from where its zones were drawn."""
        gap_s, stretch = (pace.gap_s, pace.stretch) if pace else (GAP_S, 1.0)
        # A clock that was set back leaves a gap as well: what came before is of a time that is still to come.
        if self._last_at_ms is not None and not 0 <= frame.at_ms - self._last_at_ms <= gap_s * 1000:
            self.unseen(frame.at_ms, Quality.SOURCE_LOST)
        self._last_at_ms = frame.at_ms
        gray = small_gray(frame.picture)
        state = self._state(frame.at_ms, gray, is_away)
        if state.is_blind:
            return Outcome(state, self.unseen(frame.at_ms, Quality.SOURCE_LOST), Seen(), False)
        needs = self._needed(frame.at_ms)
        looked = bool(needs) and self._gate.opens(frame.at_ms, gray, stretch)
        if looked and not self._look(frame, self._affordable(frame.at_ms, needs, stretch)):
            return Outcome(state, self.unseen(frame.at_ms, Quality.FAULT), Seen(), True)
        readings = [
            scene.observe(frame, self._seen, is_fresh=looked, motion=self._gate.motion) for scene in self.scenes
        ]
        self._suspicious_at_ms |= {r.point_id: frame.at_ms for r in readings if r.is_suspicious}
        self.is_attentive = bool(self._suspected(frame.at_ms))
        return Outcome(state, readings, self._seen, looked)

    def unseen(self, at_ms: int, quality: Quality) -> list[SceneReading]:
        """Readings of all scenes while nothing can be seen."""
        self._seen, self.is_attentive = Seen(), False
        self._suspicious_at_ms.clear()
        self._served_at_ms.clear()
        self._gate.look_next()
        return [scene.unseen(at_ms, quality) for scene in self.scenes]

    def _needed(self, at_ms: int) -> frozenset[str]:
        """What scenes on duty need. What nobody needed before was not looked for, or long ago: it is now."""
        needs = frozenset[str]().union(*(scene.needs for scene in self.scenes if scene.is_on_duty(at_ms)))
        if not needs <= self._needs:
            self._gate.look_next()
        if "fire_smoke" not in needs:
            self._seen = replace(self._seen, fire_smoke=None)
        self._needs = needs
        return needs

    def _state(self, at_ms: int, gray: npt.NDArray[np.uint8], is_away: bool) -> CameraState:
        if is_away:
            if self.condition:
                self.condition.turned_away(at_ms)
            return CameraState.MOVED
        return self.condition.judge(at_ms, gray) if self.condition else CameraState.OK

    def _affordable(self, at_ms: int, needs: frozenset[str], stretch: float) -> frozenset[str]:
        """``needs`` without the dear ones, unless it is their turn or a scene that is suspicious needs them."""
        wanted = frozenset[str]().union(*(scene.needs for scene in self._suspected(at_ms)))
        served = frozenset(need for need in needs if need in wanted or self._is_turn(need, at_ms, stretch))
        self._served_at_ms |= dict.fromkeys(served, at_ms)
        return served

    def _is_turn(self, need: str, at_ms: int, stretch: float) -> bool:
        every_ms = self._every_ms(need) * (stretch if need in STRETCHED else 1.0)
        return not 0 <= at_ms - self._served_at_ms.get(need, -(2**62)) < every_ms

    def _every_ms(self, need: str) -> float:
        moving_ms, still_ms = SPARED_MS.get(need, (0, 0))
        if need == "lying":
            searched_at_ms = self._served_at_ms.get(need, -(2**62))
            moving_ms *= 1 if self._may_lie(self._last_at_ms or 0) else 2
            still_ms = SEARCHED_MS if self._gate.moved_at_ms < searched_at_ms else still_ms
        return moving_ms if self._gate.has_moved else still_ms

    def _may_lie(self, at_ms: int) -> bool:
        """Did somebody vanish lately, or is somebody wider than high?"""
        is_flat = any(person.box.width > person.box.height for person in self._seen.persons)
        return is_flat or at_ms - self._tracker.lost_at_ms < VANISHED_MS

    def _suspected(self, at_ms: int) -> list[Scene]:
        """Scenes that found something suspicious lately."""
        known = self._suspicious_at_ms
        return [s for s in self.scenes if at_ms - known.get(s.config.point_id, -(2**62)) < ATTENTIVE_MS]

    def _look(self, frame: Frame, needs: frozenset[str]) -> bool:
        """Refresh what is seen; False when the models cannot."""
        try:
            found = self._finder.look(frame.picture, needs)
        except (ModelRefused, ModelIll) as error:
            self.problem = str(error)
            return False
        self.problem = found.problem
        burning = self._seen.fire_smoke if found.fire_smoke is None else found.fire_smoke  # the last map stands a while
        self._seen = replace(found, persons=self._tracker.follow(frame.at_ms, found.persons), fire_smoke=burning)
        return True


def small_gray(picture: Picture) -> npt.NDArray[np.uint8]:
    """(h, 160) uint8 grey picture of the same shape."""
    high, wide = picture.shape[:2]
    small = cv2.resize(picture, (SMALL_WIDTH, max(1, round(high * SMALL_WIDTH / wide))), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
