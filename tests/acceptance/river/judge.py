"""Compares what is kept with what was promised. The rules are judged by the plain reference, SQL by `ledger`."""

import asyncio
import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field

from bench.county import Size, snapshot

from anlan.bus import history_client, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import AlarmBatch, AlarmTransition, RawQuery, from_json
from anlan.bus.readings import decode
from anlan.kit.settings import Settings
from tests.acceptance.river.expected import LogRow, expected_transitions
from tests.acceptance.river.ledger import AlarmRow, Ledger
from tests.acceptance.river.plant import Answered, Reading

#: How long the platform may take to catch up before what is missing counts as lost.
SETTLE_S = 60.0


@dataclass
class Verdict:
    """What was found. Every list must be empty."""

    kills: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    acknowledged: int = 0
    transitions: int = 0
    alarms: int = 0
    incidents: int = 0
    lost_readings: list[object] = field(default_factory=list)
    lost_from_log: list[object] = field(default_factory=list)
    doubled_readings: list[object] = field(default_factory=list)
    invented_readings: list[object] = field(default_factory=list)
    lost_transitions: list[str] = field(default_factory=list)
    spurious_transitions: list[str] = field(default_factory=list)
    different_transitions: list[str] = field(default_factory=list)
    unapplied: list[str] = field(default_factory=list)
    spurious_applied: list[str] = field(default_factory=list)
    wrong_alarms: list[str] = field(default_factory=list)
    wrong_incidents: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """True when nothing was lost, doubled or wrong."""
        return not any(value for value in self.__dict__.values() if isinstance(value, list))

    def summary(self) -> dict[str, object]:
        """Counts, and the first few of what is wrong."""
        return {
            name: value if not isinstance(value, list) else {"count": len(value), "first": value[:5]}
            for name, value in self.__dict__.items()
        }


async def judge(config: Settings, size: Size, answered: Answered, verdict: Verdict) -> None:
    """Fill ``verdict`` from the log, history and SQL of a system that is well and no longer fed."""
    bus = await Bus.connect("judge", config)
    try:
        log = await read_stream(bus, subjects.READINGS)
        logged = {reading for row in log for reading in _readings_of(row)}
        verdict.lost_from_log = sorted(answered.acknowledged - logged)
        await judge_readings(bus, size, answered, verdict)
        await _judge_alarms(bus, config, size, log, verdict)
    finally:
        await bus.close()


async def judge_readings(bus: Bus, size: Size, answered: Answered, verdict: Verdict) -> None:
    """What was acknowledged against what history holds."""
    verdict.sent, verdict.acknowledged = answered.sent, len(answered.acknowledged)
    kept = await _settled(bus, size, answered.acknowledged)
    verdict.lost_readings = sorted(answered.acknowledged - set(kept))
    verdict.doubled_readings = sorted(reading for reading, n in Counter(kept).items() if n > 1)
    verdict.invented_readings = sorted(set(kept) - answered.offered)


def _readings_of(row: LogRow) -> list[Reading]:
    batch = decode(row[2])
    return list(zip(batch.point.tolist(), batch.ts_ms.tolist(), batch.value.tolist(), strict=True))


async def _settled(bus: Bus, size: Size, wanted: set[Reading]) -> list[Reading]:
    """What history holds once it has all that is wanted, or when the time for it is over."""
    deadline = time.monotonic() + SETTLE_S
    while True:
        kept: list[Reading] = []
        with contextlib.suppress(history_client.HistoryUnavailable):  # it may be starting again
            kept = await _stored(bus, size)
        if wanted <= set(kept) or time.monotonic() > deadline:
            return kept
        await asyncio.sleep(1)


async def _stored(bus: Bus, size: Size) -> list[Reading]:
    now_ms, rows = int(time.time() * 1000), []
    for point in range(1, size.enterprises * size.points + 1):
        start = now_ms - 24 * 3600_000
        while True:
            query = RawQuery(points=[point], from_ms=start, to_ms=now_ms + 60_000, limit=50_000)
            reply = await history_client.ask(bus, query, timeout_s=30)
            assert not reply.error, reply.error
            rows += [(p, t, v) for p, t, v, _ in reply.rows if v is not None]
            if not reply.is_truncated:
                break
            start = reply.rows[-1][1] + 1
    return rows


