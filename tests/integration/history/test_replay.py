"""Recorded files → sockets → gateway → log → history → export, all real, and back again the same."""

import asyncio
import contextlib
import hashlib
import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import pytest_asyncio

from anlan.bus import config_store
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig, RawQuery
from anlan.bus.service import Service
from anlan.demo.fieldclient import Refused, build_frame, qn_of
from anlan.demo.fieldclient.hj212 import CHINA
from anlan.demo.replay import ReplayError, run_replay
from anlan.domain.clock import SystemClock
from anlan.gateway.process import main as gateway_main
from anlan.history.commands import export_command
from anlan.history.process import main as history_main
from tests.integration.history.support import ask, until_count, until_it_answers

pytestmark = pytest.mark.nats

SECRET, MN = "0123456789abcdef", "330381000000000000000001"


def snapshot() -> ConfigSnapshot:
    hashed = "s$" + hashlib.sha256(b"s" + SECRET.encode()).hexdigest()
    mqtt = [PointConfig(id=n, gateway_id=1, address=f"nh3-{n}", kind="nh3", unit="ppm") for n in (1, 2, 3)]
    return ConfigSnapshot(
        version=1,
        published_at_ms=1,
        gateways=[
            GatewayConfig(id=1, code="GW-1", driver="mqtt", secret_hash=hashed),
            GatewayConfig(id=2, code=MN, driver="hj212", secret_hash=hashed),
        ],
        points=[*mqtt, PointConfig(id=9, gateway_id=2, address="a21001", kind="nh3", unit="mg/m3")],
    )


@pytest_asyncio.fixture
async def river(bus: Bus) -> AsyncIterator[Bus]:
    await config_store.publish(bus, snapshot())
    services = [Service(name, bus, bus.settings, SystemClock()) for name in ("gateway", "history")]
    running = [
        asyncio.create_task(main(service)) for main, service in zip((gateway_main, history_main), services, strict=True)
    ]
    await until_it_answers(bus)
    for port in (bus.settings.mqtt_port, bus.settings.hj212_port):
        await until_open(port)
    yield bus
    for service in services:
        service.stop.set()
    await asyncio.wait_for(asyncio.gather(*running), 20)


async def until_open(port: int) -> None:
    async with asyncio.timeout(15):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.05)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def recording(path: Path, start_ms: int, seconds: int) -> list[tuple[int, int, float | None, int]]:
    """Three points a second, one of them ill now and then; returns (point, ts_ms, value, quality) as stored."""
    rows = [(n, start_ms + s * 1000, s / 10 + n, 0) for s in range(seconds) for n in (1, 2, 3)]
    rows += [(1, start_ms + seconds * 1000, None, 40), (2, start_ms + seconds * 1000, 7.5, 33)]
    table = pa.table(
        {
            "ts_ms": [r[1] for r in rows],
            "address": [f"nh3-{r[0]}" for r in rows],
            "value": pa.array([r[2] for r in rows], pa.float64()),
            "quality": pa.array([r[3] for r in rows], pa.uint8()),
        }
    )
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        pa.csv.write_csv(table, path)
    return rows


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
async def test_recorded_table_arrives_as_recorded_and_exports_as_recorded(
    river: Bus, tmp_path: Path, suffix: str
) -> None:
    begin = now_ms() - 600_000
    path = tmp_path / f"recorded{suffix}"
    rows = recording(path, begin, 300)
    report = await run_replay(river.settings, path, gateway="GW-1", secret=SECRET, stamps="keep")
    assert report.is_clean
    assert report.readings == len(rows)
    assert await until_count(river, len(rows)) == len(rows)
    reply = await ask(river, RawQuery(points=[], from_ms=begin, to_ms=begin + 600_000))
    assert sorted(reply.rows, key=lambda r: r[:2]) == sorted(rows, key=lambda r: r[:2])

    target = tmp_path / f"out{suffix}"
    assert await export_command(river, target, [], begin, begin + 600_000) == len(rows)
    again = await run_replay(river.settings, target, gateway="GW-1", secret=SECRET, stamps="keep")
    assert again.is_clean
    assert await until_count(river, len(rows)) == len(rows), "an export replayed is the same readings again"


