"""Transitions from the engine into the alarm log: in batches, each transition once, with few statements.

Runs inside the caller's transaction. The bench raises a hundred transitions a second and screens must show them
within half a second, so the number of statements does not depend on the number of transitions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from anlan.bus.messages import AlarmTransition
from anlan.domain.alarm_states import PLAIN, AlarmEvent, AlarmState, AlarmTraits, next_state
from anlan.domain.clock import from_ms
from anlan.records.alarm_log.choices import title_of
from anlan.records.alarm_log.models import Alarm, AppliedTransition
from anlan.records.alarm_log.names import kind_name
from anlan.records.alarm_log.reading import points_of, stored_for_change
from anlan.records.alarm_log.traits import TraitsBook
from anlan.records.core import clock
from anlan.records.core.bulk import rows_update
from anlan.records.sites.models import Point

#: Told of the batch's new alarms before they are written: silences them, counts them. It may set their state.
Settle = Callable[[list[Alarm]], None]

#: What a clear changes on a row that is already stored.
CHANGED = [
    "cleared_at", "last_value", "peak_value", "is_over_range", "state", "is_open",
    "is_active", "is_acked", "is_confirmed", "is_latched", "is_shelved", "is_suppressed", "is_out_of_service",
]  # fmt: skip


@dataclass(slots=True)
class Applied:
    """What a batch did: the alarms it raised and the older ones it cleared, and each transition with its alarm."""

    raised: list[Alarm] = field(default_factory=list)
    cleared: list[Alarm] = field(default_factory=list)
    steps: list[tuple[AlarmTransition, Alarm]] = field(default_factory=list)


def apply_transitions(transitions: Sequence[AlarmTransition], settle: Settle = lambda alarms: None) -> Applied:
    """Write ``transitions`` to the log, leaving out those that are in it already.

    ``settle`` sees the new alarms once, before they are written, so that a silenced alarm is born silenced.

    A clear whose raise never arrived makes a row of its own: late knowledge is better than none.
    """
    fresh = _not_yet_applied(transitions)
    if not fresh:
        return Applied()
    book = _Book(fresh)
    for transition in fresh:
        book.enter(transition)
    settle(list(book.new.values()))
    book.save()
    now = clock.now()
    AppliedTransition.objects.bulk_create(
        [AppliedTransition(transition_id=transition.id, applied_at=now) for transition in fresh]
    )
    return book.applied


def _not_yet_applied(transitions: Sequence[AlarmTransition]) -> list[AlarmTransition]:
    """Each id once, in order, without those applied by an earlier delivery."""
    by_id = {transition.id: transition for transition in transitions}
    known = AppliedTransition.objects.filter(transition_id__in=list(by_id)).values_list("transition_id", flat=True)
    for transition_id in known:
        del by_id[transition_id]
    return list(by_id.values())


class _Book:
    """The rows that one batch touches, read once, changed in memory, written once."""

    def __init__(self, transitions: list[AlarmTransition]) -> None:
        self.alarms = stored_for_change({transition.alarm_id for transition in transitions})
        ids = {transition.point_id for transition in transitions if transition.alarm_id not in self.alarms}
        self.points = points_of(ids)
        self.traits = TraitsBook(ids)
        self.new: dict[str, Alarm] = {}
        self.changed: dict[str, Alarm] = {}
        self.applied = Applied()

    def enter(self, transition: AlarmTransition) -> None:
        """Apply one transition to its row."""
        alarm = self.alarms.get(transition.alarm_id)
        if alarm is None:
            alarm = self._open(transition)
        if transition.kind == "cleared":
            self._clear(alarm, transition)
        self.applied.steps.append((transition, alarm))

    def _open(self, transition: AlarmTransition) -> Alarm:
        point = self.points.get(transition.point_id)
        alarm = new_alarm(transition, point, self.traits.of(transition, point.kind if point else ""))
        self.alarms[alarm.alarm_id] = self.new[alarm.alarm_id] = alarm
        self.applied.raised.append(alarm)
        return alarm

    def _clear(self, alarm: Alarm, transition: AlarmTransition) -> None:
        alarm.put(next_state(alarm.condition, AlarmEvent.CLEAR, alarm.traits))
        alarm.cleared_at = from_ms(transition.at_ms)
        alarm.last_value = transition.value
        alarm.peak_value, alarm.is_over_range = peak_of(alarm, transition)
        if alarm.alarm_id not in self.new:
            self.changed[alarm.alarm_id] = alarm
            self.applied.cleared.append(alarm)

    def save(self) -> None:
        """Write what is new and what changed."""
        Alarm.objects.bulk_create(self.new.values())
        rows_update(list(self.changed.values()), CHANGED)


def new_alarm(transition: AlarmTransition, point: Point | None, traits: AlarmTraits = PLAIN) -> Alarm:
    """The row of a new occurrence, unsaved."""
    kind = point.kind if point else ""
    alarm = Alarm(
        alarm_id=transition.alarm_id,
        source_point_id=transition.point_id,
        rule=transition.rule,
        label=transition.label,
        grade=transition.grade.value,
        title=title_of(kind_name(kind) if point else "未登记测点", transition.rule, transition.label, kind)[:140],
        raised_at=_raised_at(transition),
        logged_at=from_ms(transition.logged_at_ms),
        value=transition.value if transition.kind == "raised" else None,
        peak_value=transition.value if transition.peak is None else transition.peak,
        is_over_range=transition.is_over_range,
        set_point=transition.set_point,
        config_version=transition.config_version,
        is_late=transition.is_late,
        latches=traits.latches,
        needs_confirm=traits.needs_confirm,
    )
    if point is not None:
        _copy_names(alarm, point)
    alarm.put(next_state(AlarmState(), AlarmEvent.RAISE, traits))
    return alarm


def _copy_names(alarm: Alarm, point: Point) -> None:
    alarm.point = point
    alarm.point_name, alarm.point_address = point.name, point.address
    alarm.unit, alarm.kind = point.unit, point.kind
    alarm.enterprise = point.enterprise
    alarm.gateway_id, alarm.workshop_id = point.gateway_id, point.workshop_id
    alarm.place = point.place


def _raised_at(transition: AlarmTransition) -> datetime:
    """The stamp of the raise; of an orphaned clear it stands in the alarm's own id."""
    if transition.kind == "raised":
        return from_ms(transition.at_ms)
    tail = transition.alarm_id.rsplit(".", 1)[-1]
    return from_ms(int(tail)) if tail.isdigit() else from_ms(transition.at_ms)


def peak_of(alarm: Alarm, transition: AlarmTransition) -> tuple[float | None, bool]:
    """Worst value of the whole excursion, and whether it left the measuring range; then no number is the worst.

    The engine knows both for limits and plug-in rules. Of other rules only the first and the last value are known.
    """
    if transition.is_over_range:
        return None, True
    if transition.peak is not None:
        return transition.peak, False
    known = [value for value in (alarm.peak_value, transition.value) if value is not None]
    return max(known, default=None), alarm.is_over_range
