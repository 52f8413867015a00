"""Points summed up per enterprise, after a round: lists read 13,000 rows instead of 650,000.

Called by the worker, in its thread. One grouped question each, then rows in batches, so that no alarm waits for long.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet, Sum

from anlan.records.arrivals.models import ArrivalDay, PointArrival, SiteArrival, SiteDay
from anlan.records.core.locks import give_way
from anlan.records.sites.models import Point

#: Counts of one round lie this close together.
ROUND = timedelta(minutes=10)
BATCH = 1000
IN_USE = Q(is_enabled=True, gateway__is_enabled=True, enterprise__is_active=True)
DECLARED = Q(sample_interval_s__gt=0)
SERVING = DECLARED & Q(arrival__commissioned_at__isnull=False)
KEYS = ("points", "no_interval", "not_commissioned", "online", "hour_until", "hour_counted", "hour_online", "hour_due",
        "hour_arrived", "day_until", "day_counted", "day_online", "day_due", "day_arrived")  # fmt: skip


def sites_sum() -> int:
    """Sum up the newest counts of every enterprise; returns how many enterprises have points."""
    rows = [SiteArrival(**row) for row in _present(Point.objects.filter(IN_USE))]
    for some in _batches(rows):
        with transaction.atomic():
            SiteArrival.objects.bulk_create(
                some, update_conflicts=True, unique_fields=["enterprise"], update_fields=list(KEYS)
            )
        give_way()
    _drop(SiteArrival.objects.all(), {row.enterprise_id for row in rows})
    return len(rows)


def _present(points: QuerySet[Point]) -> Iterable[Any]:
    newest = PointArrival.objects.aggregate(hour=Max("hour_until"), day=Max("day_until"))
    made = points.order_by().values("enterprise_id").annotate(
        points=Count("pk"), no_interval=Count("pk", filter=Q(sample_interval_s=None)),
        not_commissioned=Count("pk", filter=DECLARED & Q(arrival__commissioned_at=None)),
        online=Count("pk", filter=SERVING & Q(arrival__is_online=True)),
        **_of("hour", newest["hour"]), **_of("day", newest["day"]),
    )  # fmt: skip
    return made.iterator(chunk_size=BATCH)


def _of(name: str, newest: datetime | None) -> dict[str, Any]:
    """What a round counted; what only an older one did is left out, not told as it was."""
    of_round = Q(**{f"arrival__{name}_until__gte": newest - ROUND}) if newest else Q(pk__in=[])
    counted = SERVING & of_round
    return {
        f"{name}_until": Max(f"arrival__{name}_until"),
        f"{name}_counted": Count("pk", filter=counted),
        f"{name}_online": Count("pk", filter=counted & Q(arrival__is_online=True)),
        f"{name}_due": Sum(f"arrival__{name}_due", filter=DECLARED & of_round, default=0),
        f"{name}_arrived": Sum(f"arrival__{name}_arrived", filter=DECLARED & of_round, default=0),
    }


def days_sum(days: Iterable[date]) -> None:
    """Sum up local days some of whose hours were counted. A plant's day stays as long as its points' days are kept,
    and then as it was summed up last."""
    for day in sorted(set(days)):
        rows = ArrivalDay.objects.filter(day=day, point__sample_interval_s__gt=0).order_by()
        sums = rows.values(enterprise_id=F("point__enterprise_id")).annotate(d=Sum("due"), a=Sum("arrived"))
        made = [SiteDay(enterprise_id=one["enterprise_id"], day=day, due=one["d"], arrived=one["a"]) for one in sums]
        for some in _batches(made):
            with transaction.atomic():
                SiteDay.objects.bulk_create(
                    some, update_conflicts=True, unique_fields=["enterprise", "day"], update_fields=["due", "arrived"]
                )
            give_way()
        _drop(SiteDay.objects.filter(day=day), {row.enterprise_id for row in made})


def _drop(rows: QuerySet[Any], kept: set[int]) -> None:
    """Enterprises whose points went elsewhere."""
    for ids in _batches(sorted(set(rows.values_list("enterprise_id", flat=True)) - kept)):
        rows.filter(enterprise_id__in=ids).delete()


def _batches(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[at : at + BATCH] for at in range(0, len(rows), BATCH))