async def test_old_recording_is_moved_to_now(river: Bus, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    rows = recording(path, 1_500_000_000_000, 20)
    began = now_ms()
    assert (await run_replay(river.settings, path, gateway="GW-1", secret=SECRET)).is_clean
    assert await until_count(river, len(rows)) == len(rows)
    reply = await ask(river, RawQuery(points=[], from_ms=began - 60_000, to_ms=now_ms() + 1))
    stamps = [r[1] for r in reply.rows]
    assert len(stamps) == len(rows)
    assert max(stamps) - min(stamps) == 20_000, "spacing is kept"
    assert began <= max(stamps) <= now_ms()


async def test_ten_times_as_fast_takes_a_tenth_and_stamps_the_moment_of_sending(river: Bus, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    rows = recording(path, 1_500_000_000_000, 20)
    began = now_ms()
    report = await run_replay(river.settings, path, gateway="GW-1", secret=SECRET, speed="10")
    assert 2.0 <= report.seconds < 4.0
    assert await until_count(river, len(rows)) == len(rows)
    reply = await ask(river, RawQuery(points=[], from_ms=began, to_ms=now_ms() + 1))
    stamps = [r[1] for r in reply.rows]
    assert len(stamps) == len(rows)
    assert max(stamps) - min(stamps) == 2_000


async def test_hj212_text_goes_through_the_real_port(river: Bus, tmp_path: Path) -> None:
    start = datetime.now(UTC) - timedelta(minutes=5)
    frames = []
    for number in range(50):
        at = start + timedelta(seconds=number)
        head = f"QN={qn_of(at)};ST=22;CN=2011;PW=000000;MN=OTHER;Flag=5"
        content = f"DataTime={at.astimezone(CHINA):%Y%m%d%H%M%S};a21001-Rtd={number / 10},a21001-Flag=N"
        frames.append(build_frame(f"{head};CP=&&{content}&&"))
    broken = frames[3][:-6] + f"{int(frames[3][-6:-2], 16) ^ 1:04X}\r\n".encode()
    path = tmp_path / "station.txt"
    path.write_bytes(b"# a recording\n" + b"".join(frames) + broken + b"noise\n")
    report = await run_replay(river.settings, path, gateway=MN, secret=SECRET, stamps="keep")
    assert report.sent == 51
    assert (report.acknowledged, report.unanswerable) == (50, 1), "nobody waits for an answer to the broken frame"
    assert await until_count(river, 50) == 50
    reply = await ask(river, RawQuery(points=[9], from_ms=0, to_ms=2**60))
    assert [r[2] for r in reply.rows] == [n / 10 for n in range(50)]
    assert reply.rows[0][1] == int(start.timestamp()) * 1000


async def test_wrong_secret_and_unreadable_files_are_said_plainly(river: Bus, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    recording(path, 1_500_000_000_000, 1)
    with pytest.raises(Refused, match="GW-1"):
        await run_replay(river.settings, path, gateway="GW-1", secret="wrong")
    bad = tmp_path / "b.csv"
    bad.write_text("a,b\n1,2\n")
    with pytest.raises(ReplayError, match="needed: ts_ms"):
        await run_replay(river.settings, bad, gateway="GW-1", secret=SECRET)
    empty = tmp_path / "c.txt"
    empty.write_text("nothing here")
    with pytest.raises(ReplayError, match="no HJ 212 frame"):
        await run_replay(river.settings, empty)
    with pytest.raises(ReplayError, match="speed"):
        await run_replay(river.settings, path, gateway="GW-1", secret=SECRET, speed="fast")


async def test_export_of_nothing_known_leaves_no_half_file(bus: Bus, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no history process"):
        await export_command(bus, tmp_path / "x.csv", [], 0, 10)
    assert os.listdir(tmp_path) == ["data"]
    with pytest.raises(ValueError, match=r"csv or \.parquet"):
        await export_command(bus, tmp_path / "x.xls", [], 0, 10)
