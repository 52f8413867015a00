"""The whole river under load: durable MQTT → rules → history → alarm on a screen, generator included, one machine."""

import asyncio
import contextlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from anlan.bus import history_client
from anlan.bus.client import Bus
from anlan.bus.messages import CountQuery
from bench.county import Size
from bench.load import Plan, command
from bench.prometheus_peer import readings_per_core_second
from bench.results import figure
from bench.rig import Rig, rig

SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
FULL = Size(gateways=20, enterprises_per_gateway=650)
RATE = int(os.environ.get("BENCH_RATE", "131000"))


def run() -> list[dict[str, Any]]:
    """50 points a message at 130,000 readings/s, then single readings, then Prometheus on the same kind of stream."""
    rows = asyncio.run(_many()) + asyncio.run(_single())
    peer = readings_per_core_second() if shutil.which("prometheus") else None
    ours = next(r["value"] for r in rows if r["name"] == "readings per core-second")
    rows = [r for r in rows if r["name"] != "readings per core-second"]
    name = "Prometheus 2.42, 2 rules a series" if peer else "Prometheus is not installed: not compared"
    rows.append(
        figure("readings per core-second", ours, "readings/core-s", peer=name, peer_value=peer,
               goal=5 * peer if peer else None, note="goal: 5 × the peer")
    )  # fmt: skip
    return rows


async def _load(place: Rig, plan: Plan) -> tuple[dict[str, Any], dict[str, tuple[float, float]]]:
    """Run the generator and listen to the screens; returns its report and (left, seen) per injected alarm."""
    seen: dict[str, float] = {}

    async def listen() -> None:
        async for at, alarm in place.alarms():
            if alarm.get("event") == "raised":
                raised_ms = _ms(alarm["raised_at"])
                seen.setdefault(f"{alarm['point']['id']}.{raised_ms}", at)  # type: ignore[index]

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.5)
    process = await asyncio.create_subprocess_exec(
        *command(plan), stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parent.parent
    )
    out, _ = await process.communicate()
    report = json.loads(out)
    await asyncio.sleep(3)
    listening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listening
    pairs = {key: (left, seen[key]) for key, left in report["injected"].items() if key in seen}
    return report, pairs


def _ms(iso: object) -> int:
    from datetime import datetime

    return round(datetime.fromisoformat(str(iso)).timestamp() * 1000)


async def _stored(place: Rig, wanted: int) -> int:
    """Distinct readings in history, once it has caught up or 30 s have passed."""
    bus = await Bus.connect("bench", place.config)
    count = 0
    for _ in range(30):
        reply = await history_client.ask(bus, CountQuery(), timeout_s=60)
        count = reply.count
        if count >= wanted:
            break
        await asyncio.sleep(1)
    await bus.close()
    return count


async def _many() -> list[dict[str, Any]]:
    async with rig(FULL) as place:
        before = place.cpu_s()
        plan = Plan(place.config.mqtt_port, FULL, RATE, SECONDS, 10, 5)
        report, pairs = await _load(place, plan)
        cpu = {name: used - before.get(name, 0) for name, used in place.cpu_s().items()}
        stored = await _stored(place, report["sent_readings"])
        memory = place.rss_mb()
    delays = np.array([seen - left for left, seen in pairs.values()] or [np.nan]) * 1000
    rate = report["measured_readings"] / report["measured_s"]
    print("CPU s:", {k: round(v, 1) for k, v in cpu.items()}, "generator:", round(report["cpu_s"], 1), flush=True)
    print("RSS MB:", {k: round(v) for k, v in memory.items()}, "PUBACK ms:", report["ack_ms"], flush=True)
    lost = report["sent_readings"] - stored if report["all_acknowledged"] else float("nan")
    unseen = len(report["injected"]) - len(pairs)
    return [
        figure("durable ingest, 50 points a message", rate, "readings/s", goal=130_000,
               note=f"{report['measured_s']:.0f} s, held back {report['held_back']}×"),
        figure("sensor to alarm on screen, p50", float(np.percentile(delays, 50)), "ms", goal=100,
               higher_is_better=False, note=f"{len(delays)} alarms"),
        figure("sensor to alarm on screen, p99", float(np.percentile(delays, 99)), "ms", goal=500,
               higher_is_better=False),
        figure("PUBACK p99", report["ack_ms"]["p99"], "ms", higher_is_better=False),
        figure("acknowledged readings lost", lost, "readings", goal=0, higher_is_better=False),
        figure("injected alarms not seen", unseen, "alarms", goal=0, higher_is_better=False),
        figure("readings per core-second", report["sent_readings"] / sum(cpu.values()), "readings/core-s"),
    ]  # fmt: skip


async def _single() -> list[dict[str, Any]]:
    size = Size(gateways=20, enterprises_per_gateway=500, points=1)
    async with rig(size) as place:
        plan = Plan(place.config.mqtt_port, size, 20_000, 15, 3, 0, in_flight=500)
        report, _ = await _load(place, plan)
        stored = await _stored(place, report["sent_readings"])
    rate = report["measured_readings"] / report["measured_s"]
    return [
        figure("durable ingest, one reading a message", rate, "messages/s", goal=5_000,
               note=f"lost {report['sent_readings'] - stored}"),
    ]  # fmt: skip
