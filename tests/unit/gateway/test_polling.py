"""Drivers that ask: one device's trouble, of whatever kind, is that device's only."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from anlan.bus.messages import GatewayConfig
from anlan.gateway import polling
from anlan.gateway.asking import Asker, Connection
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import FakeHost, gateway

Trouble = Callable[[], BaseException]


class Troubled(Asker[Connection]):
    """Ends with the next trouble, or goes on for ever."""

    def __init__(self, host: FakeHost, config: GatewayConfig, troubles: list[Trouble]) -> None:
        super().__init__(host, config, "10.0.0.9", 1.0)  # type: ignore[arg-type]
        self.begun, self._troubles = 0, troubles

    async def connect(self, number: str) -> Connection:
        raise NotImplementedError

    async def ask(self, connection: Connection) -> None:
        raise NotImplementedError

    async def run(self) -> None:
        self.begun += 1
        if self._troubles:
            raise self._troubles.pop()()
        await asyncio.Event().wait()


class Driver(polling.PollingDriver):
    """Makes askers of what the test gives."""

    name = "troubled"

    def __init__(self, host: FakeHost, troubles: dict[str, list[Trouble]], refuses: dict[str, Exception]) -> None:
        super().__init__(host)  # type: ignore[arg-type]
        self.troubles, self.refuses = troubles, refuses
        self.askers: dict[str, Troubled] = {}

    def asker(self, gateway: GatewayConfig, points: Mapping[str, int]) -> Asker[Any]:
        if gateway.code in self.refuses:
            raise self.refuses[gateway.code]
        self.askers[gateway.code] = Troubled(self.host, gateway, self.troubles.get(gateway.code, []))  # type: ignore[arg-type]
        return self.askers[gateway.code]


def host_of(*codes: str) -> FakeHost:
    return FakeHost(Settings(), [gateway(n, code, driver="troubled") for n, code in enumerate(codes, 1)], [])


async def turns() -> None:
    for _ in range(40):
        await asyncio.sleep(0)


@pytest.mark.parametrize("trouble", [asyncio.CancelledError, KeyError, RecursionError])
async def test_an_asker_begins_anew_whatever_ended_it(trouble: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "RECOVER_S", 0)
    driver = Driver(host_of("a"), {"a": [trouble]}, {})
    await driver.start()
    await turns()
    assert driver.askers["a"].begun == 2
    await asyncio.wait_for(driver.stop(), 5)


async def test_a_device_whose_settings_break_the_driver_leaves_the_others_asked() -> None:
    host = host_of("a", "b", "c")
    driver = Driver(host, {}, {"a": ValueError("no host"), "b": IndexError("string index out of range")})
    await driver.start()
    await turns()
    assert driver.askers["c"].begun == 1
    assert host.refusals == [("a", "options"), ("b", "options")]
    assert driver.facts()["unusable"] == 2
    await driver.stop()
