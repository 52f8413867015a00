"""What the alarms process does when its surroundings misbehave, on a real stream."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from msgspec.structs import replace

from anlan.alarms import report, worker
from anlan.alarms.decoding import CONFIG_HEADER, KEPT_POISON
from anlan.alarms.kernel import best_kernel
from anlan.alarms.rule_catalogue import rule_types
from anlan.alarms.rules.voting.rule import Rule as Voting
from anlan.alarms.worker import LogReplaced, PartitionWorker
from anlan.bus import config_store, log_reader, subjects
from anlan.bus.client import Bus
from anlan.bus.log_reader import LogReader
from anlan.bus.messages import ConfigSnapshot, RuleConfig
from anlan.bus.readings import Readings, encode
from anlan.bus.service import Service
from anlan.domain.clock import SystemClock
from anlan.domain.grades import Grade
from anlan.kit.settings import Settings
from tests.conftest import start_nats
from tests.integration.alarms.conftest import Plant, until
from tests.integration.alarms.test_process import adopted, config, count_is, now_ms, send

pytestmark = pytest.mark.nats


def with_rule(snapshot: ConfigSnapshot, name: str = "voting") -> ConfigSnapshot:
    second = replace(snapshot.points[0], id=6, address="nh3-2")
    rule = RuleConfig(
        id="room", rule=name, points=[5, 6], label="HH", grade=Grade.RED, settings={"needed": 2, "set_point": 50.0}
    )
    return replace(snapshot, points=[snapshot.points[0], second], rules=[rule])


async def says(one: Service, words: str) -> None:
    async def check() -> bool:
        return words in one.unwell

    await until(check, 20)


async def is_well(one: Service) -> None:
    async def check() -> bool:
        return one.unwell == ""

    await until(check, 20)


# --- plug-in rules on the real stream ----------------------------------------------------------------


async def test_a_vote_becomes_a_durable_transition_and_survives_a_kill(plant: Plant) -> None:
    await config_store.publish(plant.bus, with_rule(config()))
    first = plant.start()
    await adopted(first, 1)
    at = now_ms()
    await send(plant, "m1", (5, at, 55.0, 0), (6, at, 55.0, 0))
    await count_is(plant, 3)
    await first.kill()
    await send(plant, "m2", (5, at + 1000, 51.0, 0), (6, at + 1000, 40.0, 0))
    second = plant.start()
    await count_is(plant, 4)
    vote = [t for t in await plant.transitions() if t.rule == "voting"]
    assert [(t.kind, t.point_id, t.grade) for t in vote] == [("raised", 5, Grade.RED), ("cleared", 5, Grade.RED)]
    assert vote[0].alarm_id == vote[1].alarm_id
    await second.stop()


class Failing(Voting):
    """Cannot bear 55."""

    def take(self, member, wave):  # type: ignore[no-untyped-def]
        if (wave.value == 55.0).any():
            raise RuntimeError("no 55")
        super().take(member, wave)


async def test_a_rule_that_fails_is_told_to_people_until_it_is_repaired(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rule_types(), "failing", Failing)
    await config_store.publish(plant.bus, with_rule(config(), "failing"))
    one = plant.start()
    await adopted(one, 1)
    await send(plant, "m1", (5, now_ms(), 55.0, 0))
    await count_is(plant, 1)  # the limit speaks all the same
    await says(one.service, "rule failing is switched off")
    await config_store.publish(plant.bus, replace(config(), version=2))
    await adopted(one, 2)
    await is_well(one.service)


# --- one worker, step by step ------------------------------------------------------------------------


@pytest_asyncio.fixture
async def alone(bus: Bus) -> AsyncIterator[tuple[PartitionWorker, Service]]:
    """A worker that is driven by hand; its publisher runs."""
    service = Service("alarms", bus, bus.settings, SystemClock())
    one = PartitionWorker(service, 0, best_kernel())
    await one.restore()
    publishing = asyncio.create_task(one._publisher.run())
    yield one, service
    publishing.cancel()
    await one._reader.close()


async def take_all(one: PartitionWorker, bus: Bus) -> None:
    while one.engine.seq < (await bus.js.stream_info(subjects.READINGS)).state.last_seq:
        await one.step()


async def test_an_empty_configuration_does_not_replace_the_last_one(
    alone: tuple[PartitionWorker, Service], bus: Bus
) -> None:
    one, _ = alone
    await one.propose(config())
    await take_all(one, bus)
    await one.propose(config_store.EMPTY)
    await take_all(one, bus)
    assert one.engine.table.version == 1


async def test_without_points_nobody_is_behind(
    alone: tuple[PartitionWorker, Service], bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first gateway and the first point no tick is written: the log's time stands, and nothing waits."""
    one, service = alone
    await one.propose(replace(config_store.EMPTY, version=1))
    await take_all(one, bus)
    await one.step()
    hour_later_ms = now_ms() + 3_600_000
    monkeypatch.setattr(service.clock, "now_ms", lambda: hour_later_ms)
    one.report.tell(one.engine, one._decoder, 0, is_idle=one._is_idle)
    assert (service.facts["p0_lag_s"], one.needs_from) == (0.0, None)


