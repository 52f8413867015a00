"""The driver against a real server, in a thread of its own."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asyncua import Server, ua
from bench.ports import free_port

from anlan.bus.messages import GatewayConfig
from anlan.domain.quality import Quality
from anlan.gateway import asking as gateway_asking
from anlan.gateway.drivers.opcua import driver as opcua
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import FakeHost, gateway, points

pytestmark = pytest.mark.xdist_group("opcua")  # one server, not one a process


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_asking, "BACK_OFF_FIRST_S", 0.05)
    monkeypatch.setattr(gateway_asking, "BACK_OFF_MAX_S", 0.4)
    monkeypatch.setattr(opcua, "SCAN_EVERY_ROUNDS", 1)


class Plant:
    """A server with one room: ``nh3`` (ns=2;s=Room1.NH3), ``fan`` and a name."""

    def __init__(self, port: int) -> None:
        self.url = f"opc.tcp://127.0.0.1:{port}/plant"
        self.loop = asyncio.new_event_loop()
        self.server = Server()

    async def start(self) -> None:
        await self.server.init()
        self.server.set_endpoint(self.url)
        self.server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
        room = await self.server.nodes.objects.add_object(ua.NodeId("Room1", 2), "Room1")
        self.nh3 = await room.add_variable(ua.NodeId("Room1.NH3", 2), "NH3", 12.5)
        self.fan = await room.add_variable(ua.NodeId("Room1.Fan", 2), "Fan", True)
        await room.add_variable(ua.NodeId("Room1.Name", 2), "Name", "cold room")
        await self.server.start()

    def says(self, value: object, status: int = ua.StatusCodes.Good) -> None:
        """The ammonia sensor shows another value."""
        self.run(self.nh3.write_value(ua.DataValue(ua.Variant(value), StatusCode=ua.StatusCode(status))))

    def run(self, awaitable: Coroutine[Any, Any, object]) -> None:
        """In the server's own thread."""
        asyncio.run_coroutine_threadsafe(awaitable, self.loop).result(30)

    def close(self) -> None:
        """Stop the server, then its thread."""
        self.run(self.server.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)


def plant_at(port: int) -> Plant:
    """A plant that runs in a thread of its own."""
    made = Plant(port)
    threading.Thread(target=made.loop.run_forever, daemon=True).start()
    made.run(made.start())
    return made


@pytest.fixture(scope="module")
def running() -> Iterator[Plant]:
    """One server for all tests: it takes seconds to start."""
    made = plant_at(free_port())
    yield made
    made.close()


@pytest.fixture
def plant(running: Plant) -> Plant:
    running.says(12.5)
    return running


def asked(url: str, **options: str) -> GatewayConfig:
    return gateway(1, "scada-1", driver="opcua", url=url, period_s="0.2", timeout_s="1", **options)


@asynccontextmanager
async def asking(server: GatewayConfig, *addresses: str, field_hosts: str = "127.0.0.1") -> AsyncIterator[FakeHost]:
    host = FakeHost(Settings(field_hosts=field_hosts), [server], points(1, *addresses))
    host.auto = True
    driver = opcua.Driver(host)  # type: ignore[arg-type]
    await driver.start()
    try:
        yield host
    finally:
        await driver.stop()


async def until(what: Callable[[], object], wait_s: float = 15.0) -> None:
    async with asyncio.timeout(wait_s):
        while not what():
            await asyncio.sleep(0.01)


def last(host: FakeHost) -> dict[int, tuple[float, int]]:
    return {point: (value, quality) for point, _, value, quality in host.rows}


async def test_values_arrive_and_follow_the_server(plant: Plant) -> None:
    async with asking(asked(plant.url), "ns=2;s=Room1.NH3", "ns=2;s=Room1.Fan") as host:
        await until(lambda: len(last(host)) == 2)
        assert last(host) == {1: (12.5, 0), 2: (1.0, 0)}
        plant.says(61.5)
        await until(lambda: last(host)[1] == (61.5, 0))
        plant.says(61.5, ua.StatusCodes.BadSensorFailure)  # a server sends no value with a bad status
        await until(lambda: last(host)[1][1] == Quality.FAULT)


async def test_a_node_that_does_not_exist_costs_its_own_point_only(plant: Plant) -> None:
    async with asking(asked(plant.url), "ns=2;s=Room9.NH3", "ns=2;s=Room1.NH3", "nh3") as host:
        await until(lambda: 2 in last(host))
        assert last(host) == {2: (12.5, 0)}
        assert sorted(host.refusals) == [("scada-1", "address"), ("scada-1", "node_not_readable")]


async def test_numbers_below_a_node_wait_for_one_click(plant: Plant) -> None:
    async with asking(asked(plant.url, scan="i=85"), "ns=2;s=Room1.NH3") as host:
        await until(lambda: host.unknowns)
        await asyncio.sleep(0.5)
        assert set(host.unknowns) == {("scada-1", "ns=2;s=Room1.Fan", "1")}


@pytest.mark.slow
async def test_a_server_that_goes_and_comes_back_is_asked_again() -> None:
    port = free_port()
    first = plant_at(port)
    async with asking(asked(first.url), "ns=2;s=Room1.NH3") as host:
        await until(lambda: host.rows)
        await asyncio.to_thread(first.close)
        await until(lambda: any(kind == "gone" for kind, _, _ in host.events))
        count = len(host.rows)
        second = await asyncio.to_thread(plant_at, port)
        await until(lambda: len(host.rows) > count)
        await asyncio.to_thread(second.close)


async def test_what_is_no_server_is_silent_not_wrong() -> None:
    async def chatter(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")

    port = free_port()
    server = await asyncio.start_server(chatter, "127.0.0.1", port)
    async with asking(asked(f"opc.tcp://127.0.0.1:{port}"), "ns=2;s=Room1.NH3") as host:
        await until(lambda: ("gone", "scada-1", "no_connection") in host.events)
        assert host.rows == []
    server.close()


async def test_an_address_of_this_machine_is_not_called(plant: Plant) -> None:
    async with asking(asked(plant.url), "ns=2;s=Room1.NH3", field_hosts="") as host:
        await until(lambda: host.refusals)
        assert host.refusals[0] == ("scada-1", "forbidden_address")


async def test_nothing_is_written(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request that reaches the server is one of those that a reader needs."""
    from asyncua.server.uaprocessor import UaProcessor

    seen: set[str] = set()
    process = UaProcessor._process_message

    async def noting(self: UaProcessor, typeid: ua.NodeId, *rest: object) -> object:
        seen.add(ua.extension_objects_by_typeid[typeid].__name__)
        return await process(self, typeid, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(UaProcessor, "_process_message", noting)
    async with asking(asked(plant.url, scan="i=85"), "ns=2;s=Room1.NH3") as host:
        await until(lambda: len(host.rows) > 3 and host.unknowns)
    sessions = {"CreateSessionRequest", "ActivateSessionRequest", "CloseSessionRequest"}
    assert {"ReadRequest", "BrowseRequest"} <= seen <= sessions | {"ReadRequest", "BrowseRequest", "BrowseNextRequest"}
