"""One device's rounds: what is asked, and what becomes of every answer.

Where a serial server says that a unit behind it does not answer (exceptions 10, 11), its points read LINK_FAULT; where
the device itself reports a failure (4), FAULT. A refused register costs its own points only.
"""

import asyncio
import math
from dataclasses import dataclass, field

from anlan.bus.messages import GatewayConfig
from anlan.domain.quality import Quality
from anlan.gateway.asking import Asker, Silent
from anlan.gateway.driver import Host
from anlan.gateway.drivers.modbus import scanning
from anlan.gateway.drivers.modbus.address import Address, Place
from anlan.gateway.drivers.modbus.config import Options
from anlan.gateway.drivers.modbus.decode import value_of
from anlan.gateway.drivers.modbus.pauses import Pauses
from anlan.gateway.drivers.modbus.plan import Plan, Question
from anlan.gateway.drivers.modbus.wire import ModbusConnection, Refused

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


class Poller(Asker[ModbusConnection]):
    """Asks one device, or one serial server with many behind it.

    Args:
        points: the device's points: id → address.

    Raises:
        ValueError: ``scan`` of the options cannot be understood.
    """

    def __init__(self, host: Host, gateway: GatewayConfig, options: Options, points: dict[int, Address]) -> None:
        super().__init__(host, gateway, options.host, options.period_s)
        self._options, self._points = options, points
        self._plan = Plan(points.values())
        known = {place for address in points.values() for place, _ in address.needs}
        self._scanned = [place for place in scanning.places(options.scan, options.unit) if place not in known]
        self._scan_plan = Plan(Address(place) for place in self._scanned)
        self._scan_due_s = 0.0
        self._silent_units = Pauses()

    async def connect(self, number: str) -> ModbusConnection:
        """See ``Asker.connect``."""
        wanted = self._options
        connection = ModbusConnection(number, wanted.port, framing=wanted.framing, timeout_s=wanted.timeout_s)
        await connection.open()
        return connection

    async def ask(self, connection: ModbusConnection) -> None:
        """See ``Asker.ask``."""
        heard = _Heard()
        try:
            for question in self._plan:
                await self._put(connection, question, self._plan, heard)
        finally:
            self._tell(heard)  # a unit that fell silent does not take with it what others said
        now_s = asyncio.get_running_loop().time()
        if self._scanned and now_s >= self._scan_due_s:
            self._scan_due_s = now_s + SCAN_EVERY_S
            await self._scan(connection)

    async def _put(self, connection: ModbusConnection, question: Question, plan: Plan, heard: _Heard) -> None:
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
        self.answered()

    def _note(self, code: int, question: Question, plan: Plan, heard: _Heard) -> None:
        """What to make of an exception. Of registers asked for together perhaps one only does not exist."""
        self.host.count("modbus_refused", code=str(code))
        if code in _TOLD:
            heard.told.update((place, _TOLD[code]) for place, _ in question.parts)
        elif not (code in _DOES_NOT_EXIST and plan.divide(question)) and plan is self._plan:
            self.refused(f"exception_{code}")

    def _tell(self, heard: _Heard) -> None:
        rows = []
        for point, address in self._points.items():
            found = value_of(address, heard.words)
            if found is None and address.place in heard.told:
                found = math.nan, heard.told[address.place]
            if found is not None:
                rows.append((point, found[0], int(found[1])))
        self.hand_over(rows)

    async def _scan(self, connection: ModbusConnection) -> None:
        heard = _Heard()
        for question in self._scan_plan:
            await self._put(connection, question, self._scan_plan, heard)
        for place in self._scanned:
            if place in heard.words:
                self.found(scanning.shown(place, self._options.unit), str(heard.words[place]))
