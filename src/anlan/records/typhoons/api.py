"""Typhoons over HTTP."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS
from anlan.records.overview.schemas import EnterpriseNearOut, PeopleOut
from anlan.records.typhoons import selectors, services
from anlan.records.typhoons.tracks import BYTES_MAX, TOO_LARGE, TrackIn, track_of_file

router = Router(tags=["typhoons"])


class TyphoonPointOut(Schema):
    """One place of a track; ``radii_km`` by grade of wind, NE, SE, SW, NW; ``strength`` by GB/T 19201-2006."""

    at: str
    issued_at: str | None
    lon: float
    lat: float
    pressure_hpa: float | None
    wind_m_s: float | None
    strength: str
    radii_km: dict[str, list[float]]


class ForecastOut(Schema):
    """What one agency expects."""

    agency: str
    points: list[TyphoonPointOut]


class TyphoonOut(Schema):
    """A typhoon; ``distance_m`` is from its last measured place to the middle of the county."""

    id: int
    code: str
    name: str
    en: str
    is_active: bool
    source: str
    updated_at: str
    by: str
    distance_m: int | None
    track: list[TyphoonPointOut]
    forecasts: list[ForecastOut]


class WarningLineOut(Schema):
    """A line off the coast, and how sure its source is."""

    name: str
    hours: int
    mark: str
    source: str
    line: list[tuple[float, float]]


class TyphoonsOut(Schema):
    """Those that go on first."""

    typhoons: list[TyphoonOut]
    lines: list[WarningLineOut]


class InsideOut(Schema):
    """Where the wind of grade 7 reaches by the last measured place, within the reader's scope."""

    at: str
    radii_km: list[float]
    towns: list[str]
    town_count: int
    enterprise_count: int
    enterprises: list[EnterpriseNearOut]
    people: PeopleOut


class TrackReportOut(Schema):
    """What a file holds."""

    code: str
    name: str
    points: int
    agencies: list[str]
    first_at: str | None
    last_at: str | None
    is_written: bool


@router.get("/map/typhoons", response={200: TyphoonsOut, **PROBLEMS})
def typhoon_map(request: HttpRequest) -> dict[str, Any]:
    """Tracks, forecasts and the warning lines."""
    allowed(request, Permission.SITE_VIEW)
    return {"typhoons": selectors.typhoons_shown(), "lines": selectors.warning_lines()}


@router.get("/typhoons/{int:typhoon_id}/inside", response={200: InsideOut, **PROBLEMS})
def typhoon_inside(request: HttpRequest, typhoon_id: int) -> dict[str, Any]:
    """Which towns and enterprises lie where the wind of grade 7 reaches."""
    user = allowed(request, Permission.SITE_VIEW)
    return selectors.inside(for_user=user, typhoon=selectors.typhoon_get(typhoon_id))


@router.post("/typhoons/track", response={200: TyphoonOut, **PROBLEMS})
def track_put(request: HttpRequest, body: TrackIn) -> dict[str, Any]:
    """Enter or push any part of a track; what is known of its hour is replaced."""
    user = allowed(request, Permission.TYPHOON_EDIT)
    held = services.track_put(actor=user, track=body, request=request)
    return selectors.typhoon_data(held)


@router.post("/typhoons/import", response={200: TrackReportOut, **PROBLEMS})
def track_import(
    request: HttpRequest,
    file: File[UploadedFile],
    source: Annotated[str, Form(max_length=200)] = "",
    dry_run: bool = True,
) -> dict[str, Any]:
    """Check a track as CSV or JSON; with ``dry_run=false`` take it in."""
    user = allowed(request, Permission.TYPHOON_EDIT)
    if (file.size or 0) > BYTES_MAX:
        raise Invalid(fields={"file": TOO_LARGE})
    track = track_of_file(file.read(), source=source.strip() or (file.name or "文件")[:200])
    if not dry_run:
        services.track_put(actor=user, track=track, request=request)
    hours = sorted(point.at for point in track.points)
    return {
        "code": track.code, "name": track.name, "points": len(track.points), "is_written": not dry_run,
        "agencies": sorted({point.agency for point in track.points if point.agency}),
        "first_at": hours[0].isoformat() if hours else None, "last_at": hours[-1].isoformat() if hours else None,
    }  # fmt: skip


@router.delete("/typhoons/{int:typhoon_id}", response={204: None, **PROBLEMS})
def typhoon_delete(request: HttpRequest, typhoon_id: int) -> Status[None]:
    """Take a typhoon away that was entered by mistake."""
    user = allowed(request, Permission.TYPHOON_EDIT)
    services.typhoon_delete(actor=user, typhoon=selectors.typhoon_get(typhoon_id), request=request)
    return Status(204, None)
