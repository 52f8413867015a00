"""Rehearses the cameras of a scored run, faster than it lasts: ``python -m bench.cameras_rehearsal --cores 1.0``.

The real pipelines and models look at the drawn pictures in the order and at the times that analysts would choose on a
machine that gives the cameras so many cores: a look takes as long as the processor time it needs here. Prints what each
scene would have raised, and how often each camera was looked at. ``--also CODE,…`` adds cameras without a part;
``--all`` takes all 45. Cameras that are left out take their share of the machine all the same.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2

from anlan.alarms.rules.limit import step
from anlan.bus.messages import SceneConfig
from anlan.cameras.analysts import Turns
from anlan.cameras.catalogue import behaviours
from anlan.cameras.condition import Condition
from anlan.cameras.pace import Pace
from anlan.cameras.people import PersonFinder
from anlan.cameras.pipeline import Pipeline
from anlan.cameras.ring import as_jpeg
from anlan.cameras.scene import SceneReading
from anlan.cameras.views import Frame
from anlan.demo import plan as plans
from anlan.demo.pictures import county
from anlan.demo.pictures.programme import Programme, programme
from anlan.demo.pictures.score import Raised, score
from anlan.demo.pictures.virtual import VirtualCamera
from anlan.demo.pictures.watching import ANALYSED_FPS, SHOWN_FPS, SOONER_S, run_rota
from anlan.demo.plan_model import Plan
from anlan.domain.quality import Quality
from anlan.records.sites.defaults import defaults_of
from bench.cameras_bench import _finder

SLICE_S = 1 / float(SHOWN_FPS)
SERVERS = 2
#: Processor time of a look at a camera that is left out: nothing moves / the models look.
STILL_S, MOVING_S = 0.007, 0.055


@dataclass(slots=True)
class Alarm:
    """An upper limit, judged by the state machine of the alarms process, as coarse as the looks are."""

    set_point: float
    deadband: float
    on_s: float
    off_s: float
    strict: bool
    state: int = step.NORMAL
    since_ms: int = 0
    raised: list[list[float | None]] = field(default_factory=list)

    def see(self, t: float, value: float) -> None:
        now_ms, on_ms, off_ms = (round(s * 1000) for s in (t, self.on_s, self.off_s))
        distance = value - self.set_point
        self.state, self.since_ms, outcome = step.on_reading(
            self.state, self.since_ms, now_ms, distance, self.deadband, on_ms, off_ms, self.strict
        )
        if outcome == step.RAISED:
            self.raised.append([t, None])
        elif outcome == step.CLEARED:
            self.raised[-1][1] = t


class Stage:
    """One camera that is really looked at."""

    def __init__(self, code: str, scenes: list[SceneConfig], virtual: VirtualCamera, finder: PersonFinder) -> None:
        self.name, self.pace, self._virtual = code, Pace(ANALYSED_FPS, 0.0), virtual
        self.pipeline = Pipeline(scenes, finder, condition=Condition())
        self.behaviour = {s.point_id: s.behaviour for s in scenes}
        self.alarms = {s.point_id: _alarm(s.behaviour) for s in scenes}
        self.taken_at = -1.0
        self.is_ready = True
        self.values: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.spent: list[tuple[float, bool, float]] = []
        self.draw_s = 0.0
        self.states: list[tuple[float, str]] = []
        self.suspicions: Counter[str] = Counter()

    @property
    def is_attentive(self) -> bool:
        return self.pipeline.is_attentive

    @property
    def is_still(self) -> bool:
        return self.pipeline.is_still

    def look(self, t: float, began_ms: int) -> float:
        begun = time.thread_time()
        shown = t // SLICE_S * SLICE_S
        picture = self._virtual.frame(shown)[0]
        drawn = time.thread_time()
        self.draw_s += drawn - begun
        outcome = self.pipeline.observe(Frame(began_ms + round(shown * 1000), picture), self.pace)
        as_jpeg(picture)
        took = time.thread_time() - begun
        self.spent.append((t, outcome.looked, took))
        self.note(t, outcome.readings)
        if not self.states or self.states[-1][1] != outcome.state.name:
            self.states.append((round(t, 1), outcome.state.name))
        return took

    @property
    def raised(self) -> list[Raised]:
        """What its scenes would have raised so far."""
        return [
            Raised(self.name, self.behaviour[point], float(on or 0), off)  # type: ignore[arg-type]
            for point, alarm in self.alarms.items() for on, off in alarm.raised
        ]  # fmt: skip

    def note(self, t: float, readings: list[SceneReading]) -> None:
        self.suspicions.update(self.behaviour[r.point_id] for r in readings if r.is_suspicious)
        for r in readings:
            name = self.behaviour[r.point_id]
            value = r.value if r.quality is Quality.GOOD else float("nan")
            self.values[name].append((round(t, 1), round(value, 2)))
            if r.quality is Quality.GOOD:
                self.alarms[r.point_id].see(t, r.value)


class StandIn:
    """A camera that only takes time."""

    def __init__(self, code: str, moves: bool) -> None:
        self.name, self.pace, self._moves, self._heart = code, Pace(ANALYSED_FPS, 0.0), moves, 0.0
        self.is_ready, self.is_attentive, self.is_still, self.taken_at = True, False, not moves, -1.0
        self.spent: list[tuple[float, bool, float]] = []

    def look(self, t: float, _began_ms: int) -> float:
        beats = t - self._heart >= 5 * self.pace.stretch
        self._heart = t if beats else self._heart
        took = MOVING_S if self._moves or beats else STILL_S
        self.spent.append((t, self._moves or beats, took))
        return took


def main() -> None:
    """Play and tell."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--cores", type=float, default=1.0)
    ask.add_argument("--duration", type=float, default=300.0)
    ask.add_argument("--until", type=float)
    ask.add_argument("--from", dest="since", type=float, default=0.0)
    ask.add_argument("--only", default="")
    ask.add_argument("--also", default="")
    ask.add_argument("--all", action="store_true")
    ask.add_argument("--started", type=float, default=1_800_000_020.0)
    ask.add_argument("--values", default="")
    told = ask.parse_args()
    cv2.setNumThreads(1)
    plan = plans.build(plans.DEFAULT_SEED)
    shown = programme(plan, told.duration, told.started)
    stages = _cast(plan, shown, told)
    until_s = told.until or told.duration
    _play(stages, told.cores, told.since, until_s, round(told.started * 1000))
    _tell(shown, [s for s in stages if isinstance(s, Stage)], stages, until_s, told)


