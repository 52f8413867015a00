"""Two machines may evaluate the same partitions: one does, the other takes over when the first is killed."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from bench.county import Size, snapshot

from anlan.alarms.decoding import CONFIG_HEADER
from anlan.bus import config_store, server, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import AlarmBatch, AlarmTransition, ConfigSnapshot, Heartbeat, from_json
from anlan.bus.readings import Readings, encode
from anlan.kit.settings import Settings
from tests.acceptance.river.expected import expected_transitions
from tests.acceptance.river.judge import read_stream

pytestmark = pytest.mark.nats

PARTITIONS = 2
SIZE = Size(gateways=2, enterprises_per_gateway=1, points=10)


def county() -> ConfigSnapshot:
    """Two gateways, each in a partition of its own, as the records publish them."""
    found = snapshot(SIZE)
    points = [msgspec.structs.replace(p, partition=p.gateway_id % PARTITIONS) for p in found.points]
    return msgspec.structs.replace(found, points=points)


class Machine:
    """One machine: a folder of its own, the common bus, an alarms process."""

    def __init__(self, folder: Path, bus_url: str) -> None:
        config = Settings(data=folder, nats_url=bus_url, partitions=PARTITIONS, lease_s=2, log_level="WARNING")
        environment = {**os.environ, **config.as_environment()}
        self.process = subprocess.Popen([sys.executable, "-m", "anlan.cli", "run", "alarms"], env=environment)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Ear:
    """Who owns what, from the heartbeats."""

    def __init__(self) -> None:
        self.beats: dict[int, Heartbeat] = {}

    async def hear(self, message: object) -> None:
        beat = from_json(message.data, Heartbeat)  # type: ignore[attr-defined]
        self.beats[int(beat.instance.rsplit("-", 1)[1])] = beat

    def owns(self, machine: Machine) -> int:
        beat = self.beats.get(machine.process.pid)
        return int(beat.facts.get("owner", 0)) if beat else 0

    async def until_all_owned_and_ruled(self, *machines: Machine, wait_s: float = 60) -> None:
        async with asyncio.timeout(wait_s):
            while sum(self.owns(m) for m in machines) < PARTITIONS or not all(map(self._rules, machines)):
                assert all(m.process.poll() is None for m in machines)
                await asyncio.sleep(0.1)

    def _rules(self, machine: Machine) -> bool:
        facts = self.beats[machine.process.pid].facts if machine.process.pid in self.beats else {}
        return all(facts.get(f"p{p}_config_version") == 1 for p in range(PARTITIONS) if f"p{p}_owner" in facts)


async def feed(bus: Bus, seed: int, stop: asyncio.Event) -> None:
    """Readings that cross limits all the time, into both partitions."""
    dice, points, number = random.Random(seed), county().points, 0
    while not stop.is_set():
        ts_ms = time.time_ns() // 1_000_000
        for partition in range(PARTITIONS):
            mine = [p.id for p in points if p.partition == partition]
            rows = [(p, ts_ms, dice.choice([0.5, 1.5, 20.0, 30.0, 60.0]), 0) for p in mine if dice.random() < 0.4]
            number += 1
            payload = encode(Readings.of(rows))
            await bus.publish_durable(subjects.readings(partition), payload, msg_id=f"feed-{number}")
        await asyncio.sleep(0.05)


async def judged(bus: Bus) -> tuple[dict[str, AlarmTransition], dict[str, AlarmTransition]]:
    """What the reference says of the log, and what was published."""
    log = await read_stream(bus, subjects.READINGS)
    subject_of = {seq: (await bus.js.get_msg(subjects.READINGS, seq)).subject for seq, *_ in log}
    expected = {}
    for partition in range(PARTITIONS):
        mine = [row for row in log if subject_of[row[0]] == subjects.readings(partition)]
        assert any(CONFIG_HEADER in headers for *_, headers in mine)
        points = [p for p in county().points if p.partition == partition]
        config = msgspec.structs.replace(county(), points=points)
        for transition in expected_transitions(config, mine):
            numbered = msgspec.structs.replace(transition, id=f"{partition}{transition.id[1:]}")
            expected[numbered.id] = numbered
    told: dict[str, AlarmTransition] = {}
    for _, _, payload, _ in await read_stream(bus, subjects.ALARMS):
        for transition in from_json(payload, AlarmBatch).transitions:
            assert told.setdefault(transition.id, transition) == transition
    return expected, told


@pytest.mark.timeout(150)
async def test_killed_owner_is_succeeded_and_no_transition_is_lost_doubled_or_wrong(bus: Bus, tmp_path: Path) -> None:
    token = server.read_token(bus.settings)
    url = f"nats://{token}@127.0.0.1:{bus.settings.nats_port}"
    ear, stop = Ear(), asyncio.Event()
    await bus.nc.subscribe(subjects.HEALTH + ".alarms.*", cb=ear.hear)
    await config_store.publish(bus, county())
    first = Machine(tmp_path / "first", url)
    machines = [first]
    try:
        await ear.until_all_owned_and_ruled(first)
        second = Machine(tmp_path / "second", url)
        machines.append(second)
        feeding = asyncio.create_task(feed(bus, 20261125, stop))
        await asyncio.sleep(4)
        assert ear.owns(first) == PARTITIONS
        assert ear.owns(second) == 0
        first.kill()
        await ear.until_all_owned_and_ruled(second)
        await asyncio.sleep(2)
        stop.set()
        await feeding
        await asyncio.sleep(2)
        expected, told = await judged(bus)
    finally:
        for machine in machines:
            machine.kill()
    assert len(expected) > 100
    assert {i for i in expected if i.startswith("1-")}, "both partitions alarm"
    horizon = max(int(i.split("-")[1]) for i in expected)
    assert {i: t for i, t in told.items() if int(i.split("-")[1]) <= horizon} == expected
