"""Restart: the alarms process of 650,000 points is killed under load; when does it judge live readings again?"""

import asyncio
import json
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from bench.county import Size
from bench.load import Plan, command
from bench.results import figure
from bench.rig import Rig, rig

FULL = Size(gateways=20, enterprises_per_gateway=650)
RATE = 130_000
#: Long enough for a snapshot to be on disk and a stretch of log behind it.
KILL_AFTER_S = 50.0
#: Behind the log by less than this counts as live.
LIVE_LAG_S = 1.0


def run() -> list[dict[str, Any]]:
    """Seconds from kill -9 to live again, at 130,000 readings/s."""
    return asyncio.run(_run())


async def _run() -> list[dict[str, Any]]:
    async with rig(FULL) as place:
        load = await asyncio.create_subprocess_exec(
            *command(Plan(place.config.mqtt_port, FULL, RATE, KILL_AFTER_S + 40, 5, 5)),
            stdout=asyncio.subprocess.DEVNULL,
            cwd=Path(__file__).parent.parent,
        )
        await asyncio.sleep(KILL_AFTER_S)
        took_s = await _killed_and_back(place)
        load.kill()
        await load.wait()
    return [
        figure(
            "alarms live again after kill -9, 650,000 points", took_s, "s", goal=10, higher_is_better=False,
            note=f"under {RATE:,} readings/s",
        )
    ]  # fmt: skip


async def _killed_and_back(place: Rig) -> float:
    child = place.system.children["alarms"]
    assert child.process is not None
    before = child.process.pid
    began = time.monotonic()
    killed_ms = time.time() * 1000
    os.kill(before, signal.SIGKILL)
    while True:
        await asyncio.sleep(0.1)
        beat = await asyncio.to_thread(_beat, place.config.http_port)
        is_new = child.process.pid != before and beat.get("at_ms", 0) - killed_ms > 0
        is_live = beat.get("p0_readings", 0) > 0 and beat.get("lag_s", 99.0) < LIVE_LAG_S
        if is_new and is_live and time.monotonic() - began > 1:
            return time.monotonic() - began


def _beat(port: int) -> dict[str, Any]:
    """The alarms process's newest heartbeat, with ``at_ms`` of when it beat."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
            return _of(json.loads(page.read()))
    except urllib.error.HTTPError as unwell:  # 503 says the same, and why
        return _of(json.loads(unwell.read()))


def _of(body: dict[str, Any]) -> dict[str, Any]:
    beat: dict[str, Any] = body["processes"].get("alarms", {})
    return {**beat, "at_ms": body["at_ms"] - beat.get("age_ms", 10**9)}