def _cast(plan: Any, shown: Programme, told: argparse.Namespace) -> list[Any]:
    finder, also, only = _finder(), set(told.also.split(",")), set(filter(None, told.only.split(",")))
    scenes = scenes_of(plan, shown, told.started)
    stages: list[Any] = []
    for code, played in shown.played.items():
        has_part = bool(played.act or played.window_s or played.dark_s)
        if (code in only) if only else (has_part or told.all or code in also):
            stages.append(Stage(code, scenes[code], VirtualCamera(played, played.seed), finder))
        else:
            stages.append(StandIn(code, played.is_staffed))
    return stages


def scenes_of(plan: Plan, shown: Programme, started_s: float) -> dict[str, list[SceneConfig]]:
    """What is watched by each camera of the programme, as the demo seeds it."""
    scenes = defaultdict(list)
    for number, planned in enumerate(county.scenes(plan), 1):
        played = shown.played[planned.camera]
        parameters = {}
        if planned.behaviour == "dust_cleaning":
            parameters = run_rota(started_s, is_missed=bool(played.window_s))
        scenes[planned.camera].append(
            SceneConfig(
                point_id=number,
                behaviour=planned.behaviour,
                name=planned.name,
                zone=list(planned.polygon),
                parameters=parameters,
            )
        )
    return scenes


def _play(stages: list[Any], cores: float, since: float, until_s: float, began_ms: int) -> None:
    free, turns, slow = [since] * SERVERS, Turns(), SERVERS / max(cores, 0.05)
    busy: dict[str, float] = {}
    while True:
        k = min(range(SERVERS), key=lambda k: free[k])
        t = free[k]
        if t >= until_s:
            return
        for stage in stages:
            stage.is_ready = t // SLICE_S > stage.taken_at // SLICE_S
        waiting = [s for s in stages if busy.get(s.name, 0) <= t and s.pace.due_at <= t and s.is_ready]
        if not waiting:
            free[k] = t + 0.02
            continue
        chosen = turns.next_of(waiting, t)
        chosen.taken_at = t
        took = chosen.look(t, began_ms) * slow
        chosen.pace.looked(t + took)
        free[k] = busy[chosen.name] = t + took


def _alarm(behaviour: str) -> Alarm:
    manifest = behaviours()[behaviour].manifest
    limit = next(one for one in defaults_of(manifest.kind, manifest.unit).limits if one.label == "H")
    set_point = SOONER_S.get(behaviour, limit.set_point)
    return Alarm(set_point, limit.deadband, limit.on_delay_s, limit.off_delay_s, limit.strict)


def _tell(shown: Programme, real: list[Stage], stages: list[Any], until_s: float, told: argparse.Namespace) -> None:
    codes = {s.name for s in real}
    expected = [h for h in shown.happenings if h.camera in codes]
    for h in expected:
        print(f"  {h.camera} {h.kind} {h.name} {h.began_s:.0f}-{h.ended_s:.0f}")
    raised = [r for s in real for r in s.raised]
    for name, one in score(expected, raised, until_s=until_s).items():
        wrong = [(r.camera, round(r.raised_s)) for r in (*one.spurious, *one.on_near_miss)]
        delays = [round(delay, 1) for delay in one.delays_s]
        print(name, f"found {one.found}/{one.expected} after {delays}", "missed", [h.camera for h in one.missed], wrong)
    for r in raised:
        print("   ", r.camera, r.behaviour, round(r.raised_s, 1), r.cleared_s and round(r.cleared_s, 1))
    _tell_costs(real, stages, until_s - told.since)
    if told.values:
        Path(told.values).write_text(json.dumps({s.name: s.values for s in real}))


def _tell_costs(real: list[Stage], stages: list[Any], lasted_s: float) -> None:
    rate = sum(len(s.spent) for s in stages) / lasted_s
    mine = [one for s in real for one in s.spent]
    still, full = (_mean([cost for _, looked, cost in mine if looked is wanted]) for wanted in (False, True))
    drawing = sum(s.draw_s for s in real) / max(1, len(mine))
    print(
        f"{rate:.1f} looks/s; ms a look: still {1000 * still:.1f}, full {1000 * full:.1f}, drawing {1000 * drawing:.1f}"
    )
    for s in real:
        gaps = sorted(b - a for (a, _, _), (b, _, _) in pairwise(s.spent))
        looks = f"{len(s.spent)} looks, {sum(looked for _, looked, _ in s.spent)} full"
        print(f"  {s.name} {looks}, gap {gaps[len(gaps) // 2]:.1f} to {gaps[-1]:.1f} s", s.states, dict(s.suspicions))


def _mean(values: list[float]) -> float:
    return sum(values) / max(1, len(values))


if __name__ == "__main__":
    main()
