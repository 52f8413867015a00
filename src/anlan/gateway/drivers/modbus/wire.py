"""One connection to one device, through pymodbus. It can ask; what would change a device cannot be sent.

A serial server answers late when a unit is dead, and in RTU framing nothing says which question an answer belongs to.
So after a question without an answer the connection is given up, and with it whatever may still come.
"""

import logging
from typing import Any, NoReturn

from pymodbus import FramerType
from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ModbusPDU

from anlan.gateway.asking import Connection, Silent
from anlan.gateway.drivers.modbus.plan import Question

logging.getLogger("pymodbus").setLevel(logging.CRITICAL + 1)  # it is told by our own counters, once

#: The only functions that leave this machine: read coils, discrete inputs, holding registers, input registers.
READS = frozenset({1, 2, 3, 4})


class Refused(Exception):
    """The device answered with an exception code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exception {code}")
        self.code = code


class MustNotWrite(Exception):
    """Something tried to send more than a question."""


class ModbusConnection(Connection):
    """Asks one device, one question at a time."""

    def __init__(self, host: str, port: int, *, framing: str, timeout_s: float) -> None:
        self._client = AsyncModbusTcpClient(
            host,
            port=port,
            framer=FramerType.RTU if framing == "rtu" else FramerType.SOCKET,
            timeout=timeout_s,
            retries=0,
            reconnect_delay=0,
            trace_pdu=_only_reads,
        )

    async def open(self) -> None:
        """Connect.

        Raises:
            Silent: nobody answers there.
        """
        if not await self._client.connect():
            raise Silent("nobody listens there")

    async def ask(self, question: Question) -> list[int]:
        """As many words, or bits as 0 and 1, as the question asks for.

        Raises:
            Refused: the device says no; the connection stays usable.
            Silent: no answer, or not the answer to this question.
        """
        first = question.first
        ask: Any = {
            1: self._client.read_coils,
            2: self._client.read_discrete_inputs,
            3: self._client.read_holding_registers,
            4: self._client.read_input_registers,
        }[first.table]
        try:
            answer = await ask(first.offset, count=question.count, device_id=first.unit)
        except (ModbusException, OSError) as error:
            self._client.close()
            raise Silent("no answer") from error
        if answer.function_code & 0x7F != first.table:
            self._misunderstood("an answer to another question")
        if answer.isError():
            raise Refused(int(answer.exception_code))
        found = answer.bits if first.table.holds_bits else answer.registers
        if len(found) != _answer_length(question):
            self._misunderstood("an answer of the wrong length")
        return [int(word) for word in found[: question.count]]

    async def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _misunderstood(self, why: str) -> NoReturn:
        """Which registers these are cannot be known, and a value of another one would look like a reading."""
        self._client.close()
        raise Silent(why)


def _answer_length(question: Question) -> int:
    """Words, or bits in whole bytes."""
    return -(-question.count // 8) * 8 if question.first.table.holds_bits else question.count


def _only_reads(is_sent: bool, pdu: ModbusPDU) -> ModbusPDU:
    if is_sent and pdu.function_code not in READS:
        raise MustNotWrite(f"function {pdu.function_code} is not a question")
    return pdu
