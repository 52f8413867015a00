"""Three NATS servers, every stream in three copies: the leader dies, and nothing acknowledged is gone."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.county import Size, snapshot
from bench.ports import free_port

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus, BusError
from anlan.bus.readings import decode
from anlan.bus.service import Service
from anlan.domain.clock import SystemClock
from anlan.gateway import process as gateway_process
from anlan.kit.settings import Settings
from tests.acceptance.river.judge import read_stream
from tests.acceptance.river.plant import Answered, Plant
from tests.servers.nats_cluster import NatsCluster, cluster

pytestmark = [pytest.mark.nats, pytest.mark.slow]

SIZE = Size(gateways=1, enterprises_per_gateway=2, points=10)
#: A change of leader takes 5 to 7 s; a machine busy with other tests is given more.
RESUMES_WITHIN_S = 25


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[NatsCluster]:
    with cluster(tmp_path) as made:
        yield made


def settings_of(servers: NatsCluster, folder: Path) -> Settings:
    ports = {name: free_port() for name in ("mqtt_port", "hj212_port", "http_ingest_port")}
    return Settings(
        data=folder, nats_url=servers.url, nats_replicas=3, readings_max_bytes=2**28, log_level="WARNING", **ports
    )


async def leader_of(bus: Bus, stream: str) -> str:
    info = await bus.js.stream_info(stream)
    assert info.cluster is not None
    return info.cluster.leader or ""


async def test_every_stream_and_bucket_has_the_set_number_of_copies(servers: NatsCluster, tmp_path: Path) -> None:
    bus = await Bus.connect("test", settings_of(servers, tmp_path / "data"))
    bus.settings.nats_replicas = 1
    await bus.ensure_streams()
    bus.settings.nats_replicas = 3
    await bus.ensure_streams()  # a county that grew from one server to three
    names = [config.name or "" for config in subjects.streams(bus.settings)]
    names += [f"KV_{subjects.LEASES}", f"OBJ_{subjects.CONFIG_BUCKET}", f"OBJ_{subjects.SNAPSHOT_BUCKET}"]
    copies = {name: (await bus.js.stream_info(name)).config.num_replicas for name in names}
    assert copies == dict.fromkeys(names, 3)
    bus.settings.nats_replicas = 5
    with pytest.raises(BusError, match="ANLAN_NATS_REPLICAS"):
        await bus.ensure_streams()
    await bus.close()


@pytest.mark.timeout(200)
async def test_killed_leader_costs_no_acknowledged_reading(servers: NatsCluster, tmp_path: Path) -> None:
    config = settings_of(servers, tmp_path / "data")
    bus = await Bus.connect("gateway", config)
    await bus.ensure_streams()
    await config_store.publish(bus, snapshot(SIZE))
    service = Service("gateway", bus, config, SystemClock())
    gateway = asyncio.create_task(gateway_process.main(service))
    await until(lambda: service.facts.get("config_version") == 1)
    answered, stop = Answered(), asyncio.Event()
    plant = Plant(config.mqtt_port, SIZE, 0, 7, answered)
    sending = asyncio.create_task(plant.run(stop))
    await until(lambda: len(answered.acknowledged) > 200)

    leader = await leader_of(bus, subjects.READINGS)
    before, killed_at = len(answered.acknowledged), time.monotonic()
    servers.kill(leader)
    # Answers already on their way may still arrive; a whole second's worth more means that it goes on.
    await until(lambda: len(answered.acknowledged) > before + 100, RESUMES_WITHIN_S)
    print(f"acknowledged again {time.monotonic() - killed_at:.1f} s after the leader was killed")
    await asyncio.sleep(2)
    stop.set()
    await sending
    assert await leader_of(bus, subjects.READINGS) not in ("", leader)

    # A device that waited in vain repeats itself, so a reading may lie in the log twice; rules and history count one.
    kept = {reading for _, _, payload, _ in await read_stream(bus, subjects.READINGS) for reading in rows(payload)}
    assert answered.acknowledged - kept == set()
    service.stop.set()
    await asyncio.wait_for(gateway, 15)
    await bus.close()


def rows(payload: bytes) -> list[tuple[int, int, float]]:
    batch = decode(payload)
    return list(zip(batch.point.tolist(), batch.ts_ms.tolist(), batch.value.tolist(), strict=True))


async def until(check, seconds: float = 40) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(seconds):
        while not check():
            await asyncio.sleep(0.05)
