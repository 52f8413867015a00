"""The worker's side: which windows to count, and keeping what the history store answered.

Points are taken ``CHUNK`` at a time, each in a transaction of its own, so that an alarm never waits for a count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from anlan.domain.clock import from_ms, to_ms
from anlan.records.arrivals.models import HOURS, ArrivalDay, CountedHour, PointArrival, SiteDay
from anlan.records.arrivals.rates import Count, count, is_online
from anlan.records.core import clock
from anlan.records.core.clock import LOCAL
from anlan.records.sites.models import Point

CHUNK = 1000
HOUR = timedelta(hours=1)
#: What was sent within this time has been stored, unless the store lags: the second round sees the rest.
SETTLING = timedelta(minutes=1)
#: An hour is counted once it is over by this, and again a day later, for devices that send what they had kept.
FIRST_AFTER, AGAIN_AFTER = timedelta(minutes=3), timedelta(hours=25)
#: After a standstill no more than this is made up for.
LOOK_BACK = timedelta(hours=48)
KEPT_DAYS = 92
#: A point's own days are kept so long, its enterprise's :data:`KEPT_DAYS`: 650,000 points are 650,000 rows a day.
POINT_DAYS = 14
Found = dict[int, tuple[int, int]]  # point → (readings, newest stamp)


@dataclass(frozen=True, slots=True)
class DuePoint:
    """A point that readings are due from."""

    id: int
    interval_s: float


@dataclass(frozen=True, slots=True)
class Window:
    """What to count: from ``start`` (in) to ``end`` (out); an hour of the past, or the hour up to now."""

    start: datetime
    end: datetime
    is_past: bool

    @property
    def span_ms(self) -> tuple[int, int]:
        """As the history store is asked."""
        return to_ms(self.start), to_ms(self.end)

    @property
    def local_day(self) -> date:
        """The local day that an hour of the past belongs to."""
        return self.start.astimezone(LOCAL).date()


def windows_due() -> list[Window]:
    """The hour up to now, then whole hours not counted yet or due a second time, oldest first."""
    now = clock.now()
    present = Window(now - SETTLING - HOUR, now - SETTLING, is_past=False)
    known = dict(CountedHour.objects.filter(start__gte=now - LOOK_BACK).values_list("start", "rounds"))
    last = (now - FIRST_AFTER).replace(minute=0, second=0, microsecond=0)
    hours = [last - HOUR * back for back in range(round(LOOK_BACK / HOUR), 0, -1)]
    first = _first_hour(now)
    due = [
        h for h in hours
        if h >= first and (h not in known or (known[h] == 1 and h + HOUR <= now - AGAIN_AFTER))
    ]  # fmt: skip
    return [present, *(Window(h, h + HOUR, is_past=True) for h in due)]


def _first_hour(now: datetime) -> datetime:
    """A platform that begins to count begins with the hour that is running."""
    first = CountedHour.objects.order_by("start").values_list("start", flat=True).first()
    return first or (now - FIRST_AFTER).replace(minute=0, second=0, microsecond=0) - HOUR


def points_due() -> Iterator[list[DuePoint]]:
    """Points in service whose interval is declared, ``CHUNK`` at a time."""
    rows = Point.objects.filter(
        is_enabled=True, gateway__is_enabled=True, enterprise__is_active=True, sample_interval_s__gt=0
    ).order_by("pk")  # fmt: skip
    last = 0
    while page := list(rows.filter(pk__gt=last).values_list("pk", "sample_interval_s")[:CHUNK]):
        yield [DuePoint(pk, interval_s or 0.0) for pk, interval_s in page]
        last = page[-1][0]


@transaction.atomic
def keep(window: Window, points: Sequence[DuePoint], found: Found) -> None:
    """Write down what a window held of some points."""
    rows = PointArrival.objects.in_bulk([point.id for point in points])
    for point in points:
        rows.setdefault(point.id, PointArrival(point_id=point.id))
    if window.is_past:
        _keep_hour(window, points, found, rows)
    else:
        _keep_present(window, points, found, rows)


def _count(window: Window, point: DuePoint, found: Found, row: PointArrival) -> Count:
    if row.commissioned_at is None:
        return Count(0, 0)
    from_, to = window.span_ms
    readings = found.get(point.id, (0, 0))[0]
    begins_ms = to_ms(row.commissioned_at)
    return count(interval_s=point.interval_s, begins_ms=begins_ms, from_ms=from_, to_ms=to, readings=readings)


def _keep_present(window: Window, points: Sequence[DuePoint], found: Found, rows: dict[int, PointArrival]) -> None:
    for point in points:
        row = rows[point.id]
        if point.id in found:
            row.newest_at = from_ms(found[point.id][1])
            row.commissioned_at = row.commissioned_at or row.newest_at
        counted = _count(window, point, found, row)
        row.hour_until, row.hour_due, row.hour_arrived = window.end, counted.due, counted.arrived
        row.is_online = row.newest_at is not None and is_online(
            interval_s=point.interval_s, newest_ms=to_ms(row.newest_at), now_ms=to_ms(window.end)
        )
    fields = ["commissioned_at", "newest_at", "is_online", "hour_until", "hour_due", "hour_arrived"]
    _write(rows, fields)


def _keep_hour(window: Window, points: Sequence[DuePoint], found: Found, rows: dict[int, PointArrival]) -> None:
    local = window.start.astimezone(LOCAL)
    days = {d.point_id: d for d in ArrivalDay.objects.filter(day=window.local_day, point__in=[p.id for p in points])}
    for point in points:
        counted = _count(window, point, found, rows[point.id])
        if counted.due:
            day = days.setdefault(point.id, ArrivalDay(point_id=point.id, day=local.date(), hours=[None] * HOURS))
            _keep_in(day, local.hour, counted, found.get(point.id, (0, 0))[0])
    ArrivalDay.objects.bulk_create(
        days.values(), update_conflicts=True, unique_fields=["point", "day"], update_fields=["hours", "due", "arrived"]
    )


def _keep_in(day: ArrivalDay, hour: int, counted: Count, readings: int) -> None:
    """What was due stays as it was first judged; a second count only finds what came late."""
    before = day.hours[hour]
    due = before[0] if before else counted.due
    day.hours[hour] = [due, max(before[1] if before else 0, min(readings, due))]
    told = [one for one in day.hours if one]
    day.due, day.arrived = sum(one[0] for one in told), sum(one[1] for one in told)


@transaction.atomic
def hour_done(window: Window) -> None:
    """Every point of this hour was counted."""
    row, is_new = CountedHour.objects.get_or_create(start=window.start)
    if not is_new:
        row.rounds += 1
        row.save(update_fields=["rounds"])


def last_day_sum(points: Sequence[DuePoint]) -> None:
    """Sum up the last 24 whole hours of some points, after hours were counted."""
    newest = CountedHour.objects.order_by("-start").first()
    if newest is None:
        return
    until = newest.start + HOUR
    wanted = [(until - HOUR * back).astimezone(LOCAL) for back in range(1, HOURS + 1)]
    with transaction.atomic():
        ids = [point.id for point in points]
        rows = PointArrival.objects.in_bulk(ids)
        days = {
            (d.point_id, d.day): d.hours
            for d in ArrivalDay.objects.filter(point__in=ids, day__in={w.date() for w in wanted})
        }
        for row in rows.values():
            told = [days.get((row.pk, w.date()), [None] * HOURS)[w.hour] or (0, 0) for w in wanted]
            row.day_until, row.day_due = until, sum(one[0] for one in told)
            row.day_arrived = sum(one[1] for one in told)
        _write(rows, ["day_until", "day_due", "day_arrived"])


def _write(rows: dict[int, PointArrival], fields: list[str]) -> None:
    """New rows whole, the others' ``fields`` by one prepared statement, which costs less than a bulk upsert."""
    new = [row for row in rows.values() if row._state.adding]
    if new:  # another worker may have made them meanwhile
        PointArrival.objects.bulk_create(new, update_conflicts=True, unique_fields=["point"], update_fields=fields)
    kept = [field for field in PointArrival._meta.concrete_fields if field.name in fields]
    named = ", ".join(f'"{field.column}" = %s' for field in kept)
    sql = f'UPDATE "{PointArrival._meta.db_table}" SET {named} WHERE "point_id" = %s'  # noqa: S608 # own names only
    known = [row for row in rows.values() if not row._state.adding]
    with connection.cursor() as cursor:
        cursor.executemany(sql, [
            [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in kept), row.pk]
            for row in known
        ])  # fmt: skip


def forget() -> None:
    """Drop days and hours that nobody can ask for any more."""
    today = clock.today()
    ArrivalDay.objects.filter(day__lt=today - timedelta(days=POINT_DAYS)).delete()
    SiteDay.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
    CountedHour.objects.filter(start__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()
