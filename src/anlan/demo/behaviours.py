"""Judges the cameras of a scored run: what their scenes raised against what the programme showed."""

import asyncio
import json
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from anlan.demo import plan as plans
from anlan.demo.handover import Handover, Watched
from anlan.demo.pictures import score as pictures_score
from anlan.demo.pictures.county import NAMES
from anlan.demo.pictures.programme import Programme, programme
from anlan.demo.pictures.score import EARLY_S, LATE_S, BehaviourScore, Raised
from anlan.demo.score import moment_ms
from anlan.domain.clock import Clock

Alarm = dict[str, Any]

#: How often the cameras process is asked how it does.
ASK_EVERY_S = 5.0
#: Name under which a camera that cannot see is scored, beside the behaviours.
BLIND = "camera_blind"


@dataclass(slots=True)
class CamerasWatch:
    """What the cameras process says of itself while the run lasts."""

    base_url: str
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def run(self) -> None:
        """Ask until cancelled; an answer that does not come is no error of the run."""
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            facts = await asyncio.to_thread(self._facts)
            if facts.get("cameras"):
                self.heard.append(facts)

    def summary(self) -> dict[str, Any]:
        """Cameras and scenes, the wished and the reached rate, memory."""
        if not self.heard:
            return {"cameras": 0, "scenes": 0}
        reached = sorted(float(facts["fps_effective"]) for facts in self.heard)
        memory_mb = max(float(facts["memory_mb"]) for facts in self.heard)
        last = self.heard[-1]
        return {
            "cameras": last["cameras"],
            "scenes": last["scenes"],
            "fps_wanted": max(float(facts["fps_wanted"]) for facts in self.heard),
            "fps_effective": reached[len(reached) // 2],
            "fps_per_camera": round(reached[len(reached) // 2] / last["cameras"], 2),
            "memory_mb": memory_mb,
            "memory_mb_per_camera": round(memory_mb / last["cameras"], 1),
            "ring_mb": last["ring_mb"],
        }

    def _facts(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(self.base_url + "/healthz", timeout=5) as answer:  # noqa: S310 - our own URL
                body: dict[str, Any] = json.loads(answer.read())
        except OSError:
            return {}
        facts: dict[str, Any] = body.get("processes", {}).get("cameras", {})
        return facts


@dataclass(slots=True)
class CamerasScore:
    """``rows``: per behaviour expected, raised, missed, spurious and delay_s. ``problems`` name what was wrong."""

    rows: dict[str, dict[str, Any]]
    problems: list[str]

    @property
    def is_clean(self) -> bool:
        """True when everything shown was found and ended, and nothing else was raised."""
        return not self.problems


def programme_of(handover: Handover) -> Programme | None:
    """What the cameras show in this run; None when nothing that can be scored."""
    watched = handover.watched
    if watched.programme_s is None or not watched.scenes:
        return None
    return programme(plans.build(handover.seed), watched.programme_s, watched.started_s)


def not_shown(shown: Programme | None) -> list[str]:
    """What the run was too short for, or everything when its cameras were left out."""
    if shown is None:
        return [*NAMES, BLIND]
    happens = shown.expected | {BLIND for h in shown.happenings if h.kind == "fault"}
    return [name for name in (*NAMES, BLIND) if name not in happens]


def judge(shown: Programme, watched: Watched, alarms: Iterable[Alarm], clock: Clock) -> CamerasScore:
    """Compare the alarms of the cameras' points with the programme."""
    mine = [alarm for alarm in alarms if alarm["point"]["id"] in watched.point_ids]
    scenes = {point: key.partition("/") for key, point in watched.scenes.items()}
    of_scenes = [a for a in mine if a["point"]["id"] in scenes and a["rule"] == "limit" and a["label"] == "H"]
    raised = [_raised(alarm, scenes[alarm["point"]["id"]], watched.started_s) for alarm in of_scenes]
    until_s = clock.now_ms() / 1000 - watched.started_s
    scores = pictures_score.score(shown.happenings, raised, until_s=until_s)
    rows: dict[str, dict[str, Any]] = {name: _row(scores.get(name, BehaviourScore()), raised, name) for name in NAMES}
    states = {point: code for code, point in watched.cameras.items()}
    of_states = [a for a in mine if a["point"]["id"] in states and a["rule"] == "limit"]
    rows[BLIND] = _blind_row(shown, [(states[a["point"]["id"]], _at_s(a, watched.started_s)) for a in of_states])
    problems = [*_problems(scores), *_blind_problems(rows[BLIND]), *_standing(mine)]
    others = [a for a in mine if a not in of_scenes and a not in of_states]
    problems += [f"{a['point']['name']}: {a['rule']} {a['label']} at {a['raised_at']}" for a in others]
    return CamerasScore(rows, problems)


def _at_s(alarm: Alarm, started_s: float) -> float:
    return moment_ms(alarm["raised_at"]) / 1000 - started_s


def _raised(alarm: Alarm, scene: tuple[str, str, str], started_s: float) -> Raised:
    camera, _, behaviour = scene
    return Raised(camera, behaviour, _at_s(alarm, started_s))  # type: ignore[arg-type]


def _row(found: BehaviourScore, raised: list[Raised], name: str) -> dict[str, Any]:
    delays = [round(delay, 1) for delay in found.delays_s]
    return {
        "expected": found.expected,
        "raised": sum(r.behaviour == name for r in raised),
        "missed": len(found.missed),
        "spurious": len(found.spurious) + len(found.on_near_miss),
        "delay_s": delays[0] if delays else None,
    }


def _blind_row(shown: Programme, raised: list[tuple[str, float]]) -> dict[str, Any]:
    faults = [h for h in shown.happenings if h.kind == "fault"]
    belongs = [
        (camera, at_s, fault)
        for camera, at_s in raised
        for fault in faults
        if camera == fault.camera and fault.began_s - EARLY_S <= at_s <= fault.ended_s + LATE_S
    ]
    found = {fault.camera for _, _, fault in belongs}
    return {
        "expected": len(faults),
        "raised": len(raised),
        "missed": sum(fault.camera not in found for fault in faults),
        "spurious": len(raised) - len(belongs),
        "delay_s": round(belongs[0][1] - belongs[0][2].began_s, 1) if belongs else None,
    }


def _problems(scores: dict[Any, BehaviourScore]) -> list[str]:
    found = []
    for name, one in scores.items():
        found += [f"{name} missed: {h.camera} {h.name} {h.began_s:.0f}–{h.ended_s:.0f} s" for h in one.missed]
        found += [f"{name} spurious: {r.camera} at {r.raised_s:.0f} s" for r in one.spurious]
        found += [f"{name} on a near miss: {r.camera} at {r.raised_s:.0f} s" for r in one.on_near_miss]
    return found


def _blind_problems(row: dict[str, Any]) -> list[str]:
    return [f"{BLIND} {key}: {row[key]}" for key in ("missed", "spurious") if row[key]]


def _standing(alarms: list[Alarm]) -> list[str]:
    return [f"{a['point']['name']}: {a['label']} still stands" for a in alarms if a["is_active"]]
