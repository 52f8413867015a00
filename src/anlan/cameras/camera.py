"""One running camera: its reader, its pipeline, its state, and how well it is doing."""

import hashlib
import threading
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from anlan.bus.messages import CameraConfig
from anlan.cameras.condition import Condition
from anlan.cameras.pace import Pace
from anlan.cameras.pipeline import Finder, Outcome, Pipeline, small_gray
from anlan.cameras.reader import Reader
from anlan.cameras.ring import Ring
from anlan.cameras.scene import SceneReading
from anlan.cameras.slot import NewestFrame
from anlan.cameras.sources.base import Source, SourceLost
from anlan.cameras.tap import Tap
from anlan.cameras.views import Frame, Seen
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import Clock
from anlan.domain.quality import Quality
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: No picture for this long: the camera is gone.
GONE_AFTER_S = 20.0

Deliver = Callable[[list[SceneReading]], None]


class Camera:
    """Implements ``analysts.Subject``; ``tick`` speaks for it while no pictures come.

    Args:
        deliver: takes readings; called from any thread.
        references: folder for the picture by which "moved" is judged; None keeps none across restarts.
    """

    def __init__(
        self,
        config: CameraConfig,
        open_source: Callable[[CameraConfig], Source],
        finder: Finder,
        deliver: Deliver,
        clock: Clock,
        references: Path | None = None,
    ) -> None:
        self.config = config
        self.name = config.name or f"camera {config.id}"
        self.pace = Pace(config.analysed_fps, time.monotonic())
        self.state = CameraState.OK
        self.slot = NewestFrame()
        self.ring = Ring()
        self.tap = Tap()
        self._open, self._deliver, self._clock = open_source, deliver, clock
        self._reference_path = references / f"{config.id}-{_view_of(config)}.png" if references else None
        self._pipeline = Pipeline(config.scenes, finder, condition=Condition(self._known_reference()))
        self._lock = threading.Lock()  # the pipeline belongs to whoever holds it
        self._begun_at_ms = clock.now_ms()
        self._looked_at_ms = 0
        self._unreadable = ""
        self.latency_ms = 0.0
        self.is_away = self.is_away_quietly = False
        self.reader = self._new_reader()

    def start(self) -> None:
        """Begin to read."""
        self.reader.start()

    def stop(self) -> None:
        """End; the reader's thread follows within its limits."""
        self.reader.stop()

    def revise(self, config: CameraConfig) -> None:
        """Adopt other scenes without losing the stream. The source must be the same."""
        with self._lock:
            self.config = config
            self.pace.wish(config.analysed_fps)
            self._pipeline.revise(config.scenes)

    def turned(self, *, is_away: bool, quietly: bool = False) -> None:
        """Note whether somebody has turned it from where its zones were drawn; ``quietly``: nobody need be alarmed
        that it watches nothing, because it will be back soon."""
        self.is_away, self.is_away_quietly = is_away, quietly

    def learn_anew(self) -> None:
        """Forget the view it should have: it was turned on purpose, and no zone was drawn on what it saw."""
        with self._lock:
            self._pipeline.condition = Condition()
            if self._reference_path is not None:
                self._reference_path.unlink(missing_ok=True)

    # --- analysts.Subject ------------------------------------------------------------------------

    @property
    def is_ready(self) -> bool:
        """True when a picture waits."""
        return self.slot.is_waiting

    @property
    def is_attentive(self) -> bool:
        """True while something suspicious was found lately."""
        return self._pipeline.is_attentive

    @property
    def is_still(self) -> bool:
        """True while nothing moves in its pictures."""
        return self._pipeline.is_still

    def analyse(self) -> None:
        """Look at the newest picture and deliver what it gave."""
        try:
            frame = self.slot.take()
        except (SourceLost, OSError) as error:  # a file that is no picture, a virtual camera that was unplugged
            self._unreadable = str(error)
            return
        self._unreadable = ""
        if frame is None:
            return
        with self._lock:
            outcome = self._observed(frame)
            self._set_state(outcome.state)
            self._keep_reference()
        self._deliver([self._state_reading(frame.at_ms), *outcome.readings])
        self.ring.put(frame, outcome.readings)  # after the reading: evidence waits, alarms do not
        self.pace.looked(time.monotonic())
        self.latency_ms = float(self._clock.now_ms() - frame.at_ms)
        self._looked_at_ms = frame.at_ms

    def _observed(self, frame: Frame) -> Outcome:
        """What the picture gave; whatever fails, no scene goes on claiming what it saw before."""
        try:
            return self._pipeline.observe(frame, self.pace, is_away=self.is_away)
        except Exception as error:
            if not self._pipeline.problem:
                log.exception("analysis failed", camera=self.name)
            self._pipeline.problem = f"analysis failed: {type(error).__name__}"
            return Outcome(self.state, self._pipeline.unseen(frame.at_ms, Quality.FAULT), Seen(), False)

    # --- upkeep ----------------------------------------------------------------------------------

    def tick(self, now_ms: int) -> None:
        """Once a second: speak for a camera that shows nothing; replace a reader that hangs."""
        if self.reader.is_stuck:
            log.error("reader hangs, starting another", camera=self.name)
            self.reader.stop()
            self.reader = self._new_reader()
            self.reader.start()
        last_ms = max(self._looked_at_ms, self._begun_at_ms)
        if now_ms - last_ms < GONE_AFTER_S * 1000:
            return
        arriving = self.slot.arrived and now_ms - self.slot.last_at_ms < GONE_AFTER_S * 1000
        if arriving and not self._unreadable:
            return  # pictures come; it is this machine that is late, and the rate says so
        with self._lock:
            self._set_state(CameraState.GONE)
            readings = self._pipeline.unseen(now_ms, Quality.SOURCE_LOST)
        self._deliver([self._state_reading(now_ms), *readings])

    @property
    def last_picture_at_ms(self) -> int:
        """When the newest picture arrived; 0 while what arrives cannot be read."""
        return 0 if self._unreadable else self.slot.last_at_ms

    @property
    def is_starting(self) -> bool:
        """No picture was looked at yet, and none was due: how the camera is, nobody can know."""
        return not self._looked_at_ms and self.state is not CameraState.GONE

    @property
    def effective_fps(self) -> float:
        """Looks per second, over the last minute at most."""
        return self.pace.rate(time.monotonic())

    def problems(self) -> list[str]:
        """What keeps this camera or a scene of it from working, one sentence each."""
        found = [self._pipeline.problem, *(scene.problem for scene in self._pipeline.scenes)]
        return [f"{self.name}: {text}" for text in found if text]

    @property
    def why_gone(self) -> str:
        """What keeps pictures from coming, in one sentence without a login; "" while they come."""
        return self.reader.problem if self.state is CameraState.GONE else ""

    def _new_reader(self) -> Reader:
        return Reader(self.name, lambda: self._open(self.config), self.slot, self._clock, self.tap)

    def _set_state(self, state: CameraState) -> None:
        if state is not self.state:
            log.info("camera state", camera=self.name, was=self.state.name.lower(), now=state.name.lower())
        self.state = state

    def _state_reading(self, at_ms: int) -> SceneReading:
        is_expected = self.is_away and self.is_away_quietly and self.state is CameraState.MOVED
        quality = Quality.UNCERTAIN if is_expected else Quality.GOOD  # uncertain: shown, and raises nothing
        return SceneReading(self.config.state_point_id, at_ms, float(self.state), quality)

    def _known_reference(self) -> npt.NDArray[np.uint8] | None:
        if self._reference_path is None or not self._reference_path.exists():
            return None
        read = cv2.imread(str(self._reference_path), cv2.IMREAD_COLOR)
        return None if read is None else small_gray(np.asarray(read, np.uint8))

    def _keep_reference(self) -> None:
        """Write the learnt reference once, for the time after a restart."""
        learnt = self._pipeline.condition.reference if self._pipeline.condition else None
        if self._reference_path is None or learnt is None or self._reference_path.exists():
            return
        cv2.imwrite(str(self._reference_path), cv2.convertScaleAbs(learnt))


def _view_of(config: CameraConfig) -> str:
    """Changes when the source or any zone changes: zones drawn anew are drawn on the present view."""
    drawn = repr((config.source, config.sub_source, [(s.zone, s.masks) for s in config.scenes]))
    return hashlib.sha256(drawn.encode()).hexdigest()[:12]
