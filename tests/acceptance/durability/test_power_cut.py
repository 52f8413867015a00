"""The machine loses power: what reached the block device is all there is. Everything acknowledged must be in it.

The whole platform lives on an ext4 file system over a loop device. Every process is stopped where it stands, the
backing file is copied (it holds what was flushed, and nothing that only the page cache had), the processes are
killed, and a new platform starts on the copy.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
from bench.county import Size, publish_config, seed_sql
from bench.ports import free_ports
from bench.rig import adopted

from anlan.kit.settings import Settings
from anlan.web.up import System
from tests.acceptance.durability.place import require_loop
from tests.acceptance.river.judge import Verdict, judge
from tests.acceptance.river.plant import Answered, Plant

pytestmark = [pytest.mark.nats, pytest.mark.slow, pytest.mark.timeout(600)]

SIZE = Size(gateways=2, enterprises_per_gateway=2, points=10)
DISK_MB = 768


@contextlib.contextmanager
def mounted(image: Path, folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop", str(image), str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def make_disk(image: Path) -> None:
    with image.open("wb") as file:
        file.truncate(DISK_MB * 2**20)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)


def cut(system: System, image: Path, copy: Path) -> None:
    """Stop everything where it stands, keep what is on the device, end everything."""
    pids = [child.process.pid for child in system.supervisor.children if child.process]
    every = [p for pid in pids for p in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))]
    for process in every:
        process.send_signal(signal.SIGSTOP)
    subprocess.run(["cp", "--sparse=always", str(image), str(copy)], check=True)
    system.supervisor.stopping.set()  # nothing is started again
    for process in every:
        process.kill()


@contextlib.asynccontextmanager
async def running(config: Settings, is_careless: bool = False) -> AsyncIterator[System]:
    system = System(config)
    if is_careless:
        conf = config.data / "nats" / "nats.conf"
        conf.write_text(conf.read_text().replace("sync_interval: always", 'sync_interval: "2m"'))
    try:
        await system.start()
        yield system
    finally:
        await system.stop()


async def until_the_cut(tmp_path: Path, is_careless: bool) -> tuple[Settings, Answered]:
    """Run under load on the first disk, then cut; returns what was promised. The copy lies in ``after.img``."""
    names = ("nats_port", "http_port", "mqtt_port", "hj212_port", "http_ingest_port")
    ports = dict(zip(names, free_ports(5), strict=True))
    config = Settings(
        data=tmp_path / "disk",
        log_level="WARNING",
        readings_max_bytes=2**28,
        **ports,
    )
    answered, image = Answered(), tmp_path / "before.img"
    make_disk(image)
    with mounted(image, config.data):
        async with running(config, is_careless) as system:
            await asyncio.to_thread(seed_sql, config, SIZE)
            await publish_config(config, SIZE)
            await adopted(config, version=1)
            # The stones under the house: without this the default loses the whole stream, which proves less.
            os.sync()
            plants = [Plant(config.mqtt_port, SIZE, g, 1, answered) for g in range(SIZE.gateways)]
            work = [asyncio.create_task(plant.run(asyncio.Event())) for plant in plants]
            await asyncio.sleep(12)
            await asyncio.to_thread(cut, system, image, tmp_path / "after.img")
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            for plant in plants:
                await plant.client.close()
    return config, answered


async def test_everything_acknowledged_is_there_after_a_power_cut(tmp_path: Path) -> None:
    require_loop()
    config, answered = await until_the_cut(tmp_path, is_careless=False)
    assert len(answered.acknowledged) > 500
    verdict = Verdict()
    with mounted(tmp_path / "after.img", config.data):
        async with running(config):
            await judge(config, SIZE, answered, verdict)
    assert verdict.is_clean, verdict.summary()


async def test_negative_control_the_servers_default_loses_what_it_acknowledged(tmp_path: Path) -> None:
    require_loop()
    config, answered = await until_the_cut(tmp_path, is_careless=True)
    assert len(answered.acknowledged) > 500
    verdict = Verdict()
    with mounted(tmp_path / "after.img", config.data):
        async with running(config):
            with contextlib.suppress(Exception):  # with the stream gone there may be nothing to judge
                await asyncio.wait_for(judge(config, SIZE, answered, verdict), 150)
    assert verdict.lost_from_log, "the procedure does not bite: it must find what the page cache alone had"
