"""kill -9 of every process at random moments under load; then compare what is kept with what was promised.

Run by itself: ``python -m tests.acceptance.river.kill_run --kills 200 --seed 1``
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence

<<<<<<< HEAD
from bench.county import Size
=======
import psycopg
from bench.county import Size, snapshot
>>>>>>> f4a33f6 (Run the records on PostgreSQL, where commands really run side by side)
from bench.rig import Rig, rig

from anlan.kit.settings import Settings
from anlan.kit.supervisor import Child
from anlan.web.up import System
from tests.acceptance.river.judge import Verdict, judge
from tests.acceptance.river.plant import Answered, Plant
from tests.acceptance.river.sabotage import SABOTAGES

SIZE = Size(gateways=3, enterprises_per_gateway=2, points=20)
#: A process is at work some seconds after its start (the rules are compiled, the log is caught up with).
AT_WORK_S = 5.0
VICTIMS = ("gateway", "alarms", "history", "worker", "nats")


<<<<<<< HEAD
async def kill_run(
    kills: int, seed: int, victims: Sequence[str] = VICTIMS, sabotage: str = "", size: Size = SIZE
) -> Verdict:
    """Run the whole system, kill ``kills`` processes, and judge. ``sabotage`` breaks one promise on purpose."""
    verdict, answered = Verdict(), Answered()
    async with rig(size, prepare=lambda system: _break(system, sabotage)) as place, duty(place.config):
=======
@dataclass
class Verdict:
    """What was found. Every list must be empty."""

    kills: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    transitions: int = 0
    incidents: int = 0
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


async def kill_run(kills: int, seed: int, **settings: object) -> Verdict:
    """Run the whole system, kill ``kills`` processes, and judge. ``settings`` put other servers in place."""
    verdict, answered = Verdict(), Answered()
    async with rig(SIZE, **settings) as place:
>>>>>>> f4a33f6 (Run the records on PostgreSQL, where commands really run side by side)
        stop = asyncio.Event()
        plants = [Plant(place.config.mqtt_port, size, g, seed, answered) for g in range(size.gateways)]
        sending = [asyncio.create_task(plant.run(stop)) for plant in plants]
        await asyncio.sleep(2)
        await _kill(place, kills, victims, random.Random(seed), verdict)
        await asyncio.sleep(2)
        stop.set()
        await asyncio.gather(*sending)
        await place.system.until_well(120)
        await judge(place.config, size, answered, verdict)
    return verdict


def _break(system: System, sabotage: str) -> None:
    """Snapshots in a hurry, and one promise broken when asked."""
    for what in ("hurried", sabotage):
        if what:
            command = [sys.executable, "-m", "tests.acceptance.river.sabotage", what]
            system.children[SABOTAGES[what]].command = command


@contextlib.asynccontextmanager
async def duty(config: Settings) -> AsyncIterator[None]:
    """People who close work orders meanwhile."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.acceptance.river.duty"), env={**os.environ, **config.as_environment()}
    )
    try:
        yield
        assert process.returncode is None, "the duty officers left"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _kill(place: Rig, kills: int, victims: Sequence[str], dice: random.Random, verdict: Verdict) -> None:
    children = {child.name: child for child in place.system.supervisor.children}
    for _ in range(kills):
        # One in three is hit wherever it is, perhaps while it starts; the others when they have got to work.
        name = await _alive(children, victims, dice, 0.0 if dice.random() < 0.33 else AT_WORK_S)
        process = children[name].process
        assert process
        process.send_signal(signal.SIGKILL)
        verdict.kills[name] = verdict.kills.get(name, 0) + 1
        await asyncio.sleep(dice.choice([0.05, 0.3, 0.6, 1.0, 2.0]))


<<<<<<< HEAD
async def _alive(children: dict[str, Child], victims: Sequence[str], dice: random.Random, for_s: float) -> str:
    """A victim that has lived for so long; waits until there is one."""
    while True:
        long_enough = time.monotonic() - for_s
        alive = [n for n in victims if _lives(children[n]) and children[n].started_at_s <= long_enough]
        if alive:
            return dice.choice(alive)
        await asyncio.sleep(0.05)


def _lives(child: Child) -> bool:
    return child.process is not None and child.process.returncode is None
=======
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
    verdict.incidents = len(select(place, "select id from incidents_incident"))
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
    return {row[0] for row in select(place, "select transition_id from alarm_log_appliedtransition")}


def select(place: Rig, text: str) -> list[tuple[object, ...]]:
    """Rows of the records, straight from the database, past all of Anlan's code."""
    if place.config.database_url:
        with psycopg.connect(place.config.database_url) as postgres:
            return postgres.execute(text).fetchall()  # type: ignore[call-overload, no-any-return]
    with contextlib.closing(sqlite3.connect(place.config.data / "anlan.sqlite3")) as sqlite:
        return sqlite.execute(text).fetchall()


def _wrong_alarms(place: Rig, expected: dict[str, AlarmTransition], horizon: int) -> list[str]:
    """Alarms in SQL that the reference does not know, or whose end differs from it."""
    ends: dict[str, bool] = {}
    for transition in sorted(expected.values(), key=lambda t: (_seq(t.id), int(t.id.split("-")[2]))):
        ends[transition.alarm_id] = transition.kind == "raised"
    rows = dict(select(place, "select alarm_id, is_active from alarm_log_alarm"))
    wrong = [f"{i}: missing" for i in set(ends) - set(rows)]
    return wrong + [f"{i}: active={rows[i]}" for i in set(ends) & set(rows) if bool(rows[i]) != ends[i]]
>>>>>>> f4a33f6 (Run the records on PostgreSQL, where commands really run side by side)


def main() -> int:
    """Command line; prints the verdict as JSON, 1 when not clean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sabotage", choices=sorted(SABOTAGES), default="", help="break one promise on purpose")
    args = parser.parse_args()
    victims = (SABOTAGES[args.sabotage],) if args.sabotage else VICTIMS
    verdict = asyncio.run(kill_run(args.kills, args.seed, victims, args.sabotage))
    print(json.dumps({"seed": args.seed, "is_clean": verdict.is_clean, **verdict.summary()}, indent=1, default=str))
    return 0 if verdict.is_clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
