"""Messages sent in several parts (PNUM, PNO). No I/O.

By the standard every part stands for itself: it repeats DataTime, has a QN of its own and is
acknowledged alone. Such a part is passed on at once, because the device waits for its answer before it
sends the next. Some devices instead cut one long CP anywhere. A part that could be cut (no DataTime, or
not the last and not ending in a data flag) is held until its successor shows how to read it, at most
``HOLD_MS``, then read as it is.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from .message import Message
from .values import stamp_of

HOLD_MS = 2000  # well below the 10 s after which a device repeats
GROUP_MS = 60_000  # how long missing parts are waited for (and then counted) while nothing is held
MAX_GROUPS = 8
MAX_HELD = 8  # parts of at most 1 KB each
MAX_PARTS = 64  # remembered as seen in one group
Key = tuple[str, str, str, str, int]  # MN, ST, CN, DataTime, PNUM


@dataclass(slots=True)
class Upload:
    """A message ready to be read, and the QNs whose answers wait for it."""

    message: Message
    qns: list[str]


@dataclass(slots=True)
class _Group:
    due_ms: int = 0
    held: dict[int, Message] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)


class Reassembler:
    """Parts of one connection. Holds at most 8 parts of at most 8 groups; beyond that the oldest is let go as it is."""

    def __init__(self) -> None:
        self._groups: OrderedDict[Key, _Group] = OrderedDict()
        self.incomplete = 0  # groups let go with parts missing

    def add(self, message: Message, now_ms: int) -> list[Upload]:
        """Take a message; returns what can be read now."""
        if not message.is_split:
            return [Upload(message, [message.qn])]
        key = self._key(message)
        ready = self._make_room(key)
        group = self._groups.setdefault(key, _Group())
        group.seen.add(message.pno)
        if _stands_alone(message):
            ready.append(Upload(message, [message.qn]))
        else:
            group.held[message.pno] = message
        ready += _settled(group)
        group.due_ms = now_ms + (HOLD_MS if group.held else GROUP_MS)
        if len(group.seen) == message.pnum or len(group.seen) > MAX_PARTS:
            ready += self._let_go(key)
        return ready

    def expire(self, now_ms: int) -> list[Upload]:
        """What was held long enough."""
        ready: list[Upload] = []
        for key in [key for key, group in self._groups.items() if group.due_ms <= now_ms]:
            ready += self._let_go(key)
        return ready

    @property
    def next_due_ms(self) -> int | None:
        """When :meth:`expire` has something to do; None while nothing is held."""
        return min((group.due_ms for group in self._groups.values()), default=None)

    def _key(self, message: Message) -> Key:
        """The key of a part; one without DataTime belongs to the latest group it fits."""
        stamp = stamp_of(message.cp)
        if not stamp:
            for key in reversed(self._groups):
                if (key[0], key[1], key[2], key[4]) == (message.mn, message.st, message.cn, message.pnum):
                    return key
        return (message.mn, message.st, message.cn, stamp, message.pnum)

    def _make_room(self, key: Key) -> list[Upload]:
        ready: list[Upload] = []
        while self._groups and sum(len(group.held) for group in self._groups.values()) >= MAX_HELD:
            ready += self._let_go(next(iter(self._groups)))
        if key not in self._groups and len(self._groups) >= MAX_GROUPS:
            ready += self._let_go(next(iter(self._groups)))
        return ready

    def _let_go(self, key: Key) -> list[Upload]:
        group = self._groups.pop(key)
        self.incomplete += len(group.seen) < key[4]
        return _joined(group, key[3])


def _stands_alone(message: Message) -> bool:
    if not stamp_of(message.cp):
        return False
    last_item = message.cp.rstrip("; ").rpartition(";")[2].rpartition(",")[2]
    return message.pno == message.pnum or "Flag=" in last_item


def _settled(group: _Group) -> list[Upload]:
    """Held parts whose successor begins with DataTime of its own: they were not cut."""
    ready = []
    for pno in sorted(group.held):
        part, successor = group.held[pno], group.held.get(pno + 1)
        is_followed = pno + 1 in group.seen and (successor is None or stamp_of(successor.cp))
        if stamp_of(part.cp) and is_followed:
            ready.append(Upload(group.held.pop(pno), [part.qn]))
    return ready


def _joined(group: _Group, stamp: str) -> list[Upload]:
    """Held parts, neighbours joined into one text; a text without DataTime gets that of the group."""
    ready: list[Upload] = []
    last = -1
    for pno in sorted(group.held):
        part = group.held[pno]
        if ready and pno == last + 1 and not stamp_of(part.cp):
            ready[-1].message.cp += part.cp
            ready[-1].qns.append(part.qn)
        else:
            if stamp and not stamp_of(part.cp):
                part.cp = f"DataTime={stamp};{part.cp}"
            ready.append(Upload(part, [part.qn]))
        last = pno
    return ready
