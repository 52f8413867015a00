"""From addresses to as few questions as the protocol allows. Pure.

Registers that touch are asked for together, so that a value, its status and its decimals belong to one moment. Gaps
are never bridged: many devices refuse a question that covers a register they do not have.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anlan.gateway.drivers.modbus.address import Address, Place

#: Most registers and most bits of one answer, by the protocol.
WORDS_MAX, BITS_MAX = 125, 2000


@dataclass(frozen=True, slots=True)
class Question:
    """``count`` places from ``first`` on. ``parts``: the values in it, to be asked for alone when it is refused."""

    first: Place
    count: int
    parts: tuple[tuple[Place, int], ...]

    @property
    def alone(self) -> list["Question"]:
        """The same, one value a question."""
        return [Question(place, width, ((place, width),)) for place, width in dict.fromkeys(self.parts)]


class Plan:
    """The questions of every round. One that a device refuses as a whole is asked in parts from then on."""

    def __init__(self, addresses: Iterable[Address]) -> None:
        self._questions = questions(addresses)

    def __iter__(self) -> Iterator[Question]:
        return iter(list(self._questions))

    def divide(self, question: Question) -> bool:
        """Ask for each of its values alone; False when it is one already."""
        if len(question.parts) == 1:
            return False
        at = self._questions.index(question)
        self._questions[at : at + 1] = question.alone
        return True


def questions(addresses: Iterable[Address]) -> list[Question]:
    """All that must be asked in one round, in order of unit, table and register; a value is never torn."""
    asked: list[Question] = []
    for place, width in sorted({need for address in addresses for need in address.needs}):
        if asked and _fits(asked[-1], place, width):
            last = asked.pop()
            count = max(last.count, place.offset + width - last.first.offset)
            asked.append(Question(last.first, count, (*last.parts, (place, width))))
        else:
            asked.append(Question(place, width, ((place, width),)))
    return asked


def _fits(question: Question, place: Place, width: int) -> bool:
    first = question.first
    most = BITS_MAX if place.table.holds_bits else WORDS_MAX
    return (
        (first.unit, first.table) == (place.unit, place.table)
        and place.offset <= first.offset + question.count
        and place.offset + width - first.offset <= most
    )
