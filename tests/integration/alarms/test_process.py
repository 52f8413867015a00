"""The alarms process on a real stream."""

import time

import pytest
from msgspec.structs import replace

from anlan.bus import config_store, subjects
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, LimitConfig, PointConfig, RuleConfig
from anlan.bus.readings import Readings, encode
from anlan.domain.grades import Grade
from tests.integration.alarms.conftest import Plant, Running, until

pytestmark = pytest.mark.nats


def config(version: int = 1, h: float = 28.0, on_delay_s: float = 0.0) -> ConfigSnapshot:
    limits = [
        LimitConfig(label="H", direction=1, set_point=h, grade=Grade.YELLOW, deadband=1.0, on_delay_s=on_delay_s),
        LimitConfig(label="HH", direction=1, set_point=56.0, grade=Grade.ORANGE),
    ]
    return ConfigSnapshot(
        version=version,
        published_at_ms=1,
        gateways=[GatewayConfig(id=1, code="GW-1", driver="mqtt")],
        points=[PointConfig(id=5, gateway_id=1, address="nh3", kind="nh3_concentration", unit="ppm", limits=limits)],
    )


def now_ms() -> int:
    return time.time_ns() // 1_000_000


async def send(plant: Plant, name: str, *rows: tuple[int, int, float, int]) -> int:
    ack = await plant.bus.publish_durable(subjects.readings(0), encode(Readings.of(rows)), msg_id=name)
    return ack.seq


async def adopted(one: Running, version: int) -> None:
    async def check() -> bool:
        if one.task.done():
            one.task.result()
        return one.service.facts.get("p0_config_version") == version

    await until(check, 40)


async def count_is(plant: Plant, count: int) -> None:
    async def check() -> bool:
        return len(await plant.transitions()) >= count

    await until(check)
    assert len(await plant.transitions()) == count


async def test_reading_over_the_limit_becomes_a_durable_transition(plant: Plant) -> None:
    await config_store.publish(plant.bus, config())
    one = plant.start()
    await adopted(one, 1)
    at = now_ms()
    seq = await send(plant, "m1", (5, at, 61.5, 0))
    await count_is(plant, 2)
    batch = (await plant.batches())[0]
    assert (batch.partition, batch.source_seq) == (0, seq)
    assert [t.id for t in batch.transitions] == [f"0-{seq}-0", f"0-{seq}-1"]
    assert [(t.label, t.grade, t.value, t.set_point) for t in batch.transitions] == [
        ("H", Grade.YELLOW, 61.5, 28.0),
        ("HH", Grade.ORANGE, 61.5, 56.0),
    ]
    assert batch.transitions[1].alarm_id == f"5.limit.HH.{at}"
    await one.stop()
    assert one.service.unwell == ""


async def test_silent_log_gets_ticks_so_that_a_delay_ends(plant: Plant) -> None:
    await config_store.publish(plant.bus, config(on_delay_s=2.0))
    one = plant.start()
    await adopted(one, 1)
    at = now_ms()
    await send(plant, "m1", (5, at, 30.0, 0))
    await count_is(plant, 1)
    (transition,) = await plant.transitions()
    assert transition.at_ms == at + 2000


async def test_restart_after_kill_publishes_nothing_twice_and_misses_nothing(plant: Plant) -> None:
    await config_store.publish(plant.bus, config())
    first = plant.start()
    await adopted(first, 1)
    at = now_ms()
    await send(plant, "m1", (5, at, 30.0, 0))
    await count_is(plant, 1)
    await first.kill()
    await send(plant, "m2", (5, at + 1000, 60.0, 0))
    second = plant.start()
    await count_is(plant, 2)
    await second.stop()
    third = plant.start()
    await send(plant, "m3", (5, at + 2000, 10.0, 0))
    await count_is(plant, 4)
    assert [(t.kind, t.label) for t in await plant.transitions()] == [
        ("raised", "H"),
        ("raised", "HH"),
        ("cleared", "H"),
        ("cleared", "HH"),
    ]
    await third.stop()


