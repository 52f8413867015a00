"""Answers leave a connection in the order in which the messages came, however the batches finish."""

from collections import deque
from collections.abc import Callable


class Slot:
    """The place of one message in the line. ``answer`` is None until decided; b"" means decided, nothing to say."""

    __slots__ = ("_line", "answer", "counts", "size")

    def __init__(self, line: "AckLine", size: int, counts: bool) -> None:
        self._line = line
        self.size = size
        self.counts = counts
        self.answer: bytes | None = None

    def resolve(self, answer: bytes) -> None:
        """Decide the answer; once."""
        if self.answer is None:
            self.answer = answer
            self._line.decided(self)


class AckLine:
    """Slots of one connection. ``wake`` is called when the head of the line may be answered."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._slots: deque[Slot] = deque()
        self.undecided = 0
        self.undecided_bytes = 0
        self.unanswered = 0  # QoS 1 and 2 messages whose answer has not left yet

    def open(self, size: int, counts: bool) -> Slot:
        """A place for a message of ``size`` bytes; ``counts`` when it is QoS 1 or 2."""
        slot = Slot(self, size, counts)
        self._slots.append(slot)
        self.undecided += 1
        self.undecided_bytes += size
        self.unanswered += counts
        return slot

    def decided(self, slot: Slot) -> None:
        """A slot was resolved."""
        self.undecided -= 1
        self.undecided_bytes -= slot.size
        if self._slots and self._slots[0].answer is not None:
            self._wake()

    def take(self) -> bytes:
        """All answers that may leave now, in order."""
        out = []
        slots = self._slots
        while slots and (answer := slots[0].answer) is not None:
            self.unanswered -= slots.popleft().counts
            out.append(answer)
        return b"".join(out)
