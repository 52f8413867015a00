"""Commands on typhoons."""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.typhoons.models import TrackPoint, Typhoon
from anlan.records.typhoons.tracks import POINTS_MAX, TrackIn, TrackPointIn

#: Clocks differ; what was measured later than this from now is a forecast without its agency.
AHEAD = timedelta(hours=1)
Request = HttpRequest | None


@transaction.atomic
def track_put(*, actor: User, track: TrackIn, request: Request = None) -> Typhoon:
    """Take a track in: measured points of an hour that is known are replaced, the others stay.

    A forecast of an agency takes the place of all its older ones: a line of two forecasts is no forecast. One that is
    older than what is held is left: pushes may overtake each other.

    Raises:
        Invalid: the typhoon would have too many points, or something was measured in the future.
    """
    _refuse_future(track)
    values = {"is_active": track.is_active, "source": track.source, "updated_at": clock.now(), "updated_by": actor}
    named = {name: value for name, value in (("name", track.name), ("en", track.en)) if value}
    held, is_new = Typhoon.objects.select_for_update().update_or_create(code=track.code, defaults={**values, **named})
    rows = {(p.agency, p.at): p for p in track.points if not p.agency} | _forecasts_taken(held, track.points)
    held.points.filter(agency="", at__in=[at for agency, at in rows if not agency]).delete()
    TrackPoint.objects.bulk_create([TrackPoint(typhoon=held, **p.model_dump()) for p in rows.values()])
    if held.points.count() > POINTS_MAX:
        raise Invalid(f"一个台风最多 {POINTS_MAX} 个路径点。")
    told = {"points": len(rows), "source": track.source, "is_active": track.is_active, "is_new": is_new}
    audit_write(actor=actor, action="typhoon.track_put", target=held, changes=told, request=request)
    return held


def _refuse_future(track: TrackIn) -> None:
    latest = max((p.at for p in track.points if not p.agency), default=None)
    if latest is not None and latest > clock.now() + AHEAD:
        raise Invalid(
            f"实测路径点的时间（{latest.astimezone(clock.LOCAL):%m-%d %H:%M}）晚于现在；预报点须写明预报机构。"
        )


def _forecasts_taken(held: Typhoon, points: list[TrackPointIn]) -> dict[tuple[str, datetime], TrackPointIn]:
    """Of every agency the points of its newest forecast, if it is not older than the one it takes the place of."""
    taken: dict[tuple[str, datetime], TrackPointIn] = {}
    for agency in {p.agency for p in points if p.agency}:
        of_agency = [p for p in points if p.agency == agency]
        newest = max((p.issued_at for p in of_agency if p.issued_at), default=None)
        known = held.points.filter(agency=agency)
        if newest is not None and known.filter(issued_at__gt=newest).exists():
            continue
        known.delete()
        taken |= {(agency, p.at): p for p in of_agency if p.issued_at == newest}
    return taken


@transaction.atomic
def typhoon_delete(*, actor: User, typhoon: Typhoon, request: Request = None) -> None:
    """Take a typhoon away that was entered by mistake."""
    told = {"points": typhoon.points.count(), "source": typhoon.source}
    audit_write(actor=actor, action="typhoon.deleted", target=typhoon, changes=told, request=request)
    typhoon.delete()
