"""The contract between a rule type and the alarms engine's host.

A rule type is one folder under ``alarms/rules/<name>/``: ``manifest.toml`` (title, summary, standards), ``rule.py``
with one class ``Rule``, ``README.md``. The host finds it by folder; a package of its own is found by the entry-point
group ``anlan.rules``. Nothing else is edited. ``docs/how-to/write-a-rule.md`` builds one.

**A rule says whether something is wrong; the host does the rest**: which readings count, on- and off-delay, edges,
peaks, ids, late marks, snapshots, reload. So a rule has three short parts:

* :meth:`Rule.take` keeps what it needs of a reading, in one record per point (``MEMBER``);
* :meth:`Rule.judge` says from these records alone whether the condition is present at a given time;
* :meth:`Rule.due` says when the passing of time alone may change that answer.

What a rule must keep, and ``tests/unit/alarms/test_conformance.py`` checks for every rule that is found:

* It remembers nothing outside its ``MEMBER`` records, and looks at no clock: the same log gives the same alarms.
* Judging twice, or at a time before ``due``, changes nothing.

All arrays are columns over instances; within one wave an instance has at most one reading. Times are int64 ms of the
engine's clock: the time at which the log would have had the reading if the line had not been interrupted.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from anlan.alarms.layout import OFF_MS, Rows
from anlan.bus.messages import PointConfig, RuleConfig
from anlan.domain.grades import Grade

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Where = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

# What a rule may answer. A limit with deadband knows all four.
ABSENT = -1  # surely not: an alarm ends, after its off-delay
BETWEEN = 0  # inside the deadband: an alarm stays, a delay that waits is forgotten
PRESENT = 1  # an alarm begins, after its on-delay
UNKNOWN = 2  # cannot say (nothing believable is known): everything stays as it is, delays stand still


#: Units of settings, for ``msgspec.Meta(extra_json_schema=…)``; the rule's page shows them.
SECONDS = {"unit": "s"}
POINT_UNIT = {"unit": "unit of the point"}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a rule's own settings. Give every field a ``msgspec.Meta`` with description, bounds and unit."""


S = TypeVar("S", bound=Settings)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing an instance can raise. ``set_point`` is shown beside the alarm, in the unit of the value.

    ``worse`` says which way the value gets worse: 1 up, −1 down. The host then keeps the alarm's peak. 0: the value
    says nothing of how bad it is (a notice about the instruments), and the alarm has no peak.
    """

    label: str
    grade: Grade
    set_point: float
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    worse: Literal[-1, 0, 1] = 1


@dataclass(frozen=True, slots=True)
class Instance(Generic[S]):
    """One configured rule and its settings, checked."""

    config: RuleConfig
    settings: S


@dataclass(frozen=True, slots=True)
class Wave:
    """Readings of w instances, one each, in the order of the log.

    instance: positions of the instances. member: positions of their points in the member records.
    at_ms: when the reading was taken. value: +inf for a toxic gas over range; NaN when not ``is_good``.
    """

    instance: Where
    member: Where
    at_ms: Ints
    value: Floats
    is_good: Mask


@dataclass(frozen=True, slots=True)
class Judgement:
    """verdict: int8 (w, conditions), one of the four words above. value: float64 (w), shown with the alarm.

    A value of ±inf is over range, NaN is none. The worst one of an excursion becomes the alarm's peak.
    """

    verdict: npt.NDArray[np.int8]
    value: Floats


class Rule(ABC, Generic[S]):
    """All instances of one rule type in one partition.

    ``index`` (n, widest) holds the positions of each instance's points in the member records, in the order of its
    ``points``; where an instance has fewer, ``exists`` is False and the position is 0.
    """

    Settings: ClassVar[type[Settings]]
    MEMBER: ClassVar[np.dtype[Any]]  # record per point of an instance; all zero before the first reading

    def __init__(self, instances: Sequence[Instance[S]]) -> None:
        self.instances = instances
        sizes = np.array([len(x.config.points) for x in instances], np.intp)
        first = np.concatenate([[0], np.cumsum(sizes)])[:-1]
        place = np.arange(max(sizes, default=0))
        self.exists: Mask = place < sizes[:, None]
        self.index: Where = np.where(self.exists, first[:, None] + place, 0)

    def column(self, name: str) -> Floats:
        """One setting of all instances, float64 (n)."""
        return np.array([getattr(x.settings, name) for x in self.instances], np.float64)

    def column_ms(self, name: str) -> Ints:
        """One setting in seconds of all instances, as int64 ms (n)."""
        return np.rint(self.column(name) * 1000).astype(np.int64)

    @classmethod
    def problem(cls, config: RuleConfig, settings: S, points: Sequence[PointConfig]) -> str:
        """Why this instance cannot be judged, and what to do; empty when it can."""
        return ""

    @classmethod
    @abstractmethod
    def conditions(cls, config: RuleConfig, settings: S) -> tuple[Condition, ...]:
        """What an instance can raise; as many for every instance of a rule type."""

    @abstractmethod
    def take(self, member: Rows, wave: Wave) -> None:
        """Keep what these readings say, in the records of their points."""

    @abstractmethod
    def judge(self, member: Rows, instance: Where, now: Ints) -> Judgement:
        """Whether the conditions of these instances are present at ``now`` (w). Changes nothing."""

    def due(self, member: Rows, instance: Where, now: Ints) -> Ints:
        """First time after ``now`` at which :meth:`judge` may answer otherwise without a new reading (w)."""
        return np.full(len(instance), OFF_MS, np.int64)
