"""How strongly the zone looks like fire or smoke, 0..1. A suspicion: a person confirms it.

Two witnesses. A trained head gives every cell of a grid a score for fire and one for smoke. A gate looks for flame
colour that flickers, people painted out. The head may speak alone. Of the gate, a small flicker only makes a weak word
of the head count; a blaze, large and outshining the camera, is a suspicion of its own (``flame.py``).
The value is the median of the last seconds, of three looks at least: one odd picture raises nothing.

Worked example: the head's scores are 0.1, 0.7, 0.6, 0.8 in four seconds at one look a second: the value is 0.65.
"""

from collections import deque
from statistics import median
from typing import Annotated

import cv2
import msgspec
import numpy as np
import numpy.typing as npt

from anlan.cameras import recogniser
from anlan.cameras.people import SURE
from anlan.cameras.recognisers.fire_smoke.flame import FlameGate, Flicker
from anlan.cameras.views import Finding, View

#: The mean of this many highest cells is the score of a picture, as in training.
TOP_CELLS = 2
#: From this score of one picture on the camera is looked at more often.
SUSPICIOUS = 0.3
#: The median is over so many looks at least, however slowly they come.
FEWEST = 3


class Config(recogniser.Config, frozen=True, kw_only=True):
    """What may be set per scene."""

    window_s: Annotated[
        float,
        msgspec.Meta(
            ge=1,
            le=60,
            description="Median over this many seconds.",
            extra_json_schema={"title_zh": "取中位数的时长（秒）"},
        ),
    ] = 4.0
    flame_bonus: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=0.5,
            description="Added to the score while something flickers like a flame.",
            extra_json_schema={"title_zh": "出现火焰状闪烁时加分"},
        ),
    ] = 0.3
    blaze_score: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="Score of a large blaze even where the model sees none; 0 = off.",
            extra_json_schema={"title_zh": "大面积明火的得分（0为关闭）"},
        ),
    ] = 0.75
    smoke: Annotated[
        bool,
        msgspec.Meta(
            description="Smoke counts as well; off where there is steam or fog.",
            extra_json_schema={"title_zh": "同时识别烟雾（有蒸汽或雾气处请关闭）"},
        ),
    ] = True


class Recogniser(recogniser.Recogniser[Config]):
    """Median of the scores of the last seconds."""

    config_type = Config

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._gate = FlameGate()
        self._scores: deque[tuple[int, float]] = deque()

    def observe(self, view: View) -> Finding:
        """Take one view; the value is 0..1."""
        # Flames and smoke pass for weak persons at times, and must not hide themselves.
        people = [person.box for person in view.everybody if person.is_believable(SURE)]
        flicker = self._gate.judge(view.picture, view.zone.pixels, people)
        score = self._head_score(view) + (self.config.flame_bonus if flicker else 0.0)
        if flicker is Flicker.BLAZE:
            score = max(score, self.config.blaze_score)
        self._scores.append((view.at_ms, min(1.0, score)))
        while len(self._scores) > FEWEST and self._scores[0][0] <= view.at_ms - self.config.window_s * 1000:
            self._scores.popleft()
        note = "flame-coloured flicker" if flicker else ""
        value = round(float(median(s for _, s in self._scores)), 3)
        return Finding(value, note=note, is_suspicious=score >= SUSPICIOUS or self._gate.glows)

    def blind(self, at_ms: int) -> None:
        """What was seen before a gap does not mix with what comes after."""
        self.reset()

    def reset(self) -> None:
        """Duty begins."""
        self._scores.clear()
        self._gate.forget()

    def _head_score(self, view: View) -> float:
        if view.fire_smoke is None:
            return 0.0
        wanted = view.fire_smoke if self.config.smoke else view.fire_smoke[:1]
        watched = _watched(view, wanted.shape[1], wanted.shape[2])
        if not watched.any():
            return 0.0
        highest = np.sort(wanted[:, watched], 1)[:, -TOP_CELLS:]
        return float(highest.mean(1).max())


def _watched(view: View, rows: int, columns: int) -> npt.NDArray[np.bool_]:
    """(rows, columns) cells of which the zone covers a good part."""
    covered = cv2.resize(view.zone.pixels, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(covered >= min(100, int(covered.max())), np.bool_) & (covered > 0)
