"""Arrival rates of a large county: 13,000 enterprises with 50 points each, on SQLite, in one process.

Beside the list as it is, the same numbers grouped from the points at every request, as the list once did: the peer.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.results import figure

SITES = int(os.environ.get("BENCH_ARRIVAL_SITES", "13000"))
POINTS = int(os.environ.get("BENCH_ARRIVAL_POINTS", "50"))
ROUND_S = 300.0
PAGE_MS = 1000.0


def run() -> list[dict[str, Any]]:
    """A database of its own, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "ANLAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "anlan.web.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.arrivals_bench"], env=env, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    rows = [line[4:].split("|") for line in done.stdout.splitlines() if line.startswith("ROW ")]
    return [
        figure(f"arrivals: {name}", float(value), unit, goal=float(goal) if goal else None, higher_is_better=False)
        for name, value, unit, goal in rows
    ]


def measure() -> None:
    """Fill and ask; prints one line a figure."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    client = _filled()
    _rounds()
    for name, query in (("last hour", "period=hour"), ("92 days", f"period=days&since={_day(91)}&until={_day(0)}")):
        path = f"/api/arrivals?{query}"
        print(f"ROW list of {SITES * POINTS} points, {name}, page of 50|{_best(lambda p=path: _ask(client, p)):.0f}|ms|"
              f"{PAGE_MS:.0f}")  # fmt: skip
    print(f"ROW peer: grouped from the points at every request|{_best(_peer):.0f}|ms|")


def _rounds() -> None:
    from anlan.records.arrivals import counting, summing

    points = list(counting.points_due())
    found = {point.id: (360, 1_795_428_000_000) for some in points[:4] for point in some}
    present, hour = counting.windows_due()[:2]
    one = _best(lambda: [counting.keep(present, some, found) for some in points[:4]]) * len(points) / 4
    print(f"ROW a round over all points (writing, from four batches)|{one / 1000:.0f}|s|{ROUND_S:.0f}")
    past = _best(lambda: [counting.keep(hour, some, found) for some in points[:4]]) * len(points) / 4
    print(f"ROW once an hour more (writing an hour, from four batches)|{past / 1000:.0f}|s|")
    print(f"ROW summing the round up per enterprise|{_best(summing.sites_sum) / 1000:.1f}|s|")
    day = _best(lambda: summing.days_sum([datetime.now(UTC).date()])) / 1000
    print(f"ROW summing a day up per enterprise|{day:.1f}|s|")


def _filled() -> Any:
    """Points with their counts; 92 days per enterprise and today's per point. Written by SQL: it is not measured."""
    from django.test import Client
    from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, TownFactory, UserFactory

    from anlan.records.accounts.choices import Role
    from anlan.records.arrivals.models import ArrivalDay, CountedHour, PointArrival, SiteDay

    site = EnterpriseFactory(town=TownFactory())
    gateway, now = GatewayFactory(enterprise=site), datetime.now(UTC)
    point = PointFactory(gateway=gateway, enterprise=site, sample_interval_s=10.0)
    own = f"n / {POINTS}"
    _copies(site, SITES - 1, name="'企业' || n", uscc="printf('%018d', n)")
    _copies(gateway, SITES - 1, code="'g' || n", enterprise_id=f"{site.pk} + n")
    _copies(point, SITES * POINTS - 1, name="'测点' || n", address="'p' || n", enterprise_id=f"{site.pk} + {own}",
            gateway_id=f"{gateway.pk} + {own}")  # fmt: skip
    first = PointArrival.objects.create(
        point=point, commissioned_at=now - timedelta(days=99), newest_at=now, is_online=True, hour_until=now,
        hour_due=360, hour_arrived=350, day_until=now, day_due=8640, day_arrived=8600,
    )  # fmt: skip
    _copies(first, SITES * POINTS - 1, point_id=f"{point.pk} + n")
    today = ArrivalDay.objects.create(point=point, day=now.date(), hours=[[360, 350]] * 24, due=8640, arrived=8400)
    _copies(today, SITES * POINTS - 1, point_id=f"{point.pk} + n")
    for back in range(92):
        day = SiteDay.objects.create(
            enterprise=site, day=now.date() - timedelta(days=back), due=432_000, arrived=430_000
        )
        _copies(day, SITES - 1, enterprise_id=f"{site.pk} + n")
    CountedHour.objects.create(start=now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=3))
    client = Client()
    client.force_login(UserFactory(role=Role.LEADER))
    return client


def _copies(first: Any, count: int, **changed: str) -> None:
    """Rows like ``first``; ``changed`` columns are SQL over ``n``, from 1."""
    from django.db import connection

    table = first._meta.db_table
    kept = {f.column: f.attname for f in first._meta.concrete_fields if not (f.primary_key and f.attname == "id")}
    made = {column: changed.get(name, f'"{column}"') for column, name in kept.items()}
    series = f"WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count})"
    names = ", ".join(f'"{column}"' for column in made)
    key = first._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) {series} SELECT {", ".join(made.values())} '  # own names
            f'FROM "{table}", series WHERE "{table}"."{key}" = %s',
            [first.pk],
        )


def _peer() -> None:
    """What the list once asked: every point, at every request."""
    from django.db.models import Count, Q, Sum

    from anlan.records.arrivals.models import PointArrival
    from anlan.records.arrivals.summing import DECLARED, IN_USE, SERVING
    from anlan.records.sites.models import Point

    points = Point.objects.filter(IN_USE).order_by().values("enterprise_id")
    none, online = DECLARED & Q(arrival__commissioned_at=None), SERVING & Q(arrival__is_online=True)
    counts = {"n": Q(), "none": none, "serving": SERVING, "online": online}
    list(points.annotate(**{name: Count("pk", filter=where) for name, where in counts.items()}))
    in_use = Q(point__is_enabled=True, point__gateway__is_enabled=True, point__enterprise__is_active=True)
    rows = PointArrival.objects.filter(in_use, point__sample_interval_s__gt=0).order_by()
    list(rows.values_list("point__enterprise_id").annotate(Sum("hour_due"), Sum("hour_arrived")))


def _ask(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content


def _day(back: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days=back)).isoformat()


def _best(work: Callable[[], Any], times: int = 3) -> float:
    """Milliseconds of the quickest: others share this machine."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    return min(took)


if __name__ == "__main__":
    measure()
