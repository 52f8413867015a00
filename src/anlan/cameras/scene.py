"""One scene: a recogniser in its zone, on its schedule, and the reading it gives at each moment."""

from typing import Any, NamedTuple

import msgspec

from anlan.bus.messages import SceneConfig
from anlan.cameras.catalogue import Behaviour, behaviours
from anlan.cameras.geometry import Box, Zone
from anlan.cameras.recogniser import Recogniser
from anlan.cameras.schedule import is_on_duty
from anlan.cameras.views import Finding, Frame, Seen, View
from anlan.domain.quality import Quality
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: After duty ends, the idle value is reported as good for this long, so that what the scene raised can end; then the
#: scene says STOPPED: it watches nothing.
WIND_DOWN_MS = 90_000


class SceneReading(NamedTuple):
    """One reading of a scene's point, and what to draw beside it."""

    point_id: int
    at_ms: int
    value: float
    quality: Quality
    marks: tuple[Box, ...] = ()
    note: str = ""
    is_suspicious: bool = False


class Scene:
    """A scene of one camera. ``problem`` is empty, or says why it cannot work and what to do."""

    def __init__(self, config: SceneConfig) -> None:
        self.config = config
        self.problem = ""
        self._recogniser: Recogniser[Any] | None = None
        self._zone: Zone | None = None
        self._was_on_duty = False
        self._off_since_ms: int | None = None
        self.behaviour = self._behaviour()

    @property
    def needs(self) -> frozenset[str]:
        """What must be looked for in its pictures."""
        return frozenset(self.behaviour.manifest.needs) if self.behaviour and self._recogniser else frozenset()

    def is_on_duty(self, at_ms: int) -> bool:
        """Is anything watched now?"""
        return is_on_duty(self.config.schedule, at_ms)

    def observe(self, frame: Frame, seen: Seen, *, is_fresh: bool, motion: float) -> SceneReading:
        """The reading after this picture."""
        off_duty = self._off_duty(frame.at_ms)
        if off_duty is not None:
            return off_duty
        if self._recogniser is None:
            return self._bad(frame.at_ms, Quality.FAULT)
        try:
            finding = self._recogniser.observe(self._view(frame, seen, is_fresh, motion))
        except Exception as error:  # a recogniser that fails costs its own scene, and says so
            if not self.problem:
                log.exception("recogniser failed", scene=self.config.name, behaviour=self.config.behaviour)
            self.problem = f"{self.config.behaviour} failed: {error!r}"
            return self._bad(frame.at_ms, Quality.FAULT)
        self.problem = ""
        return SceneReading(self.config.point_id, frame.at_ms, finding.value, Quality.GOOD, *_beside(finding))

    def unseen(self, at_ms: int, quality: Quality) -> SceneReading:
        """The reading when nothing can be seen: the camera is blind, or a model is missing."""
        off_duty = self._off_duty(at_ms)
        if off_duty is not None:
            return off_duty
        if self._recogniser is not None:
            self._recogniser.blind(at_ms)
        return self._bad(at_ms, quality)

    def _behaviour(self) -> Behaviour | None:
        known = behaviours().get(self.config.behaviour)
        if known is None:
            self.problem = f"no recogniser {self.config.behaviour!r}; there are {', '.join(behaviours())}"
            return None
        try:
            self._recogniser = known.make(dict(self.config.parameters))
        except msgspec.ValidationError as error:
            self.problem = f"parameters of {self.config.behaviour}: {error}"
        return known

    def _view(self, frame: Frame, seen: Seen, is_fresh: bool, motion: float) -> View:
        high, wide = frame.picture.shape[:2]
        if self._zone is None or (self._zone.width, self._zone.height) != (wide, high):
            self._zone = Zone.of(wide, high, self.config.zone, self.config.masks)
        zone = self._zone
        inside = tuple(person for person in seen.persons if zone.has(*person.box.bottom_centre))
        things = tuple(thing for thing in seen.things if zone.has(*thing.box.bottom_centre))
        return View(frame.at_ms, frame.picture, zone, inside, seen.persons, things, is_fresh, motion, seen.fire_smoke)

    def _off_duty(self, at_ms: int) -> SceneReading | None:
        """The reading outside the schedule; None while on duty."""
        if self.is_on_duty(at_ms):
            if not self._was_on_duty and self._recogniser is not None:
                self._recogniser.reset()
            self._was_on_duty, self._off_since_ms = True, None
            return None
        if self._off_since_ms is None:
            # A scene that has not been on duty in this process may have raised something before it was restarted.
            self._off_since_ms = at_ms
        self._was_on_duty = False
        idle = self.behaviour.manifest.idle_value if self.behaviour else 0.0
        winding_down = at_ms - self._off_since_ms < WIND_DOWN_MS
        return SceneReading(self.config.point_id, at_ms, idle, Quality.GOOD if winding_down else Quality.STOPPED)

    def _bad(self, at_ms: int, quality: Quality) -> SceneReading:
        return SceneReading(self.config.point_id, at_ms, float("nan"), quality)


def _beside(finding: Finding) -> tuple[tuple[Box, ...], str, bool]:
    return finding.marks, finding.note, finding.is_suspicious
