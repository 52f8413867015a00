"""kill -9 of every process at random moments under load; then compare what is kept with what was promised.

Run by itself: ``python -m tests.acceptance.river.kill_run --kills 200 --seed 1``
"""

import argparse
import asyncio
import json
import random
import signal
import sqlite3
import time
from dataclasses import dataclass, field

from bench.county import Size, snapshot
from bench.rig import Rig, rig

from anlan.bus import history_client, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import AlarmBatch, AlarmTransition, RawQuery, from_json
from tests.acceptance.river.expected import expected_transitions
from tests.acceptance.river.plant import Answered, Plant

SIZE = Size(gateways=3, enterprises_per_gateway=2, points=10)
VICTIMS = ("gateway", "alarms", "history", "worker", "nats")


@dataclass
class Verdict:
    """What was found. Every list must be empty."""

    kills: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    transitions: int = 0
    lost_readings: list[object] = field(default_factory=list)
    lost_transitions: list[str] = field(default_factory=list)
    spurious_transitions: list[str] = field(default_factory=list)
    different_transitions: list[str] = field(default_factory=list)
    unapplied: list[str] = field(default_factory=list)
    wrong_alarms: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """True when nothing was lost, doubled or wrong."""
        return not any(
            (
                self.lost_readings,
                self.lost_transitions,
                self.spurious_transitions,
                self.different_transitions,
                self.unapplied,
                self.wrong_alarms,
            )
        )

    def summary(self) -> dict[str, object]:
        """Counts, and the first few of what is wrong."""
        return {
            name: value if not isinstance(value, list) else {"count": len(value), "first": value[:5]}
            for name, value in self.__dict__.items()
        }


async def kill_run(kills: int, seed: int) -> Verdict:
    """Run the whole system, kill ``kills`` processes, and judge."""
    verdict, answered = Verdict(), Answered()
    async with rig(SIZE) as place:
        stop = asyncio.Event()
        plants = [Plant(place.config.mqtt_port, SIZE, g, seed, answered) for g in range(SIZE.gateways)]
        sending = [asyncio.create_task(plant.run(stop)) for plant in plants]
        await asyncio.sleep(2)
        await _kill(place, kills, random.Random(seed), verdict)
        await asyncio.sleep(2)
        stop.set()
        await asyncio.gather(*sending)
        await place.system.until_well(60)
        await _judge(place, answered, verdict)
    return verdict


async def _kill(place: Rig, kills: int, dice: random.Random, verdict: Verdict) -> None:
    children = {child.name: child for child in place.system.supervisor.children}
    for _ in range(kills):
        name = dice.choice(VICTIMS)
        process = children[name].process
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGKILL)
            verdict.kills[name] = verdict.kills.get(name, 0) + 1
        # Sometimes a process is hit again while it starts, sometimes it gets to work.
        await asyncio.sleep(dice.choice([0.05, 0.3, 0.6, 1.0, 2.0]))


async def _judge(place: Rig, answered: Answered, verdict: Verdict) -> None:
    bus = await Bus.connect("judge", place.config)
    await asyncio.sleep(3)  # the newest second of history, and the last tick
    log = await read_stream(bus, subjects.READINGS)
    verdict.acknowledged = len(answered.acknowledged)
    verdict.lost_readings = sorted(answered.acknowledged - await _stored(bus))
    told = await _told(bus)
    # The log goes on while we look: judge up to the last entry whose consequences had time to arrive.
    expected = {t.id: t for t in expected_transitions(snapshot(SIZE), log)}
    applied = _applied(place)
    verdict.transitions = len(expected)
    verdict.lost_transitions = sorted(set(expected) - set(told))
    horizon = log[-1][0]
    verdict.spurious_transitions = sorted(i for i in set(told) - set(expected) if _seq(i) <= horizon)
    verdict.different_transitions = sorted(i for i in set(told) & set(expected) if told[i] != expected[i])
    verdict.unapplied = sorted(set(expected) - applied)
    verdict.wrong_alarms = _wrong_alarms(place, expected, horizon)
    await bus.close()


def _seq(transition_id: str) -> int:
    return int(transition_id.split("-")[1])


async def read_stream(bus: Bus, stream: str) -> list[tuple[int, int, bytes, dict[str, str]]]:
    """(sequence, log time in ms, payload, headers) of everything a stream holds now."""
    last = (await bus.js.stream_info(stream)).state.last_seq
    subscription = await bus.js.subscribe(_subject(stream), stream=stream, ordered_consumer=True)
    rows = []
    while not rows or rows[-1][0] < last:
        message = await subscription.next_msg(timeout=30)
        meta = message.metadata
        rows.append(
            (meta.sequence.stream, round(meta.timestamp.timestamp() * 1000), message.data, message.headers or {})
        )
    await subscription.unsubscribe()
    return rows


def _subject(stream: str) -> str:
    return {subjects.READINGS: "anlan.readings.*", subjects.ALARMS: "anlan.alarms.*"}[stream]


async def _stored(bus: Bus) -> set[tuple[int, int, float]]:
    points = list(range(1, SIZE.enterprises * SIZE.points + 1))
    now_ms, rows = int(time.time() * 1000), set()
    for point in points:
        start = now_ms - 24 * 3600_000
        while True:
            query = RawQuery(points=[point], from_ms=start, to_ms=now_ms + 60_000, limit=50_000)
            reply = await history_client.ask(bus, query, timeout_s=30)
            assert not reply.error, reply.error
            rows.update((p, t, v) for p, t, v, _ in reply.rows if v is not None)
            if not reply.is_truncated:
                break
            start = reply.rows[-1][1] + 1
    return rows


async def _told(bus: Bus) -> dict[str, AlarmTransition]:
    """What the engine published; a repeated id must be the same transition to the letter."""
    told: dict[str, AlarmTransition] = {}
    for _, _, payload, _ in await read_stream(bus, subjects.ALARMS):
        for transition in from_json(payload, AlarmBatch).transitions:
            assert told.setdefault(transition.id, transition) == transition, f"{transition.id} differs from itself"
    return told


def _applied(place: Rig) -> set[str]:
    with sqlite3.connect(place.config.data / "anlan.sqlite3") as database:
        return {row[0] for row in database.execute("select transition_id from alarm_log_appliedtransition")}


def _wrong_alarms(place: Rig, expected: dict[str, AlarmTransition], horizon: int) -> list[str]:
    """Alarms in SQL that the reference does not know, or whose end differs from it."""
    ends: dict[str, bool] = {}
    for transition in sorted(expected.values(), key=lambda t: (_seq(t.id), int(t.id.split("-")[2]))):
        ends[transition.alarm_id] = transition.kind == "raised"
    with sqlite3.connect(place.config.data / "anlan.sqlite3") as database:
        rows = dict(database.execute("select alarm_id, is_active from alarm_log_alarm"))
    wrong = [f"{i}: missing" for i in set(ends) - set(rows)]
    return wrong + [f"{i}: active={rows[i]}" for i in set(ends) & set(rows) if bool(rows[i]) != ends[i]]


def main() -> int:
    """Command line; prints the verdict as JSON, 1 when not clean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    verdict = asyncio.run(kill_run(args.kills, args.seed))
    print(json.dumps({"seed": args.seed, "is_clean": verdict.is_clean, **verdict.summary()}, indent=1, default=str))
    return 0 if verdict.is_clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
