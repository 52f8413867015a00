"""A county-wide power cut: 10,000 instruments fall silent at once, and among them one room leaks ammonia.

The transitions go into the alarms stream of a whole platform, the leak's last of all; from there they take the real way
(worker, records, dispatch, notices, outbox). What is measured counts from the moment the stream has them all.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from anlan.alarms.publisher import PART
from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.messages import AlarmBatch, AlarmTransition, to_json
from anlan.domain.grades import Grade
from bench.county import Size, environment
from bench.results import figure
from bench.rig import Rig, rig

SIZE = Size(gateways=20, enterprises_per_gateway=65)
#: Silent points of one enterprise; those of 1,250 enterprises make the storm, the leak is at another.
SILENT_EACH, SILENT = 8, 10_000
#: Transitions in one message of the stream, as the alarms process writes them.
PER_MESSAGE = PART
LEAK_POINT = SIZE.enterprises * SIZE.points


def run() -> list[dict[str, Any]]:
    """Seconds until the leak's order is dispatched, and until all is in the records; the worker's memory."""
    return asyncio.run(_run())


async def _run() -> list[dict[str, Any]]:
    async with rig(SIZE) as place:
        await _side(place, "people", str(SIZE.enterprises))
        watch = await _begin(place, "watch", f"{LEAK_POINT}.limit.HH.storm", str(SILENT + 1))
        assert watch.stdout is not None
        await watch.stdout.readline()
        before_mb = place.rss_mb()["worker"]
        began = await _storm(place)
        seen, peak_mb = await _seen(watch, place)
    return _figures({name: at - began for name, at in seen.items()}, peak_mb - before_mb)


def _figures(after_s: dict[str, float], more_mb: float) -> list[dict[str, Any]]:
    what = f"storm of {SILENT + 1:,} alarms: "
    return [
        figure(what + "leak's order dispatched", after_s["dispatched"], "s", goal=2, higher_is_better=False),
        figure(what + "leak's first notice written", after_s["told"], "s", goal=2, higher_is_better=False),
        figure(what + "all in the records", after_s["all"], "s", goal=60, higher_is_better=False),
        figure(what + "memory of the worker, more", more_mb, "MB", goal=100, higher_is_better=False),
    ]


def transitions(at_ms: int) -> list[AlarmTransition]:
    """Silence everywhere, and at last the leak."""
    silent = [n // SILENT_EACH * SIZE.points + n % SILENT_EACH + 1 for n in range(SILENT)]
    found = [_one(point, "offline", "offline", Grade.YELLOW, at_ms) for point in silent]
    return [*found, _one(LEAK_POINT, "limit", "HH", Grade.RED, at_ms, value=180.0, set_point=56.0)]


def _one(point: int, rule: str, label: str, grade: Grade, at_ms: int, **said: float) -> AlarmTransition:
    alarm = f"{point}.{rule}.{label}.storm"
    return AlarmTransition(
        id=f"{alarm}.raised", alarm_id=alarm, kind="raised", point_id=point, rule=rule, label=label, grade=grade,
        at_ms=at_ms, logged_at_ms=at_ms, config_version=1, **said,  # type: ignore[arg-type]
    )  # fmt: skip


async def _storm(place: Rig) -> float:
    """Everything into the stream; returns when it was there."""
    bus = await Bus.connect("bench", place.config)
    found = transitions(int(time.time() * 1000))
    parts = [found[at : at + PER_MESSAGE] for at in range(0, len(found), PER_MESSAGE)]
    payloads = [to_json(AlarmBatch(partition=0, source_seq=n, transitions=part)) for n, part in enumerate(parts, 1)]
    for number, payload in enumerate(payloads):
        await bus.publish_durable(subjects.alarms(0), payload, msg_id=f"storm.{number}")
    at = time.time()
    await bus.close()
    return at


async def _begin(place: Rig, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.storm_side", *words,
        env={**environment(), **place.config.as_environment()},
        cwd=Path(__file__).parent.parent,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _side(place: Rig, *words: str) -> None:
    process = await _begin(place, *words)
    await process.communicate()
    if process.returncode:
        raise RuntimeError(f"bench.storm_side {words[0]} failed")


async def _seen(watch: asyncio.subprocess.Process, place: Rig) -> tuple[dict[str, float], float]:
    """What the watcher saw and when, and the worker's largest memory meanwhile."""
    done, peak_mb = asyncio.create_task(watch.communicate()), 0.0
    while not done.done():
        peak_mb = max(peak_mb, place.rss_mb().get("worker", 0.0))
        await asyncio.wait([done], timeout=0.2)
    out, _ = done.result()
    if watch.returncode:
        raise RuntimeError("the records did not take all alarms in within the time allowed")
    return json.loads(out), peak_mb