async def _judge_alarms(bus: Bus, config: Settings, size: Size, log: list[LogRow], verdict: Verdict) -> None:
    """The log goes on while we look (ticks): everything is judged up to the last entry that was read."""
    expected = {t.id: t for t in expected_transitions(snapshot(size), log)}
    ledger = await _caught_up(config, set(expected))
    told = await _told(bus)  # read after SQL: what has been applied has been told
    horizon = log[-1][0]
    verdict.transitions, verdict.alarms, verdict.incidents = len(expected), len(ledger.alarms), len(ledger.incidents)
    verdict.lost_transitions = sorted(set(expected) - set(told))
    verdict.spurious_transitions = sorted(i for i in set(told) - set(expected) if _seq(i) <= horizon)
    verdict.different_transitions = sorted(i for i in set(told) & set(expected) if told[i] != expected[i])
    verdict.unapplied = sorted(set(expected) - set(ledger.applied))
    verdict.spurious_applied = sorted(i for i in set(ledger.applied) - set(expected) if _seq(i) <= horizon)
    verdict.wrong_alarms = _wrong_alarms(ledger, expected, horizon)
    verdict.wrong_incidents = ledger.incident_faults(size)
    if ledger.check != "ok":
        verdict.wrong_alarms.append(f"the database is damaged: {ledger.check}")


async def _caught_up(config: Settings, wanted: set[str]) -> Ledger:
    deadline = time.monotonic() + SETTLE_S
    while True:
        ledger = Ledger(config)
        if wanted <= set(ledger.applied) or time.monotonic() > deadline:
            return ledger
        await asyncio.sleep(1)


def _seq(transition_id: str) -> int:
    return int(transition_id.split("-")[1])


async def read_stream(bus: Bus, stream: str) -> list[LogRow]:
    """(sequence, log time in ms, payload, headers) of everything a stream holds now."""
    last = (await bus.js.stream_info(stream)).state.last_seq
    subscription = await bus.js.subscribe(_SUBJECT[stream], stream=stream, ordered_consumer=True)
    rows: list[LogRow] = []
    while last and (not rows or rows[-1][0] < last):
        message = await subscription.next_msg(timeout=30)
        meta = message.metadata
        rows.append(
            (meta.sequence.stream, round(meta.timestamp.timestamp() * 1000), message.data, message.headers or {})
        )
    await subscription.unsubscribe()
    return rows


_SUBJECT = {subjects.READINGS: "anlan.readings.*", subjects.ALARMS: "anlan.alarms.*"}


async def _told(bus: Bus) -> dict[str, AlarmTransition]:
    """What the engine published; a repeated id must be the same transition to the letter."""
    told: dict[str, AlarmTransition] = {}
    for _, _, payload, _ in await read_stream(bus, subjects.ALARMS):
        for transition in from_json(payload, AlarmBatch).transitions:
            assert told.setdefault(transition.id, transition) == transition, f"{transition.id} differs from itself"
    return told


def _wrong_alarms(ledger: Ledger, expected: dict[str, AlarmTransition], horizon: int) -> list[str]:
    """Alarms in SQL that the reference does not know, knows otherwise, or that are missing or twice."""
    raised, is_active = {}, {}
    for transition in sorted(expected.values(), key=lambda t: (_seq(t.id), int(t.id.split("-")[2]))):
        is_active[transition.alarm_id] = transition.kind == "raised"
        if transition.kind == "raised":
            raised[transition.alarm_id] = transition
    rows = {row.alarm_id: row for row in ledger.alarms}
    both = set(raised) & set(rows)
    wrong = [f"{i}: missing" for i in set(raised) - set(rows)]
    wrong += [f"{i}: {n} times" for i, n in Counter(row.alarm_id for row in ledger.alarms).items() if n > 1]
    wrong += [f"{i}: {rows[i]}" for i in both if not _same(rows[i], raised[i])]
    if all(t in expected or _seq(t) <= horizon for t in ledger.applied):
        # Nothing came after the horizon that may have begun or ended an alarm.
        wrong += [f"{i}: not known to the reference" for i in set(rows) - set(raised)]
        wrong += [f"{i}: active={rows[i].is_active}" for i in both if bool(rows[i].is_active) != is_active[i]]
    return wrong


def _same(row: AlarmRow, raised: AlarmTransition) -> bool:
    return (row.point, row.rule, row.label, row.grade, row.value, row.set_point) == (
        raised.point_id, raised.rule, raised.label, raised.grade.value, raised.value, raised.set_point,
    )  # fmt: skip
