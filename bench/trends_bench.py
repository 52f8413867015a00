"""The trend page's server side: twelve curves over 30 days of 5-s data, zoomed from the month down to single readings.

Through the whole platform, as a browser asks: session, rights, history process, JSON. The history is filled before the
platform starts. A person zooms about once a second; here the next question follows the answer.
"""

import asyncio
import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

import numpy as np

from anlan.kit.settings import Settings
from anlan.web.up import System
from bench.county import Size
from bench.history_bench import DAY_MS, DAYS, Bench
from bench.results import figure
from bench.rig import Rig, rig

#: As many curves as the page shows at once, of the width of a large screen.
CURVES, WIDTH_PX = 12, 1600
#: What is seen on the way in, ms: a month, a week, a day, an hour, ten minutes, one.
STAIRS_MS = (30 * DAY_MS, 7 * DAY_MS, DAY_MS, 3_600_000, 600_000, 60_000)
WALKS = 20


@dataclass
class Asked:
    """One question: how wide, how long it took, how many bytes came."""

    span_ms: int
    took_ms: float
    size: int


def run() -> list[dict[str, Any]]:
    """p95 of all questions, of the widest and of the deepest."""
    return asyncio.run(_run())


async def _run() -> list[dict[str, Any]]:
    async with rig(Size(gateways=1, enterprises_per_gateway=1, points=CURVES), prepare=_fill) as place:
        asked = await asyncio.to_thread(_zoom, place)
    note = f"{CURVES} points, {DAYS} days of 5-s data, {WIDTH_PX} px, {len(asked)} questions"
    return [
        figure("trends: zooming, p95", _p95(asked), "ms", goal=100, higher_is_better=False,
               note=f"{note}; p50 {np.percentile([one.took_ms for one in asked], 50):.0f} ms, largest answer "
                    f"{max(one.size for one in asked) // 1000} kB"),
        *(figure(f"trends: {name}, p95", _p95([one for one in asked if one.span_ms == span]), "ms", goal=100,
                 higher_is_better=False, note=f"{CURVES} points")
          for name, span in (("30 days", STAIRS_MS[0]), ("1 day", STAIRS_MS[2]), ("10 minutes, raw", STAIRS_MS[4]))),
    ]  # fmt: skip


def _p95(asked: list[Asked]) -> float:
    return float(np.percentile([one.took_ms for one in asked], 95))


def _fill(system: System) -> None:
    """30 days of twelve points and more into the store that the history process will open."""
    bench = Bench(system.config.folder("history"))
    bench.fill()
    bench.store.roll_up(bench.now_ms)
    bench.store.close()


def _zoom(place: Rig) -> list[Asked]:
    """Walks down the stairs around places of its own, half of them beside the same hours of the day before."""
    rng, now_ms = np.random.default_rng(2), time.time_ns() // 1_000_000
    _ask(place.config, place.session, now_ms - DAY_MS, now_ms)  # what is compiled and opened at the first question
    found = []
    for walk in range(WALKS):
        centre = now_ms - int(rng.uniform(1, DAYS - 1) * DAY_MS)
        for span in STAIRS_MS:
            low = max(now_ms - DAYS * DAY_MS, centre - span // 2)
            for back in (0, DAY_MS)[: 1 + walk % 2]:
                found.append(_ask(place.config, place.session, low - back, low + span - back))
    return found


def _ask(config: Settings, session: str, low: int, high: int) -> Asked:
    points = ",".join(str(number) for number in range(1, CURVES + 1))
    url = f"http://127.0.0.1:{config.http_port}/api/series?points={points}&from_ms={low}&to_ms={high}&width={WIDTH_PX}"
    request = urllib.request.Request(url, headers={"Cookie": f"sessionid={session}"})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        body = answer.read()
    took_ms = (time.perf_counter() - began) * 1000
    assert len(json.loads(body)["series"]) == CURVES
    return Asked(high - low, took_ms, len(body))
