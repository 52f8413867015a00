"""One device's rounds: connect, ask, hand over, wait; away when it is silent, and back without being told.

What the device cannot tell is not made up: a device that is silent sends nothing, and the offline rule judges that.
Where a serial server says that a unit behind it does not answer (exceptions 10, 11), its points read LINK_FAULT; where
the device itself reports a failure (4), FAULT. A refused register costs its own points only.
"""

import asyncio
import math
from dataclasses import dataclass, field

from anlan.bus.messages import GatewayConfig
from anlan.bus.readings import Readings
from anlan.domain.quality import Quality
from anlan.gateway.driver import Host
from anlan.gateway.drivers.modbus import scanning
from anlan.gateway.drivers.modbus.address import Address, Place
from anlan.gateway.drivers.modbus.config import Options
from anlan.gateway.drivers.modbus.decode import value_of
from anlan.gateway.drivers.modbus.pauses import BACK_OFF_FIRST_S, BACK_OFF_MAX_S, Pauses
from anlan.gateway.drivers.modbus.plan import Plan, Question
from anlan.gateway.drivers.modbus.wire import Connection, Refused, Silent
from anlan.kit.field_network import Forbidden, address_to_call

#: How often registers that are only scanned are asked for: they are for eyes.
SCAN_EVERY_S = 5.0
#: Exception codes that say something about an instrument, and those that say that a register does not exist.
_TOLD = {4: Quality.FAULT, 10: Quality.LINK_FAULT, 11: Quality.LINK_FAULT}
_DOES_NOT_EXIST = frozenset({2, 3})


@dataclass(slots=True)
class _Heard:
    """What one round brought: words by place, and what was said of places instead of a word."""

    words: dict[Place, int] = field(default_factory=dict)
    told: dict[Place, Quality] = field(default_factory=dict)


class Poller:
    """Asks one device for ever.

    Args:
        points: the device's points: id → address.

    Raises:
        ValueError: ``scan`` of the options cannot be understood.
    """

    def __init__(self, host: Host, gateway: GatewayConfig, options: Options, points: dict[int, Address]) -> None:
        self._host, self._gateway, self._options, self._points = host, gateway, options, points
        self._plan = Plan(points.values())
        known = {place for address in points.values() for place, _ in address.needs}
        self._scanned = [place for place in scanning.places(options.scan, options.unit) if place not in known]
        self._scan_plan = Plan(Address(place) for place in self._scanned)
        self._scan_due_s = 0.0
        self._silent_units = Pauses()
        self.is_connected = False

    async def run(self) -> None:
        """Ask until cancelled."""
        attempts = 0
        while True:
            try:
                connection = await self._connected()
            except (Forbidden, OSError, Silent) as error:
                reason = self._why(error)
            else:
                attempts = 0
                reason = await self._rounds(connection)
            self._host.count("modbus_lost", reason=reason)
            self._host.gone(self._gateway, reason)
            await asyncio.sleep(min(BACK_OFF_FIRST_S * 2**attempts, BACK_OFF_MAX_S))
            attempts += attempts < 10

    async def _connected(self) -> Connection:
        wanted = self._options
        number = await asyncio.to_thread(address_to_call, wanted.host.strip(), self._host.settings.field_hosts)
        connection = Connection(number, wanted.port, framing=wanted.framing, timeout_s=wanted.timeout_s)
        await connection.open()
        return connection

    def _why(self, error: Exception) -> str:
        if isinstance(error, Forbidden):
            self._host.refused("modbus", self._gateway.code, "forbidden_address", peer=self._options.host)
            return "forbidden_address"
        return "no_connection" if isinstance(error, Silent) else "unknown_name"

    async def _rounds(self, connection: Connection) -> str:
        """Rounds at a steady pace until the device falls silent; the reason, as a short word."""
        loop = asyncio.get_running_loop()
        due_s = loop.time()
        self.is_connected = True
        try:
            while True:
                if self._host.is_full:
                    await self._host.room()
                await self._round(connection)
                due_s = max(due_s + self._options.period_s, loop.time())  # a slow device is not hurried afterwards
                await asyncio.sleep(due_s - loop.time())
        except Silent:
            return "silent"
        finally:
            self.is_connected = False
            connection.close()

    async def _round(self, connection: Connection) -> None:
        heard = _Heard()
        try:
            for question in self._plan:
                await self._ask(connection, question, self._plan, heard)
        finally:
            self._hand_over(heard)  # a unit that fell silent does not take with it what others said
        now_s = asyncio.get_running_loop().time()
        if self._scanned and now_s >= self._scan_due_s:
            self._scan_due_s = now_s + SCAN_EVERY_S
            await self._scan(connection)

    async def _ask(self, connection: Connection, question: Question, plan: Plan, heard: _Heard) -> None:
        first = question.first
        if self._silent_units.is_paused(first.unit):
            return
        try:
            found = await connection.ask(question)
        except Silent:
            self._silent_units.pause(first.unit)
            raise
        except Refused as refusal:
            self._note(refusal.code, question, plan, heard)
        else:
            heard.words.update((first._replace(offset=first.offset + k), word) for k, word in enumerate(found))
        self._silent_units.resume(first.unit)
        self._host.seen(self._gateway, peer=self._options.host)

    def _note(self, code: int, question: Question, plan: Plan, heard: _Heard) -> None:
        """What to make of an exception. Of registers asked for together perhaps one only does not exist."""
        self._host.count("modbus_refused", code=str(code))
        if code in _TOLD:
            heard.told.update((place, _TOLD[code]) for place, _ in question.parts)
        elif not (code in _DOES_NOT_EXIST and plan.divide(question)) and plan is self._plan:
            self._host.refused("modbus", self._gateway.code, f"exception_{code}", peer=self._options.host)

    def _hand_over(self, heard: _Heard) -> None:
        now_ms = self._host.clock.now_ms()
        rows = []
        for point, address in self._points.items():
            found = value_of(address, heard.words)
            if found is None and address.place in heard.told:
                found = math.nan, heard.told[address.place]
            if found is not None:
                rows.append((point, now_ms, found[0], int(found[1])))
        if rows:
            self._host.submit(Readings.of(rows), self._kept)

    def _kept(self, error: str | None) -> None:
        """A device that is asked cannot repeat: what did not become durable is a gap, and counted as one."""
        if error is not None:
            self._host.count("modbus_not_kept")

    async def _scan(self, connection: Connection) -> None:
        heard = _Heard()
        for question in self._scan_plan:
            await self._ask(connection, question, self._scan_plan, heard)
        code, peer = self._gateway.code, self._options.host
        for place in self._scanned:
            if place in heard.words:
                name = scanning.shown(place, self._options.unit)
                self._host.unknown("modbus", code, name, str(heard.words[place]), peer=peer)
