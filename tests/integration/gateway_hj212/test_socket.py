"""The driver on a real TCP socket: recorded frames in, answers out."""

import asyncio
import csv
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvloop
from bench.ports import free_port

from anlan.bus.messages import GatewayConfig
from anlan.gateway.drivers.hj212.codec import StreamParser, build_frame
from anlan.gateway.drivers.hj212.driver import Driver
from tests.unit.gateway_hj212.fakes import FakeHost, hashed, registry

TABLE = Path(__file__).parents[2] / "recordings" / "drivers" / "hj212" / "frames.csv"
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8", newline="")))
MN = "330381000000000000000001"


def field(frame: str, name: str) -> str:
    return frame.partition(f"{name}=")[2].partition(";")[0]


def gateway(number: int, code: str) -> GatewayConfig:
    return GatewayConfig(
        id=number, code=code, driver="hj212", secret_hash=hashed("100000"), options={"allow_default_password": "true"}
    )


@pytest_asyncio.fixture
async def driver() -> AsyncIterator[Driver]:
    """A listening driver that knows all recorded stations."""
    codes = sorted({field(row["frame"], "MN") for row in ROWS})
    known = registry(
        [gateway(n + 1, code) for n, code in enumerate(codes)], {n + 1: ["a21001", "w01001"] for n in range(len(codes))}
    )
    made = Driver(FakeHost(known, hj212_port=free_port()))  # type: ignore[arg-type]
    await made.start()
    yield made
    await made.stop()


def host_of(driver: Driver) -> FakeHost:
    assert isinstance(driver.host, FakeHost)
    return driver.host


async def connect(driver: Driver) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", driver.host.settings.hj212_port)


async def answer(reader: asyncio.StreamReader) -> str:
    line = await asyncio.wait_for(reader.readline(), 5)
    (segment,) = StreamParser().feed(line)
    assert isinstance(segment, bytes)
    return segment.decode()


async def until(condition: object) -> None:
    for _ in range(500):
        if condition():  # type: ignore[operator]
            return
        await asyncio.sleep(0.01)
    raise AssertionError("did not happen within 5 s")


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
async def test_recorded_frame_over_tcp(driver: Driver, row: dict[str, str]) -> None:
    host = host_of(driver)
    host.is_durable_at_once = True
    reader, writer = await connect(driver)
    writer.write(row["frame"].encode() + b"\r\n")
    if row["valid"] == "false":
        await until(lambda: host.counters[f"frames_rejected:{row['reason']}"] == 1)
        assert host.seen_codes == []
    else:
        await until(lambda: host.seen_codes == [field(row["frame"], "MN")])
        if field(row["frame"], "Flag") in ("5", "7"):
            expected = "9011" if row["id"] == "F01" else "9014"
            said = await answer(reader)
            assert field(said, "CN") == expected
            assert field(said, "QN") == field(row["frame"], "QN")
    writer.close()


async def test_recorded_ammonia_is_stored_at_the_devices_own_time(driver: Driver) -> None:
    host = host_of(driver)
    reader, writer = await connect(driver)
    frame = next(row["frame"] for row in ROWS if row["id"] == "C01").encode()
    for byte in frame[:60]:
        writer.write(bytes([byte]))
        await writer.drain()
    writer.write(frame[60:])
    await until(lambda: host.pending)
    (row,) = host.rows()
    assert row[1:] == (1795428000000, 12.6, 0)
    host.settle()
    assert field(await answer(reader), "CN") == "9014"
    writer.close()


async def test_two_parts_that_wait_are_released_by_time(driver: Driver) -> None:
    host = host_of(driver)
    reader, writer = await connect(driver)
    head = f"QN=20261123180100001;ST=22;CN=2051;PW=100000;MN={MN};Flag=7;PNUM=2;PNO=1;"
    writer.write(build_frame(f"{head}CP=&&DataTime=20261123180000;a21001-Avg=1;a21001-Rtd=2&&"))
    await until(lambda: host.seen_codes)
    host.clock.advance(3)
    await until(lambda: host.pending)
    host.settle()
    assert field(await answer(reader), "QN") == "20261123180100001"
    writer.close()


async def test_hangup_is_told_and_stop_closes_everything(driver: Driver) -> None:
    host = host_of(driver)
    reader, writer = await connect(driver)
    writer.write(build_frame(f"QN=1;ST=22;CN=2011;PW=100000;MN={MN};Flag=4;CP=&&&&"))
    await until(lambda: host.seen_codes)
    writer.close()
    await until(lambda: host.gone_codes == [(MN, "closed")])
    reader, writer = await connect(driver)
    await until(lambda: driver.connections)
    await driver.stop()
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(1), 5)
    writer.close()
    with pytest.raises(OSError, match="failed"):
        await connect(driver)


async def test_port_already_taken_is_said_plainly(driver: Driver) -> None:
    second = Driver(driver.host)
    with pytest.raises(OSError, match="in use"):
        await second.start()
    await second.stop()


def test_driver_does_the_same_on_uvloop() -> None:
    """The gateway process runs on uvloop, whose transports differ from asyncio's in details."""

    async def scenario() -> None:
        made = Driver(FakeHost(registry([gateway(1, MN)], {1: ["a21001"]}), hj212_port=free_port()))  # type: ignore[arg-type]
        host = host_of(made)
        await made.start()
        reader, writer = await connect(made)
        head = f"QN=1;ST=22;CN=2011;PW=100000;MN={MN};Flag=5;"
        writer.write(build_frame(f"{head}CP=&&DataTime=20261123180000;a21001-Rtd=1&&") * 100)
        await until(lambda: host.pending)
        while host.pending:
            host.settle()
            await asyncio.sleep(0.02)
        assert [field(await answer(reader), "CN") for _ in range(100)] == ["9014"] * 100
        assert len(host.stored) == 100
        host.is_full = True
        writer.write(build_frame(f"{head}CP=&&&&"))
        assert field(await answer(reader), "CN") == "9014"
        writer.write(build_frame(f"{head}CP=&&&&"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readexactly(1), 0.1)
        host.is_full = False
        host.room_came.set()
        assert field(await answer(reader), "CN") == "9014"
        await made.stop()
        assert host.gone_codes == [(MN, "stopping")]
        writer.close()

    uvloop.run(scenario())
