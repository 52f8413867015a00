"""The driver against devices that others wrote, and against bytes spelled out by hand."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from bench.ports import free_port
from pyModbusTCP.server import DataBank, ModbusServer

from anlan.bus.messages import GatewayConfig, PointConfig
from anlan.domain.quality import Quality
from anlan.gateway import asking as gateway_asking
from anlan.gateway.drivers.modbus import pauses, poller
from anlan.gateway.drivers.modbus.driver import Driver
from anlan.gateway.drivers.modbus.wire import ModbusConnection, MustNotWrite
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import FakeHost, gateway, points


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pauses, gateway_asking):
        monkeypatch.setattr(module, "BACK_OFF_FIRST_S", 0.05)
        monkeypatch.setattr(module, "BACK_OFF_MAX_S", 0.4)
    monkeypatch.setattr(poller, "SCAN_EVERY_S", 0.1)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def device(port: int) -> Iterator[ModbusServer]:
    """A device with a page of each table; any other register does not exist."""
    bank = DataBank(coils_size=20, d_inputs_size=20, h_regs_size=40, i_regs_size=20)
    server = ModbusServer("127.0.0.1", port, no_block=True, data_bank=bank)
    server.start()
    yield server
    server.stop()


def asked(at: int, **options: str) -> GatewayConfig:
    given = {"host": "127.0.0.1", "port": str(at), "period_s": "0.2", "timeout_s": "0.3", **options}
    return gateway(1, "plc-1", driver="modbus", **given)


@asynccontextmanager
async def asking(device: GatewayConfig, *addresses: str, field_hosts: str = "127.0.0.1") -> AsyncIterator[FakeHost]:
    host = FakeHost(Settings(field_hosts=field_hosts), [device], points(1, *addresses))
    host.auto = True
    driver = Driver(host)  # type: ignore[arg-type]
    host.driver = driver  # type: ignore[attr-defined]
    await driver.start()
    try:
        yield host
    finally:
        await driver.stop()


async def until(what: Callable[[], object], wait_s: float = 8.0) -> None:
    async with asyncio.timeout(wait_s):
        while not what():
            await asyncio.sleep(0.01)


def last(host: FakeHost) -> dict[int, tuple[float, int]]:
    """Newest value and quality by point; NaN as None would be equal to itself."""
    return {point: (value, quality) for point, _, value, quality in host.rows}


async def test_values_of_all_four_tables_arrive_and_follow_the_device(port: int, device: ModbusServer) -> None:
    bank = device.data_bank
    bank.set_holding_registers(0, [127, 0x4148, 0x0000])  # 12.5 as a float
    bank.set_input_registers(5, [0xFFFE])
    bank.set_coils(2, [True])
    bank.set_discrete_inputs(3, [True])
    async with asking(asked(port), "40001", "40002:f32", "30006:s16", "00003", "10004", "40001.0") as host:
        await until(lambda: len(last(host)) == 6)
        assert [value for value, _ in last(host).values()] == [127.0, 12.5, -2.0, 1.0, 1.0, 1.0]
        bank.set_holding_registers(0, [128])
        await until(lambda: last(host)[1] == (128.0, Quality.GOOD))
        assert ("seen", "plc-1", "") in host.events
        assert host.refusals == []


async def test_a_register_that_does_not_exist_costs_its_own_point_only(port: int, device: ModbusServer) -> None:
    device.data_bank.set_holding_registers(39, [7])
    async with asking(asked(port), "40040", "40041", "30001") as host:
        await until(lambda: len(last(host)) == 2)
        assert last(host) == {1: (7.0, 0), 3: (0.0, 0)}
        await until(lambda: ("plc-1", "exception_2") in host.refusals)


async def test_an_address_that_means_nothing_costs_its_own_point_only(port: int, device: ModbusServer) -> None:
    async with asking(asked(port), "40001", "nh3-1") as host:
        await until(lambda: 1 in last(host))
        assert host.refusals == [("plc-1", "address")]
        assert host.driver.facts() == {"devices": 1, "connected": 1, "unusable": 1}  # type: ignore[attr-defined]


@pytest.mark.parametrize("options", [{"host": ""}, {"port": "none"}, {"scan": "all"}, {"baud": "9600"}])
async def test_options_that_cannot_be_used_are_told(port: int, options: dict[str, str]) -> None:
    async with asking(asked(port, **options), "40001") as host:
        await until(lambda: host.refusals)
        assert host.refusals == [("plc-1", "options")]


async def test_a_device_that_goes_and_comes_back_is_asked_again(port: int, device: ModbusServer) -> None:
    async with asking(asked(port), "40001") as host:
        await until(lambda: host.rows)
        device.stop()
        await until(lambda: any(kind == "gone" for kind, _, _ in host.events))
        count = len(host.rows)
        device.start()
        device.data_bank.set_holding_registers(0, [9])
        await until(lambda: len(host.rows) > count and last(host)[1] == (9.0, 0))


async def test_nothing_is_asked_while_readings_wait_for_the_disk(port: int, device: ModbusServer) -> None:
    async with asking(asked(port), "40001") as host:
        await until(lambda: host.rows)
        host.is_full = True
        await asyncio.sleep(0.3)  # the round under way
        count = len(host.rows)
        await asyncio.sleep(0.5)
        assert len(host.rows) == count
        host.make_room()
        await until(lambda: len(host.rows) > count)


async def test_what_is_scanned_waits_for_one_click_until_it_is_registered(port: int, device: ModbusServer) -> None:
    device.data_bank.set_holding_registers(0, [1, 22, 333])
    wanted = asked(port, scan="40001-40003")
    async with asking(wanted, "40001") as host:
        await until(lambda: len(host.unknowns) >= 2)
        assert host.unknowns[:2] == [("plc-1", "40002", "22"), ("plc-1", "40003", "333")]
        host.publish([wanted], points(1, "40001", "40002", "40003"), version=2)
        await host.driver.reload()  # type: ignore[attr-defined]
        await until(lambda: last(host).get(3) == (333.0, 0))


async def test_a_removed_device_is_left_alone(port: int, device: ModbusServer) -> None:
    async with asking(asked(port), "40001") as host:
        await until(lambda: host.rows)
        host.publish([], [], version=2)
        await host.driver.reload()  # type: ignore[attr-defined]
        count = len(host.rows)
        await asyncio.sleep(0.5)
        assert len(host.rows) == count


async def test_who_does_not_lead_asks_nobody_and_stops_when_the_lease_is_lost(port: int, device: ModbusServer) -> None:
    async with asking(asked(port), "40001") as host:
        await until(lambda: host.rows)
        held = host.leases[0]
        host.may_lead.clear()
        held.lost.set()
        await until(lambda: host.driver.facts()["devices"] == 0)  # type: ignore[attr-defined]
        count = len(host.rows)
        await asyncio.sleep(0.5)
        assert len(host.rows) == count
        host.may_lead.set()
        await until(lambda: len(host.rows) > count)


async def test_an_address_of_this_machine_is_not_called(port: int, device: ModbusServer) -> None:
    async with asking(asked(port), "40001", field_hosts="") as host:
        await until(lambda: host.refusals)
        assert host.refusals[0] == ("plc-1", "forbidden_address")
        assert host.rows == []


async def test_nothing_that_changes_a_device_can_be_sent(port: int, device: ModbusServer) -> None:
    device.data_bank.set_holding_registers(0, [5])
    connection = ModbusConnection("127.0.0.1", port, framing="tcp", timeout_s=1)
    await connection.open()
    for write in (
        lambda client: client.write_coil(0, True),
        lambda client: client.write_register(0, 1),
        lambda client: client.write_coils(0, [True]),
        lambda client: client.write_registers(0, [1]),
        lambda client: client.mask_write_register(address=0),
    ):
        with pytest.raises(MustNotWrite):
            await write(connection._client)
    await connection.close()
    assert device.data_bank.get_holding_registers(0, 1) == [5]


# --- a serial server, in bytes -----------------------------------------------------------------------------------


def crc(frame: bytes) -> bytes:
    """CRC-16/MODBUS, bit by bit as the specification draws it."""
    register = 0xFFFF
    for byte in frame:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register.to_bytes(2, "little")


class SerialServer:
    """Passes questions to units: ``answers`` by unit; a unit without one is dead."""

    def __init__(self, answers: dict[int, bytes]) -> None:
        self.answers, self.questions = answers, []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                question = await reader.readexactly(8)
                self.questions.append(question)
                if (answer := self.answers.get(question[0])) is not None:
                    writer.write(answer + crc(answer))
        writer.close()


@asynccontextmanager
async def serial(port: int, answers: dict[int, bytes]) -> AsyncIterator[SerialServer]:
    line = SerialServer(answers)
    server = await asyncio.start_server(line.serve, "127.0.0.1", port, family=socket.AF_INET)
    yield line
    server.close()


async def test_a_dead_unit_on_a_serial_line_does_not_silence_the_others(port: int) -> None:
    live = bytes.fromhex("02 03 02 00 7F")
    async with serial(port, {2: live}) as line, asking(asked(port, framing="rtu"), "1/40001", "2/40001") as host:
        await until(lambda: len(host.rows) >= 5)
        assert last(host) == {2: (127.0, 0)}
        assert line.questions[0] == bytes.fromhex("01 03 00 00 00 01 84 0A")
        line.answers[1] = bytes.fromhex("01 03 02 00 01")
        await until(lambda: 1 in last(host))


async def test_a_serial_server_that_says_so_makes_a_link_fault(port: int) -> None:
    refusal = bytes.fromhex("01 83 0B")
    async with serial(port, {1: refusal}), asking(asked(port, framing="rtu"), "40001") as host:
        await until(lambda: host.rows)
        assert host.rows[0][3] == Quality.LINK_FAULT


async def test_a_frame_with_a_wrong_checksum_is_no_reading(port: int) -> None:
    async with serial(port, {}) as line, asking(asked(port, framing="rtu"), "40001") as host:
        line.answers[1] = bytes.fromhex("01 03 02 00 7F 00 00 00")
        await until(lambda: host.counters["asked_lost"] >= 1)
        assert host.rows == []


async def test_a_device_that_accepts_and_says_nothing_is_silent_not_wrong(port: int) -> None:
    async with serial(port, {}), asking(asked(port), "40001") as host:
        await until(lambda: ("gone", "plc-1", "silent") in host.events)
        assert host.rows == []


async def test_points_of_another_driver_are_not_asked(port: int, device: ModbusServer) -> None:
    other = gateway(2, "mq-1")
    host = FakeHost(Settings(field_hosts="127.0.0.1"), [asked(port), other], [])
    host.publish(
        [asked(port), other],
        [*points(1, "40001"), PointConfig(id=9, gateway_id=2, address="40002", kind="nh3_concentration", unit="ppm")],
    )
    host.auto = True
    driver = Driver(host)  # type: ignore[arg-type]
    await driver.start()
    await until(lambda: host.rows)
    await driver.stop()
    assert set(last(host)) == {1}
