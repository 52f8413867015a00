"""Arrival rates within the reader's scope: per enterprise, summed per town and over all, and the points of one.

All from counts that the worker keeps, lists from its sums per enterprise; nothing here asks the history store.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.arrivals.choices import Period, Standing
from anlan.records.arrivals.counting import KEPT_DAYS, POINT_DAYS
from anlan.records.arrivals.models import ArrivalDay, CountedHour, PointArrival, SiteArrival, SiteDay
from anlan.records.arrivals.rates import percent
from anlan.records.arrivals.summing import IN_USE, ROUND
from anlan.records.core import clock
from anlan.records.core.clock import LOCAL
from anlan.records.core.errors import Invalid
from anlan.records.core.paging import page_held
from anlan.records.sites.defaults import defaults_of
from anlan.records.sites.models import Enterprise, Gateway, Point
from anlan.records.sites.selectors import enterprise_get

#: Counts older than this are said to be old.
STALE_AFTER = timedelta(minutes=15)
DAYS_MAX = KEPT_DAYS


@dataclass(frozen=True)
class Asked:
    """A period; ``since`` and ``until`` are local days, both in, for ``days`` only."""

    period: str = Period.HOUR
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.period != Period.DAYS:
            return
        if not self.since or not self.until or self.since > self.until:
            raise Invalid(fields={"until": "请选择开始和结束日期，结束不早于开始。"})
        if (self.until - self.since).days >= DAYS_MAX:
            raise Invalid(fields={"since": f"最多统计 {DAYS_MAX} 天。"})


@dataclass
class Sums:
    """What adds up. Points: ``points`` = counted + those left out for one of three reasons."""

    due: int = 0
    arrived: int = 0
    points: int = 0
    counted: int = 0
    no_interval: int = 0
    not_commissioned: int = 0
    online: int = 0
    gateways: int = 0
    gateways_online: int = 0

    def add(self, other: "Sums") -> None:
        """Take another's numbers in."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def data(self) -> dict[str, Any]:
        """With the rates; None where nothing can be judged."""
        return {
            **{name: getattr(self, name) for name in self.__dataclass_fields__},
            "not_counted": self.points - self.counted - self.no_interval - self.not_commissioned,
            "rate": percent(self.arrived, self.due),
            "points_rate": percent(self.online, self.counted),
            "gateways_rate": percent(self.gateways_online, self.gateways),
        }


@dataclass
class _Window:
    """What a period comes to."""

    begins: datetime | None
    ends: datetime | None
    hours_counted: int
    hours: int
    is_stale: bool

    def data(self) -> dict[str, Any]:
        return {
            "from_at": self.begins, "until_at": self.ends, "hours_counted": self.hours_counted, "hours": self.hours,
            "is_stale": self.is_stale,
        }  # fmt: skip