async def test_rules_the_log_names_and_the_disk_has_not_are_replaced_by_the_published_ones(
    alone: tuple[PartitionWorker, Service], bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, service = alone
    now_s = time.monotonic()
    monkeypatch.setattr(report, "_now", lambda: now_s)
    await config_store.publish(bus, config(version=4))
    empty = encode(Readings.empty())
    await bus.publish_durable(subjects.readings(0), empty, msg_id="m", headers={CONFIG_HEADER: "3-lost"})
    await take_all(one, bus)
    await take_all(one, bus)
    assert one.engine.table.version == 4
    assert "configuration 3-lost is not on this disk" in service.unwell
    now_s += 61
    one.report.tell(one.engine, one._decoder, 0, is_idle=False)
    assert not service.unwell


async def test_messages_missing_from_the_log_are_noticed(
    alone: tuple[PartitionWorker, Service], bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, service = alone
    for n in range(4):
        await bus.publish_durable(subjects.readings(0), encode(Readings.empty()), msg_id=f"m{n}")
    await bus.js.delete_msg(subjects.READINGS, 2)
    await take_all(one, bus)
    assert one.report.gaps == 1
    assert "messages 2 to 2 are gone" in service.unwell
    monkeypatch.setattr(report, "GAP_SHOWN_S", -1.0)
    one.report.tell(one.engine, one._decoder, 0, is_idle=False)
    assert service.unwell == ""
    assert one.report.gaps == 1


async def test_a_log_that_was_replaced_ends_the_process_and_the_next_one_keeps_the_alarms(bus: Bus) -> None:
    service = Service("alarms", bus, bus.settings, SystemClock())
    first = PartitionWorker(service, 0, best_kernel())
    await first.restore()
    await first.propose(config())
    running = asyncio.create_task(first.run())
    for n in range(3):
        above = encode(Readings.of([(5, now_ms() + n, 60.0, 0)]))
        await bus.publish_durable(subjects.readings(0), above, msg_id=f"m{n}")
    await until(lambda: _reached(first, 4))
    await bus.js.delete_stream(subjects.READINGS)
    smaller = next(c for c in subjects.streams(bus.settings) if c.name == subjects.READINGS)
    smaller.max_bytes = 2**20  # the server gives the room of the old one back later
    await bus.js.add_stream(smaller)
    with pytest.raises(LogReplaced):
        await asyncio.wait_for(running, 30)
    # It died without a last snapshot; the one before is what the next process has.
    await first._snapshot()
    publishing = asyncio.create_task(first._publisher.run())
    await asyncio.wait_for(first._publisher.drained(), 5)
    await asyncio.wait_for(first._written(), 5)
    publishing.cancel()
    second = PartitionWorker(service, 0, best_kernel())
    await second.restore()
    assert (second.engine.seq, second.engine.epoch > 0) == (0, True)
    assert second.engine.state.is_active().any()
    await bus.publish_durable(subjects.readings(0), encode(Readings.of([(5, now_ms() + 9000, 1.0, 0)])), msg_id="n")
    batches = second.engine.apply([second._decoder.entry(m) for m in await second._reader.read(0, 5)])
    assert batches[0].transitions[0].id == f"0.{second.engine.epoch}-{batches[0].source_seq}-0"
    await second._reader.close()


async def _reached(one: PartitionWorker, seq: int) -> bool:
    return one.engine.seq >= seq


async def test_a_snapshot_that_cannot_be_written_is_told_and_tried_again(
    alone: tuple[PartitionWorker, Service], bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, service = alone
    monkeypatch.setattr(worker, "SNAPSHOT_EVERY_MESSAGES", 1)
    monkeypatch.setattr(worker, "SNAPSHOT_EVERY_S", 0.0)
    await one.propose(config())
    await take_all(one, bus)
    await one._publisher.drained()
    await one._written()
    shutil.rmtree(one._store.folder)
    await one.propose(config())
    await bus.publish_durable(subjects.readings(0), encode(Readings.empty()), msg_id="m")
    await take_all(one, bus)
    await one._publisher.drained()
    await one._written()
    assert "snapshot cannot be written" in service.unwell
    one._store.folder.mkdir()
    await bus.publish_durable(subjects.readings(0), encode(Readings.empty()), msg_id="m2")
    await take_all(one, bus)
    await one._publisher.drained()
    await one._written()
    assert service.unwell == ""


async def test_rules_that_cannot_be_kept_are_not_in_force_until_they_can(
    alone: tuple[PartitionWorker, Service], bus: Bus
) -> None:
    one, service = alone
    shutil.rmtree(one._store.folder)
    proposing = asyncio.create_task(one.propose(config()))
    await says(service, "new rules cannot be kept and are not in force")
    assert (await bus.js.stream_info(subjects.READINGS)).state.last_seq == 0
    one._store.folder.mkdir()
    await asyncio.wait_for(proposing, 10)
    await take_all(one, bus)
    assert (one.engine.table.version, service.unwell) == (1, "")


async def test_a_stream_without_room_for_a_tick_is_told(alone: tuple[PartitionWorker, Service], bus: Bus) -> None:
    one, service = alone
    await one.propose(config())
    await take_all(one, bus)
    limits = next(c for c in subjects.streams(bus.settings) if c.name == subjects.READINGS)
    limits.max_bytes = 1
    await bus.js.update_stream(limits)
    await one._silence()
    assert "the readings stream takes nothing" in service.unwell


async def test_a_tick_the_reader_was_not_given_makes_it_ask_again(
    alone: tuple[PartitionWorker, Service], bus: Bus
) -> None:
    one, _ = alone
    await one.propose(config())
    await take_all(one, bus)
    await one._silence()
    before = one._reader.restarts
    await one._silence()  # the tick is in the log and did not come
    await take_all(one, bus)
    assert one._reader.restarts == before + 1


async def test_only_so_much_poison_is_kept(alone: tuple[PartitionWorker, Service], bus: Bus) -> None:
    one, _ = alone
    folder = bus.settings.folder("alarms") / "poison"
    folder.mkdir(parents=True)
    for n in range(KEPT_POISON):
        (folder / f"{n}").write_bytes(b"")
    await bus.publish_durable(subjects.readings(0), b"poison", msg_id="p")
    await take_all(one, bus)
    assert (one._decoder.poisoned, len(list(folder.iterdir()))) == (1, KEPT_POISON)


# --- the reader --------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def reader(bus: Bus) -> AsyncIterator[LogReader]:
    one = LogReader(bus, subjects.readings(0))
    yield one
    await one.close()


async def put(bus: Bus, count: int, name: str) -> None:
    for n in range(count):
        await bus.publish_durable(subjects.readings(0), b"x", msg_id=f"{name}{n}")


async def read_on(one: LogReader, after: int, last: int) -> list[int]:
    seqs: list[int] = []
    deadline = asyncio.get_running_loop().time() + 20
    while (seqs[-1] if seqs else after) < last:
        assert asyncio.get_running_loop().time() < deadline, f"stopped at {seqs[-1:]}"
        seqs += [m.seq for m in await one.read(seqs[-1] if seqs else after, 0.5)]
    return seqs


async def test_a_delivery_that_was_lost_is_asked_for_again(bus: Bus, reader: LogReader) -> None:
    await put(bus, 2, "a")
    assert await read_on(reader, 0, 2) == [1, 2]
    reader._next_delivery -= 1  # as if one message between had not come
    await put(bus, 3, "b")
    assert await read_on(reader, 2, 5) == [3, 4, 5]
    assert reader.restarts == 2


async def test_a_consumer_that_somebody_deleted_is_made_again(bus: Bus, reader: LogReader) -> None:
    await put(bus, 1, "a")
    assert await read_on(reader, 0, 1) == [1]
    await bus.js.delete_consumer(subjects.READINGS, reader._consumer)
    await asyncio.sleep(0.2)
    await put(bus, 1, "b")
    assert await read_on(reader, 1, 2) == [2]


async def test_a_request_that_expires_is_made_again(
    bus: Bus, reader: LogReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reader, "_ASK_EXPIRES_S", 2)
    monkeypatch.setattr(log_reader, "_HEARTBEAT_S", 1)
    assert await reader.read(0, 2.6) == []
    await put(bus, 1, "a")
    assert await read_on(reader, 0, 1) == [1]
    assert reader.restarts == 1


async def test_a_server_that_dies_and_comes_back_is_read_on(
    test_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reader, "_DEAF_AFTER_S", 1.0)
    server = start_nats(test_settings)
    bus = await Bus.connect("test", test_settings)
    reader = LogReader(bus, subjects.readings(0))
    try:
        await bus.ensure_streams()
        await put(bus, 1, "a")
        assert await read_on(reader, 0, 1) == [1]
        server.kill()
        server.wait()
        assert await reader.read(1, 2.0) == []
        server = start_nats(test_settings)
        await put(bus, 1, "b")
        assert await read_on(reader, 1, 2) == [2]
    finally:
        await reader.close()
        await bus.close()
        server.kill()
        server.wait()
