"""One device that waits to be asked: connect, ask, wait; away when it is silent, and back without being told.

What a device cannot tell is not made up: while it is silent nothing is handed over, and the offline rule judges that.
"""

import asyncio
from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from anlan.bus.messages import GatewayConfig
from anlan.bus.readings import Readings
from anlan.gateway.driver import Host
from anlan.kit.field_network import Forbidden, address_to_call
from anlan.kit.pauses import doubled_s

#: Pauses after a lost connection, doubled from the first to the longest.
BACK_OFF_FIRST_S, BACK_OFF_MAX_S = 1.0, 60.0


class Silent(Exception):
    """No usable answer: the connection is of no use any more."""


class Connection(ABC):
    """What a protocol keeps open to one device."""

    @abstractmethod
    async def close(self) -> None:
        """Hang up; never raises."""


C = TypeVar("C", bound=Connection)


class Asker(ABC, Generic[C]):
    """Asks one device for ever, every ``period_s`` seconds.

    Args:
        machine: name or address of the device, as it was typed.
    """

    def __init__(self, host: Host, gateway: GatewayConfig, machine: str, period_s: float) -> None:
        self.host, self.gateway = host, gateway
        self._machine, self._period_s = machine.strip(), period_s
        self.is_connected = False

    @abstractmethod
    async def connect(self, number: str) -> C:
        """Connect to the machine of this address (judged: it may be called).

        Raises:
            Silent, OSError: nobody answers there.
        """

    @abstractmethod
    async def ask(self, connection: C) -> None:
        """One round: ask for everything, hand it over.

        Raises:
            Silent: give this connection up.
        """

    async def run(self) -> None:
        """Ask until cancelled."""
        attempts = 0
        while True:
            try:
                number = await asyncio.to_thread(address_to_call, self._machine, self.host.settings.field_hosts)
                connection = await self.connect(number)
            except (Forbidden, OSError, Silent) as error:
                reason = self._why(error)
            else:
                attempts = 0
                reason = await self._rounds(connection)
            self.host.count("asked_lost", driver=self.gateway.driver, reason=reason)
            self.host.gone(self.gateway, reason)
            await asyncio.sleep(doubled_s(BACK_OFF_FIRST_S, BACK_OFF_MAX_S, attempts))
            attempts += 1

    def answered(self) -> None:
        """The device gave a sign of life."""
        self.host.seen(self.gateway, peer=self._machine)

    def refused(self, reason: str) -> None:
        """Tell what cannot be read, as a short word."""
        self.host.refused(self.gateway.driver, self.gateway.code, reason, peer=self._machine)

    def found(self, address: str, sample: str, unit: str = "") -> None:
        """Something that nobody registered, for one click."""
        self.host.unknown(self.gateway.driver, self.gateway.code, address, sample, unit=unit, peer=self._machine)

    def hand_over(self, rows: list[tuple[int, float, int]]) -> None:
        """Readings of now, as point, value and quality."""
        if rows:
            now_ms = self.host.clock.now_ms()
            self.host.submit(Readings.of((point, now_ms, value, quality) for point, value, quality in rows), self._kept)

    def _kept(self, error: str | None) -> None:
        """A device that is asked cannot repeat: what did not become durable is a gap, and counted as one."""
        if error is not None:
            self.host.count("asked_not_kept", driver=self.gateway.driver)

    def _why(self, error: Exception) -> str:
        if isinstance(error, Forbidden):
            self.refused("forbidden_address")
            return "forbidden_address"
        return "no_connection" if isinstance(error, Silent) else "unreachable"

    async def _rounds(self, connection: C) -> str:
        """Rounds at a steady pace until the device falls silent; the reason, as a short word."""
        loop = asyncio.get_running_loop()
        due_s = loop.time()
        self.is_connected = True
        try:
            while True:
                if self.host.is_full:
                    await self.host.room()
                await self.ask(connection)
                due_s = max(due_s + self._period_s, loop.time())  # a slow device is not hurried afterwards
                await asyncio.sleep(due_s - loop.time())
        except Silent:
            return "silent"
        finally:
            self.is_connected = False
            await connection.close()