@dataclass(frozen=True)
class _Row:
    """One enterprise of the list."""

    id: int
    name: str
    town_code: str
    town_name: str
    sums: Sums

    def badness(self) -> tuple[Any, ...]:
        """The worst first, what cannot be judged last."""
        rate = percent(self.sums.arrived, self.sums.due)
        return rate is None, rate or 0, -self.sums.points, self.name

    def data(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "town_code": self.town_code, "town_name": self.town_name,
                **self.sums.data()}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which enterprises of the list: of one town or all, a page of them (from 1); ``page_size`` None is all."""

    town: str = ""
    page: int = 1
    page_size: int | None = None

    def cut(self, rows: list[Any]) -> list[Any]:
        """The page of what is sorted already."""
        if self.page_size is None:
            return rows
        page, size = page_held(self.page, self.page_size)
        return rows[(page - 1) * size : page * size]


def arrivals(*, for_user: User, asked: Asked, wanted: Wanted | None = None) -> dict[str, Any]:
    """``{window, total, towns, enterprises, enterprises_total}``; the worst rate first, what cannot be judged last."""
    wanted, sums = wanted or Wanted(), _sums(for_user, asked)
    sites = Scope.of(for_user).filter(Enterprise.objects.filter(is_active=True), prefix="")
    total, towns, rows = Sums(), dict[str, dict[str, Any]](), []
    for pk, name, short_name, code, town_name in sites.values_list("pk", "name", "short_name", "town", "town__name"):
        if (mine := sums.get(pk)) is None:
            continue
        total.add(mine)
        town = towns.setdefault(code, {"name": town_name, "sums": Sums(), "enterprises": 0})
        town["sums"].add(mine)
        town["enterprises"] += 1
        if not wanted.town or wanted.town == code:
            rows.append(_Row(pk, short_name or name, code, town_name, mine))
    rows.sort(key=_Row.badness)
    return {
        **_window(asked).data(),
        "period": asked.period,
        "total": total.data(),
        "towns": _worst_first(
            {"code": code, "name": town["name"], "enterprises": town["enterprises"], **town["sums"].data()}
            for code, town in towns.items()
        ),
        "enterprises": [row.data() for row in wanted.cut(rows)],
        "enterprises_total": len(rows),
    }


def enterprise_points(*, for_user: User, enterprise_id: int, asked: Asked) -> dict[str, Any]:
    """The points of one enterprise, what pulls it down first: ``missing`` readings and their ``share`` of all missing.

    Raises:
        NotFound: not there, or not in scope.
    """
    site = enterprise_get(for_user=for_user, enterprise_id=enterprise_id)
    counts = _point_counts(asked, Q(point__enterprise=site))
    points = _points(Q(enterprise=site)).select_related("gateway", "arrival").order_by("pk")
    rows = [_point(point, counts.get(point.pk)) for point in points]
    missing = sum(row["missing"] for row in rows)
    for row in rows:
        row["share"] = round(100 * row["missing"] / missing, 1) if missing and row["missing"] else None
    rows.sort(key=lambda row: (-row["missing"], row["standing"] != Standing.COUNTED, row["id"]))
    sums = _sums(for_user, asked, site.pk).get(site.pk, Sums())
    return {
        **_window(asked).data(), "id": site.pk, "name": site.name, "town_name": site.town.name, "period": asked.period,
        "total": sums.data(), "points": rows, "points_since": _points_since(asked),
    }  # fmt: skip


def _points_since(asked: Asked) -> date | None:
    """The first day of which the points' own counts are kept, where older ones were asked for."""
    first = clock.today() - timedelta(days=POINT_DAYS)
    return first if asked.period == Period.DAYS and asked.since and asked.since < first else None


def by_town(since: date | None, until: date | None, field_: str = "") -> dict[str, Sums]:
    """Due and arrived of all towns over local days (without days: the last 30), for formulas."""
    sites = Enterprise.objects.filter(field=field_) if field_ else Enterprise.objects.all()
    towns, found = dict(sites.values_list("pk", "town")), dict[str, Sums]()
    for site, mine in by_enterprise(since, until).items():
        if (town := towns.get(site)) is not None:
            found.setdefault(town, Sums()).add(mine)
    return found


def by_enterprise(since: date | None, until: date | None, ids: Iterable[int] | None = None) -> dict[int, Sums]:
    """The same per enterprise; what went into another counts there."""
    last = until or clock.today()
    rows = SiteDay.objects.filter(day__gte=since or last - timedelta(days=29), day__lte=last).order_by()
    merged = Enterprise.objects.exclude(merged_into=None)
    into = {pk: kept for pk, kept in merged.values_list("pk", "merged_into_id") if kept is not None}
    if ids is not None:
        wanted = set(ids)
        rows = rows.filter(enterprise__in=wanted | {gone for gone, kept in into.items() if kept in wanted})
    found = dict[int, Sums]()
    # Grouped by the row's own key and put together here: a join for each of a million rows costs more than the sums.
    for site, due, arrived in rows.values_list("enterprise_id").annotate(Sum("due"), Sum("arrived")):
        found.setdefault(into.get(site, site), Sums()).add(Sums(due=due, arrived=arrived))
    return found


# --- counts --------------------------------------------------------------------------------------------


def _points(where: Q) -> QuerySet[Point]:
    return Point.objects.filter(where, IN_USE)


def _sums(reader: User, asked: Asked, enterprise_id: int | None = None) -> dict[int, Sums]:
    """Per enterprise with a point or a gateway, from what was summed up after the newest round."""
    scope, only = Scope.of(reader), Q(enterprise=enterprise_id) if enterprise_id else Q()
    sites = scope.filter(SiteArrival.objects.filter(only, enterprise__is_active=True)).order_by()
    found = {row["enterprise_id"]: _site(row, asked) for row in sites.values()}
    if asked.period == Period.DAYS:
        assert asked.since
        ids = [enterprise_id] if enterprise_id else None
        for site, days in by_enterprise(asked.since, asked.until, ids).items():
            if (mine := found.get(site)) is not None:
                mine.due, mine.arrived = days.due, days.arrived
    gateways = scope.filter(Gateway.objects.filter(only, is_enabled=True, enterprise__is_active=True)).order_by()
    online = Count("pk", filter=Q(is_online=True))
    for site, n, up in gateways.values_list("enterprise_id").annotate(n=Count("pk"), online=online):
        mine = found.setdefault(site, Sums())
        mine.gateways, mine.gateways_online = n, up
    return found


