"""What the stages must know about a batch of alarms, read with a fixed number of statements however long it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from anlan.domain.alarm_load import LoadLimits, load_limits
from anlan.records.alarm_flow.choices import SilenceState
from anlan.records.alarm_flow.models import Flood, Silence
from anlan.records.alarm_log.models import Alarm, Shelving
from anlan.records.core import clock

#: (point id, rule, label): one condition.
Condition = tuple[int, str, str]


def condition_of(alarm: Alarm) -> Condition:
    """The condition of which this alarm is an occurrence."""
    return alarm.source_point_id, alarm.rule, alarm.label


@dataclass(slots=True)
class Context:
    """Facts about the points and enterprises of one batch."""

    now: datetime
    limits: LoadLimits
    silences: list[Silence]
    shelves: dict[Condition, Shelving]
    standing: dict[int, list[Alarm]]  # by point: alarms whose condition is present
    red_places: set[tuple[int | None, int | None, str]]  # (enterprise, workshop, kind) where a red alarm stands
    earlier: dict[Condition, list[Alarm]]  # occurrences within the chatter window, oldest first
    load: dict[int, int]  # alarms within the flood window per enterprise, this batch included
    floods: dict[int, Flood]
    hits: dict[tuple[str, int], int] = field(default_factory=dict)  # alarms per silence or shelving

    def hit(self, row: Silence | Shelving) -> None:
        """Count an alarm under the silence that silenced it."""
        key = (type(row).__name__, row.pk)
        self.hits[key] = self.hits.get(key, 0) + 1

    def note(self, alarm: Alarm) -> None:
        """Let the alarms behind it in the batch know of this one."""
        self.earlier.setdefault(condition_of(alarm), []).append(alarm)
        if alarm.is_active:
            self.standing.setdefault(alarm.source_point_id, []).append(alarm)
            if alarm.grade == "red":
                self.red_places.add((alarm.enterprise_id, alarm.workshop_id, alarm.kind))


def read_context(alarms: Sequence[Alarm]) -> Context:
    """The facts for ``alarms``, which are new (unsaved) or call anew; they count as the batch itself."""
    now, limits = clock.now(), load_limits()
    points = {alarm.source_point_id for alarm in alarms}
    plants = {alarm.enterprise_id for alarm in alarms if alarm.enterprise_id is not None}
    own = {alarm.pk for alarm in alarms if alarm.pk is not None}
    standing, earlier = _of_points(points, own, now, limits)
    return Context(
        now=now,
        limits=limits,
        silences=list(Silence.objects.filter(enterprise_id__in=plants, state=SilenceState.IN_FORCE)),
        shelves={
            (row.source_point_id, row.rule, row.label): row
            for row in Shelving.objects.filter(source_point_id__in=points, ended_at=None)
        },
        standing=standing,
        red_places=_red_places(plants, own),
        earlier=earlier,
        load=_load(plants, alarms, now, limits),
        floods={row.enterprise_id: row for row in Flood.objects.filter(enterprise_id__in=plants, ended_at=None)},
    )


def _of_points(
    points: set[int], own: set[int], now: datetime, limits: LoadLimits
) -> tuple[dict[int, list[Alarm]], dict[Condition, list[Alarm]]]:
    begins = now - timedelta(seconds=limits.chatter_window_s)
    wanted = Q(is_active=True) | Q(raised_at__gt=begins)
    rows = Alarm.objects.filter(wanted, source_point_id__in=points, is_late=False).exclude(pk__in=own)
    standing: dict[int, list[Alarm]] = {}
    earlier: dict[Condition, list[Alarm]] = {}
    for row in rows.order_by("raised_at", "pk"):
        if row.is_active:
            standing.setdefault(row.source_point_id, []).append(row)
        if row.raised_at > begins:
            earlier.setdefault(condition_of(row), []).append(row)
    return standing, earlier


def _red_places(plants: set[int], own: set[int]) -> set[tuple[int | None, int | None, str]]:
    rows = Alarm.objects.filter(enterprise_id__in=plants, is_active=True, grade="red").exclude(pk__in=own)
    silent = Q(is_shelved=True) | Q(is_suppressed=True) | Q(is_out_of_service=True)
    return set(rows.exclude(silent).order_by().values_list("enterprise_id", "workshop_id", "kind").distinct())


def _load(plants: set[int], alarms: Sequence[Alarm], now: datetime, limits: LoadLimits) -> dict[int, int]:
    rows = alarms_in_window(plants, now, limits).order_by().values_list("enterprise_id")
    load = {plant: count for plant, count in rows.annotate(Count("id")) if plant is not None}
    for alarm in alarms:
        if alarm.pk is None and alarm.enterprise_id is not None and not alarm.is_late:
            load[alarm.enterprise_id] = load.get(alarm.enterprise_id, 0) + 1
    return load


def alarms_in_window(plants: set[int], now: datetime, limits: LoadLimits):  # type: ignore[no-untyped-def]
    """Alarms of these enterprises that people were shown within the flood window; silenced and late ones are none."""
    begins = now - timedelta(seconds=limits.flood_window_s)
    return Alarm.objects.filter(
        enterprise_id__in=plants, raised_at__gt=begins, is_late=False,
        is_shelved=False, is_suppressed=False, is_out_of_service=False,
    )  # fmt: skip
