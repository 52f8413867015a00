"""Readings for charts, tables and exports: asks the history process, shows only what the reader may see."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Literal

from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Schema

from anlan.bus import history_client
from anlan.bus.messages import HistoryQuery, HistoryReply, LatestQuery, PointConfig, RawQuery, SeriesQuery
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import DomainError, Invalid, NotFound
from anlan.records.sites.models import Point
from anlan.web import live
from anlan.web.readings_files import Row, csv_pieces, parquet_pieces, streamed

router = Router(tags=["readings"])

MOST_POINTS = 50
PAGE = 50_000
FILES = {
    "csv": (csv_pieces, "text/csv; charset=utf-8"),
    "parquet": (parquet_pieces, "application/vnd.apache.parquet"),
}


class HistoryUnavailable(DomainError):
    """历史数据服务暂不可用，报警不受影响，请稍后重试。"""

    status, code = 503, "history.unavailable"


class LimitOut(Schema):
    label: str
    direction: int
    set_point: float
    grade: str


class CurvePointOut(Schema):
    id: int
    name: str
    unit: str
    kind: str
    limits: list[LimitOut]


class SeriesOut(Schema):
    point: int
    ts_ms: list[int]
    min: list[float | None]
    max: list[float | None]
    last: list[float | None]
    quality: list[int]


class CurvesOut(Schema):
    bucket_ms: int
    series: list[SeriesOut]
    points: list[CurvePointOut]


class ReadingOut(Schema):
    point: int
    ts_ms: int
    value: float | None
    quality: int


@router.get("/series", response=CurvesOut)
def series(request: HttpRequest, points: str, from_ms: int, to_ms: int, width: int = 1000) -> dict[str, object]:
    """Curves of up to 50 points: min, max and last per pixel, with the limits in force."""
    rows = _points(request, points)
    _window(from_ms, to_ms)
    reply = _ask(
        SeriesQuery(points=[p.id for p in rows], from_ms=from_ms, to_ms=to_ms, width_px=min(max(width, 10), 4000))
    )
    return {
        "bucket_ms": reply.bucket_ms,
        "series": [
            {"point": s.point, "ts_ms": s.ts_ms, "min": s.min, "max": s.max, "last": s.last, "quality": s.quality}
            for s in reply.series
        ],
        "points": [_described(p) for p in rows],
    }


@router.get("/latest", response=list[ReadingOut])
def latest(request: HttpRequest, points: str) -> list[dict[str, object]]:
    """The newest reading of each point: live when it passed by lately, else stored."""
    rows = _points(request, points, most=2_000)
    reply = _ask(LatestQuery(points=[p.id for p in rows]))
    return [{"point": p, "ts_ms": t, "value": v, "quality": q} for p, t, v, q in reply.rows]


@router.get("/export", response={200: None})
def export(
    request: HttpRequest, points: str, from_ms: int, to_ms: int, format: Literal["csv", "parquet"] = "csv"
) -> StreamingHttpResponse:
    """Stored readings as CSV or Parquet, noted in the audit trail; streamed, so a year of one point is no trouble."""
    user = allowed(request, Permission.EXPORT_RUN)
    rows = _points(request, points)
    _window(from_ms, to_ms)
    pages = _pages([p.id for p in rows], from_ms, to_ms)
    begun = list(islice(pages, 1))  # a store that does not answer is told as such, not by half a file
    _note_export(user, rows, {"from_ms": from_ms, "to_ms": to_ms, "format": format}, request)
    write, media_type = FILES[format]
    answer = StreamingHttpResponse(streamed(write(chain(begun, pages), rows)), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="readings-{from_ms}-{to_ms}.{format}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _note_export(user: User, rows: list[Point], facts: dict[str, object], request: HttpRequest) -> None:
    changes = {"points": [p.id for p in rows], **facts}
    with transaction.atomic():
        audit_write(actor=user, action="readings.exported", changes=changes, request=request)


# --- helpers ---------------------------------------------------------------------------------------


def _points(request: HttpRequest, text: str, most: int = MOST_POINTS) -> list[Point]:
    """The asked points in asked order; 404 when one is outside the reader's scope."""
    user = allowed(request, Permission.SITE_VIEW)
    try:
        wanted = list(dict.fromkeys(int(part) for part in text.split(",") if part))
    except ValueError as error:
        raise Invalid(fields={"points": "应为逗号分隔的测点编号。"}) from error
    if not wanted or len(wanted) > most:
        raise Invalid(fields={"points": f"请选择 1 至 {most} 个测点。"})
    seen = {p.id: p for p in Scope.of(user).filter(Point.objects.filter(id__in=wanted))}
    if len(seen) != len(wanted):
        raise NotFound()
    return [seen[p] for p in wanted]


def _window(from_ms: int, to_ms: int) -> None:
    if not 0 <= from_ms < to_ms:
        raise Invalid(fields={"to_ms": "结束时间应晚于开始时间。"})


def _ask(query: HistoryQuery) -> HistoryReply:
    try:
        reply = live.ask(history_client.ask(live.hub().bus, query), timeout_s=20)
    except Exception as error:
        raise HistoryUnavailable() from error
    if reply.error:
        raise Invalid(reply.error)
    return reply


def _described(point: Point) -> dict[str, object]:
    config = live.hub().point(point.id)
    return {
        "id": point.id,
        "name": point.name,
        "unit": point.unit,
        "kind": point.kind,
        "limits": _limits(config),
    }


def _limits(config: PointConfig | None) -> list[dict[str, object]]:
    if config is None:
        return []
    return [
        {"label": x.label, "direction": x.direction, "set_point": x.set_point, "grade": x.grade.value}
        for x in config.limits
    ]


def _pages(points: list[int], from_ms: int, to_ms: int) -> Iterator[list[Row]]:
    """All rows of the window, page by page, oldest first; a page ends between two stamps, never within one."""
    start = from_ms
    while start < to_ms:
        reply = _ask(RawQuery(points=points, from_ms=start, to_ms=to_ms, limit=PAGE))
        rows = list(reply.rows)
        if not reply.is_truncated:
            if rows:
                yield rows
            return
        last = rows[-1][1]
        whole = [row for row in rows if row[1] < last] or rows
        yield whole
        start = last if whole is not rows else last + 1
