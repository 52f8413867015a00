"""Of several cameras processes one speaks with the platform above; the others stand by and say nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from anlan.bus import cascade_client
from anlan.bus.camera_client import NoAnswer
from anlan.bus.client import Bus
from anlan.bus.lease import Lease
from anlan.bus.messages import ConfigSnapshot, SuperiorConfig
from anlan.cameras.cascade.desk import CascadeDesk
from anlan.cameras.cascade.duty import CascadeDuty
from anlan.cameras.gb28181.station import Station
from anlan.kit.settings import Settings
from tests.integration.cascade.conftest import OWN, Below, gb, superior
from tests.integration.gb28181.conftest import until

pytestmark = pytest.mark.nats
TTL_S = 0.5


class Machine:
    """A cameras process on a machine of its own."""

    def __init__(self, bus: Bus, config: Settings, folder: Path) -> None:
        folder.mkdir()
        self.below, self.stop = Below(gb(config, OWN)), asyncio.Event()
        self.duty = CascadeDuty(self.below.cascade, lambda: Lease(bus, "cascade", folder, TTL_S), self.stop)
        self.desk = CascadeDesk(self.below.cascade, self.duty)
        self._bus = bus
        self._running: asyncio.Task[None] | None = None

    async def start(self, *superiors: SuperiorConfig) -> None:
        await self.below.open()
        await self.desk.open(self._bus.nc)
        self.duty.adopt(ConfigSnapshot(version=1, published_at_ms=0, superiors=list(superiors)))
        self._running = asyncio.create_task(self.duty.run())

    @property
    def is_registered(self) -> bool:
        return any(one.is_registered for one in self.below.cascade.superiors)

    async def end(self) -> None:
        self.stop.set()
        if self._running:
            await self._running
        await self.below.close()


@pytest_asyncio.fixture
async def machines(bus: Bus, test_settings: Settings, tmp_path: Path) -> AsyncIterator[list[Machine]]:
    made = [Machine(bus, test_settings, tmp_path / name) for name in ("a", "b")]
    yield made
    for machine in made:
        await machine.end()


async def begun(machines: list[Machine], above: Station) -> tuple[Machine, Machine]:
    """Who has the duty, and who stands by."""
    for machine in machines:
        await machine.start(superior(machine.below.config, above._config.gb28181_port))
    await until(lambda: any(machine.is_registered for machine in machines))
    first, second = machines
    return (first, second) if first.is_registered else (second, first)


def is_known(above: Station) -> bool:
    device = above.devices.get(OWN)
    return device is not None and device.until_ms > 0


async def test_one_registers_and_the_other_when_it_has_ended(machines: list[Machine], above: Station, bus: Bus) -> None:
    working, waiting = await begun(machines, above)
    await asyncio.sleep(2 * TTL_S)
    assert (waiting.duty.is_ours, waiting.below.cascade.superiors) == (False, [])
    told = await cascade_client.superiors(bus)
    assert [one.is_registered for one in told.superiors] == [True]  # whoever stands by does not answer in between
    await working.end()
    await until(lambda: waiting.is_registered and is_known(above))


async def test_who_lost_the_duty_does_not_end_the_registration_of_its_successor(
    machines: list[Machine], above: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = machines[0]
    await machine.start(superior(machine.below.config, above._config.gb28181_port))
    await until(lambda: machine.is_registered and is_known(above))

    async def refused(self: Lease, revision: int) -> int:
        raise TimeoutError

    monkeypatch.setattr(Lease, "_write", refused)
    await until(lambda: not machine.duty.is_ours)
    await until(lambda: not machine.below.cascade._leaving)
    assert machine.below.cascade.superiors == []
    assert is_known(above)


async def test_with_no_duty_nobody_knows_how_registrations_are(machines: list[Machine], bus: Bus) -> None:
    await machines[0].desk.open(bus.nc)
    with pytest.raises(NoAnswer):
        await cascade_client.superiors(bus)


async def test_where_the_standard_is_off_everybody_says_so(bus: Bus, test_settings: Settings, tmp_path: Path) -> None:
    machine = Machine(bus, test_settings, tmp_path / "c")
    machine.below.cascade.is_on = False
    await machine.desk.open(bus.nc)
    assert (await cascade_client.superiors(bus)).is_on is False
