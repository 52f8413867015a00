"""Arrival rates over HTTP: edges only."""

from datetime import date, datetime
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import Query, Router, Schema

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.arrivals import selectors
from anlan.records.arrivals.choices import Period, Standing
from anlan.records.arrivals.selectors import Asked
from anlan.records.arrivals.sheets import arrivals_sheet
from anlan.records.core.downloads import workbook
from anlan.records.core.schemas import PROBLEMS

router = Router(tags=["arrivals"])


class ArrivalAskedIn(Schema):
    """``since`` and ``until`` (local days, both in) belong to the period ``days``."""

    period: Period = Period.HOUR
    since: date | None = None
    until: date | None = None

    def asked(self) -> Asked:
        """As the selectors take it."""
        return Asked(self.period, self.since, self.until)


class ArrivalSums(Schema):
    """Rates in percent, null where nothing can be judged; three kinds of point are left out of them."""

    due: int
    arrived: int
    rate: float | None
    points: int
    counted: int
    online: int
    points_rate: float | None
    gateways: int
    gateways_online: int
    gateways_rate: float | None
    no_interval: int
    not_commissioned: int
    not_counted: int


class ArrivalTownOut(ArrivalSums):
    code: str
    name: str
    enterprises: int


class ArrivalSiteOut(ArrivalSums):
    id: int
    name: str
    town_code: str
    town_name: str


class ArrivalWindow(Schema):
    """``hours_counted`` of ``hours`` were counted; ``is_stale``: the counts are older than they should be."""

    period: Period
    from_at: datetime | None
    until_at: datetime | None
    hours_counted: int
    hours: int
    is_stale: bool


class ArrivalsOut(ArrivalWindow):
    total: ArrivalSums
    towns: list[ArrivalTownOut]
    enterprises: list[ArrivalSiteOut]
    enterprises_total: int


class ArrivalPointOut(Schema):
    """``missing`` readings and their ``share`` in percent of all that are missing at the enterprise."""

    id: int
    name: str
    kind_name: str
    place: str
    gateway: str
    is_gateway_online: bool
    interval_s: float | None
    standing: Standing
    standing_name: str
    is_online: bool | None
    newest_at: datetime | None
    commissioned_at: datetime | None
    due: int
    arrived: int
    missing: int
    rate: float | None
    share: float | None


class ArrivalPointsOut(ArrivalWindow):
    """``points_since``: the points' own counts begin there, where older days were asked for."""

    id: int
    name: str
    town_name: str
    total: ArrivalSums
    points: list[ArrivalPointOut]
    points_since: date | None


@router.get("/arrivals", response={200: ArrivalsOut, **PROBLEMS})
def arrivals(
    request: HttpRequest, asked: Query[ArrivalAskedIn], town: str = "", page: int = 1, page_size: int = 50
) -> dict[str, Any]:
    """Share of the readings due that arrived, per enterprise and town within the reader's scope; the worst first.

    ``total`` and ``towns`` are of all; ``enterprises`` is one page, of ``town`` where it is named.
    """
    user, wanted = allowed(request, Permission.SITE_VIEW), selectors.Wanted(town, page, page_size)
    return selectors.arrivals(for_user=user, asked=asked.asked(), wanted=wanted)


@router.get("/arrivals/export", response={200: bytes, **PROBLEMS})
def arrivals_export(request: HttpRequest, asked: Query[ArrivalAskedIn]) -> FileResponse:
    """The same as an Excel file, with the points."""
    user = allowed(request, Permission.EXPORT_RUN)
    file = arrivals_sheet(actor=user, asked=asked.asked(), request=request)
    return workbook(file, "arrivals.xlsx")


@router.get("/enterprises/{int:enterprise_id}/arrivals", response={200: ArrivalPointsOut, **PROBLEMS})
def enterprise_arrivals(request: HttpRequest, enterprise_id: int, asked: Query[ArrivalAskedIn]) -> dict[str, Any]:
    """The points of one enterprise, what pulls its rate down first."""
    user = allowed(request, Permission.SITE_VIEW)
    return selectors.enterprise_points(for_user=user, enterprise_id=enterprise_id, asked=asked.asked())
