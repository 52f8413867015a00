"""What plug-in rules remember: part of the snapshot, carried over when the configuration changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import numpy.typing as npt

from anlan.alarms.layout import NEVER, Rows

Ints = npt.NDArray[np.int64]

#: One record per condition of an instance: the host's own book.
BOOK = np.dtype(
    [
        ("since_ms", "i8"),  # engine clock since when a delay waits
        ("raised_ms", "i8"),  # event time of the newest raise
        ("peak", "f8"),  # worst value since the excursion began; NaN without one; meaningless while NORMAL
        ("point", "i4"),  # the point that carries it
        ("state", "i1"),  # NORMAL, WAIT_ON, ACTIVE, WAIT_OFF
    ],
    align=True,
)

_PARTS = ("clock", "due", "book", "member", "failed")


@dataclass(slots=True)
class GroupState:
    """State of one rule type with n instances.

    clock: int64 (n), engine clock of the newest reading. due: int64 (n), engine clock before which time alone changes
    nothing. book: BOOK (n, conditions). member: the rule's own records, one per point of each instance.
    failed: uint8 (1), the rule raised an error and is not asked again before the next configuration.
    """

    clock: Ints
    due: Ints
    book: Rows
    member: Rows
    failed: npt.NDArray[np.uint8]

    @classmethod
    def empty(cls, instances: int, conditions: int, members: int, record: "np.dtype[np.void]") -> "GroupState":
        """Nothing heard yet."""
        book = np.zeros((instances, conditions), BOOK)
        book["raised_ms"], book["peak"] = NEVER, np.nan
        return cls(
            np.full(instances, NEVER, np.int64),
            np.zeros(instances, np.int64),
            book,
            np.zeros(members, record),
            np.zeros(1, np.uint8),
        )

    def copy(self) -> "GroupState":
        """An independent copy."""
        return GroupState(*(getattr(self, name).copy() for name in _PARTS))


@dataclass(slots=True)
class RuleStates:
    """State of all plug-in rules of a partition. watch: WATCH, one per watched point."""

    watch: Rows
    groups: dict[str, GroupState] = field(default_factory=dict)

    def copy(self) -> "RuleStates":
        """An independent copy, for a snapshot that is written while the engine goes on."""
        return RuleStates(self.watch.copy(), {name: group.copy() for name, group in self.groups.items()})

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Everything by name, as a snapshot keeps it."""
        found: dict[str, npt.NDArray[np.generic]] = {"rules.watch": self.watch}
        for name, group in self.groups.items():
            found |= {f"rules.{name}.{part}": getattr(group, part) for part in _PARTS}
        return found

    def names(self) -> list[str]:
        """Names of :meth:`arrays`."""
        return list(self.arrays())

    def load(self, arrays: dict[str, npt.NDArray[np.generic]]) -> list[str]:
        """Take over stored arrays of the same shape and layout; returns the names of those that do not fit."""
        arrays = {**arrays, **self._books_of_before(arrays)}
        misfits = [name for name, own in self.arrays().items() if not _fits(own, arrays.get(name))]
        if "rules.watch" not in misfits:
            self.watch = cast(Rows, arrays["rules.watch"])
        for name, group in self.groups.items():
            for part in _usable_parts(name, misfits):
                setattr(group, part, arrays[f"rules.{name}.{part}"])
        return misfits

    def _books_of_before(self, arrays: dict[str, npt.NDArray[np.generic]]) -> dict[str, npt.NDArray[np.generic]]:
        """Books of an earlier version with today's columns: a standing alarm must not be forgotten for a new one."""
        names = ((group, f"rules.{name}.book") for name, group in self.groups.items())
        older = [(group.book, name) for group, name in names if _is_older(group.book, arrays.get(name))]
        return {name: _widened(book, cast(Rows, arrays[name])) for book, name in older}


def _is_older(own: Rows, stored: npt.NDArray[np.generic] | None) -> bool:
    """Whether a stored book is of the same conditions and lacks columns that were added since."""
    return stored is not None and stored.shape == own.shape and set(stored.dtype.names or "?") < set(BOOK.names or ())


def _widened(own: Rows, stored: Rows) -> Rows:
    wide = own.copy()
    for name in stored.dtype.names or ():
        wide[name] = stored[name]
    return wide


def _usable_parts(name: str, misfits: Iterable[str]) -> list[str]:
    return [part for part in _PARTS if f"rules.{name}.{part}" not in misfits]


def _fits(own: npt.NDArray[np.generic], stored: npt.NDArray[np.generic] | None) -> bool:
    return stored is not None and stored.shape == own.shape and stored.dtype == own.dtype
