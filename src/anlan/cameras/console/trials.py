"""What would a new scene have said in the last hour? Its recogniser, run over the tape of its camera.

The same pipeline that watches live, on the pictures that were kept. A tape has a picture every few seconds where live
watching has one or two a second, so what lasts shorter than a step may be missed, and stop-watches are coarser.
One trial runs at a time. After each picture its thread rests as long as the picture took, so that it never takes more
than half a core from watching.
"""

import itertools
import queue
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

import cv2
import numpy as np

from anlan.bus.camera_messages import TrialAnswer, TrialAsk
from anlan.cameras.console.tape import Tape, Taped
from anlan.cameras.pipeline import Finder, Pipeline
from anlan.cameras.views import Frame
from anlan.domain.quality import Quality
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Trials that may wait; who comes then is told to come again.
MOST_WAITING = 3
#: Results kept to be fetched; the oldest goes.
MOST_KEPT = 8


@dataclass(slots=True)
class _Trial:
    ask: TrialAsk
    tape: Tape
    answer: TrialAnswer
    at_ms: list[int] = field(default_factory=list)
    value: list[float | None] = field(default_factory=list)


class Trials:
    """Runs trials one after the other in a thread of its own."""

    def __init__(self, finder: Finder, step_ms: int) -> None:
        self._finder, self._step_ms = finder, step_ms
        self._numbers = itertools.count(1)
        self._prefix = f"{time.time_ns():x}"
        self._kept: OrderedDict[str, _Trial] = OrderedDict()
        self._waiting: queue.Queue[_Trial] = queue.Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="trials", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End after the picture in hand."""
        self._stop.set()
        self._thread.join(5)

    def begin(self, ask: TrialAsk, tape: Tape | None) -> TrialAnswer:
        """Put a trial into the queue; a full queue refuses."""
        if tape is None or not tape.size_bytes:
            return TrialAnswer(state="refused", why="no_tape")
        trial_id = f"{self._prefix}-{next(self._numbers)}"
        trial = _Trial(ask, tape, TrialAnswer(state="waiting", trial_id=trial_id, step_ms=self._step_ms))
        try:
            self._waiting.put_nowait(trial)
        except queue.Full:
            return TrialAnswer(state="refused", why="busy")
        with self._lock:
            self._kept[trial_id] = trial
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return trial.answer

    def follow(self, camera_id: int, trial_id: str) -> TrialAnswer:
        """How far it is; a trial of another camera is as unknown as one that was let go of."""
        with self._lock:
            trial = self._kept.get(trial_id)
        if trial is None or trial.ask.camera_id != camera_id:
            return TrialAnswer(state="refused", why="unknown")
        return trial.answer

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                trial = self._waiting.get(timeout=0.5)
            except queue.Empty:
                continue
            try:
                self._run(trial)
            except Exception as error:  # a recogniser that fails must not end the trials of all others
                log.exception("trial failed", scene=trial.ask.scene.name)
                trial.answer = TrialAnswer(state="failed", trial_id=trial.answer.trial_id, why=repr(error)[:300])

    def _run(self, trial: _Trial) -> None:
        pipeline = Pipeline([trial.ask.scene], self._finder, condition=None)
        taped = [one.at_ms for one in trial.tape.pictures()]  # counted first, so that progress means something
        if not taped:
            trial.answer = TrialAnswer(state="failed", trial_id=trial.answer.trial_id, why="no_tape")
            return
        for one in trial.tape.pictures():
            if self._stop.is_set():
                return
            begun = time.thread_time()
            self._look(trial, pipeline, one)
            if why := pipeline.problem or pipeline.scenes[0].problem:
                trial.answer = TrialAnswer(state="failed", trial_id=trial.answer.trial_id, why=why[:300])
                return
            trial.answer = self._progress(trial, len(taped))
            self._stop.wait(time.thread_time() - begun)
        trial.answer = self._result(trial)

    def _look(self, trial: _Trial, pipeline: Pipeline, one: Taped) -> None:
        picture = cv2.imdecode(np.frombuffer(one.jpeg, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            return
        (reading,) = pipeline.observe(Frame(one.at_ms, np.asarray(picture, np.uint8))).readings
        is_said = reading.quality is Quality.GOOD and reading.value == reading.value  # NaN is not equal to itself
        trial.at_ms.append(one.at_ms)
        trial.value.append(round(reading.value, 3) if is_said else None)

    def _progress(self, trial: _Trial, total: int) -> TrialAnswer:
        return TrialAnswer(
            state="running", trial_id=trial.answer.trial_id, step_ms=self._step_ms,
            pictures_done=len(trial.at_ms), pictures=max(total, len(trial.at_ms)),
            from_ms=trial.at_ms[0] if trial.at_ms else 0, to_ms=trial.at_ms[-1] if trial.at_ms else 0,
        )  # fmt: skip

    def _result(self, trial: _Trial) -> TrialAnswer:
        gaps = [after - before for before, after in itertools.pairwise(trial.at_ms)]
        return TrialAnswer(
            state="done", trial_id=trial.answer.trial_id, step_ms=self._step_ms,
            pictures_done=len(trial.at_ms), pictures=len(trial.at_ms),
            from_ms=trial.at_ms[0], to_ms=trial.at_ms[-1], longest_gap_ms=max(gaps, default=0),
            at_ms=tuple(trial.at_ms), value=tuple(trial.value),
        )  # fmt: skip