def _site(row: Any, asked: Asked) -> Sums:
    shared = {name: row[name] for name in ("points", "no_interval", "not_commissioned")}
    if asked.period == Period.DAYS:
        serving = row["points"] - row["no_interval"] - row["not_commissioned"]
        return Sums(**shared, counted=serving, online=row["online"])
    names = ("counted", "online", "due", "arrived")
    return Sums(**shared, **{name: row[f"{asked.period}_{name}"] for name in names})


def _column(asked: Asked, name: str) -> str:
    return {Period.HOUR: f"hour_{name}", Period.DAY: f"day_{name}"}.get(Period(asked.period), name)


def _counted_q(prefix: str, asked: Asked) -> Q:
    """Rows of the newest round: what a later round could not count is left out, not told as it was."""
    if asked.period == Period.DAYS:
        return Q()
    column = f"{asked.period}_until"
    newest = SiteArrival.objects.aggregate(Max(column))[f"{column}__max"]
    return Q(**{f"{prefix}{column}__gte": newest - ROUND}) if newest else Q(pk__in=[])


def _rows(asked: Asked, where: Q) -> QuerySet[Any]:
    """Of one enterprise's points: what lists show is summed up in :mod:`summing`."""
    declared = Q(point__sample_interval_s__gt=0)
    if asked.period == Period.DAYS:
        return ArrivalDay.objects.filter(where & declared, day__range=(asked.since, asked.until)).order_by()
    return PointArrival.objects.filter(where & declared & _counted_q("", asked)).order_by()


def _point_counts(asked: Asked, where: Q) -> dict[int, tuple[int, int]]:
    sums = _rows(asked, where).values_list("point_id").annotate(
        Sum(_column(asked, "due")), Sum(_column(asked, "arrived"))
    )  # fmt: skip
    return {point: (due or 0, arrived or 0) for point, due, arrived in sums}


def _point(point: Point, counted: tuple[int, int] | None) -> dict[str, Any]:
    arrival: PointArrival | None = getattr(point, "arrival", None)
    standing = _standing(point, arrival, counted)
    due, arrived = counted if counted and standing == Standing.COUNTED else (0, 0)
    return {
        "id": point.pk, "name": point.name, "kind_name": defaults_of(point.kind).name, "place": point.place,
        "gateway": point.gateway.name or point.gateway.code, "is_gateway_online": point.gateway.is_online,
        "interval_s": point.sample_interval_s, "standing": standing, "standing_name": Standing(standing).label,
        "is_online": bool(arrival and arrival.is_online) if standing == Standing.COUNTED else None,
        "newest_at": arrival.newest_at if arrival else None,
        "commissioned_at": arrival.commissioned_at if arrival else None,
        "due": due, "arrived": arrived, "missing": due - arrived, "rate": percent(arrived, due), "share": None,
    }  # fmt: skip


def _standing(point: Point, arrival: PointArrival | None, counted: tuple[int, int] | None) -> str:
    if not point.sample_interval_s:
        return Standing.NO_INTERVAL
    if arrival is None or arrival.commissioned_at is None:
        return Standing.NOT_COMMISSIONED
    return Standing.COUNTED if counted is not None else Standing.NOT_COUNTED


def _window(asked: Asked) -> _Window:
    now = clock.now()
    if asked.period == Period.HOUR:
        ends = SiteArrival.objects.aggregate(n=Max("hour_until"))["n"]
        begins = ends - timedelta(hours=1) if ends else None
        return _Window(begins, ends, 1 if ends else 0, 1, ends is None or now - ends > STALE_AFTER)
    if asked.period == Period.DAY:
        ends = SiteArrival.objects.aggregate(n=Max("day_until"))["n"]
        begins = ends - timedelta(hours=24) if ends else None
        is_stale = ends is None or now - ends > timedelta(hours=1) + STALE_AFTER
        return _Window(begins, ends, _hours_counted(begins, ends), 24, is_stale)
    assert asked.since
    assert asked.until
    begins = datetime.combine(asked.since, time(), LOCAL)
    ends = min(now, datetime.combine(asked.until + timedelta(days=1), time(), LOCAL))
    hours = max(0, int((ends - begins) / timedelta(hours=1)))
    return _Window(begins, ends, _hours_counted(begins, ends), hours, False)


def _hours_counted(begins: datetime | None, ends: datetime | None) -> int:
    return CountedHour.objects.filter(start__gte=begins, start__lt=ends).count() if begins and ends else 0


def _worst_first(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["rate"] is None, row["rate"] or 0, -row["points"], row["name"]))