async def test_new_set_point_is_adopted_in_the_log_and_keeps_state(plant: Plant) -> None:
    await config_store.publish(plant.bus, config())
    one = plant.start()
    await adopted(one, 1)
    at = now_ms()
    await send(plant, "m1", (5, at, 30.0, 0))
    await count_is(plant, 1)
    await config_store.publish(plant.bus, config(version=2, h=40.0))
    await adopted(one, 2)
    assert len(await plant.transitions()) == 1
    await send(plant, "m2", (5, at + 1000, 30.0, 0))
    await count_is(plant, 2)
    cleared = (await plant.transitions())[1]
    assert (cleared.kind, cleared.set_point, cleared.config_version) == ("cleared", 40.0, 2)
    assert cleared.alarm_id == (await plant.transitions())[0].alarm_id


async def test_unreadable_message_is_kept_aside_and_blocks_nothing(plant: Plant) -> None:
    await config_store.publish(plant.bus, config())
    one = plant.start()
    await adopted(one, 1)
    ack = await plant.bus.publish_durable(subjects.readings(0), b"not an arrow batch", msg_id="poison")
    await send(plant, "m1", (5, now_ms(), 30.0, 0))
    await count_is(plant, 1)
    kept = plant.bus.settings.data / "alarms" / "poison" / f"0-{ack.seq}.bin"
    assert kept.read_bytes() == b"not an arrow batch"
    assert one.service.facts["p0_poisoned"] == 1


async def test_full_alarm_stream_makes_the_engine_wait_and_say_so(plant: Plant) -> None:
    limits = next(c for c in subjects.streams(plant.bus.settings) if c.name == subjects.ALARMS)
    limits.max_bytes = 1500
    await plant.bus.js.update_stream(limits)
    await config_store.publish(plant.bus, config())
    one = plant.start()
    await adopted(one, 1)
    at = now_ms()
    for i in range(6):
        await send(plant, f"m{i}", (5, at + i, 60.0 if i % 2 == 0 else 1.0, 0))

    async def says_so() -> bool:
        return "store is full" in one.service.unwell

    await until(says_so)
    limits.max_bytes = 2**20
    await plant.bus.js.update_stream(limits)
    await count_is(plant, 12)
    ids = [t.id for t in await plant.transitions()]
    assert len(set(ids)) == 12
    await until(lambda: _is_well(one))


async def _is_well(one: Running) -> bool:
    return one.service.unwell == ""


async def test_second_process_stands_by_and_goes_on_at_once_when_the_first_dies(plant: Plant) -> None:
    await config_store.publish(plant.bus, config())
    one = plant.start()
    await adopted(one, 1)
    two = plant.start()
    at = now_ms()
    await send(plant, "m1", (5, at, 30.0, 0))
    await count_is(plant, 1)
    assert "p0_owner" not in two.service.facts
    await one.kill()
    await send(plant, "m2", (5, at + 1000, 1.0, 0))
    await count_is(plant, 2)
    assert two.service.facts["p0_owner"] == 1


async def test_a_rule_that_is_left_out_is_a_warning_until_it_is_put_right(plant: Plant) -> None:
    settings = {"needed": 2, "set_point": 28.0}
    vote = RuleConfig(id="group-3", rule="voting", points=[5, 7], label="HH", grade=Grade.RED, settings=settings)
    await config_store.publish(plant.bus, replace(config(), rules=[vote]))
    one = plant.start()
    await adopted(one, 1)
    told = "not watched: rule group-3 (voting): point 7 is not in the configuration"
    await until(lambda: _warning_is(one, told))
    assert one.service.unwell == ""
    await config_store.publish(plant.bus, config(version=2))
    await adopted(one, 2)
    await until(lambda: _warning_is(one, None))


async def _warning_is(one: Running, text: str | None) -> bool:
    return one.service.facts.get("p0_warning") == text
