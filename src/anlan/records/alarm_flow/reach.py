"""May any of some points turn red?"""

from collections.abc import Iterable

from anlan.records.sites.kind_settings import Kinds, kind_fields, kinds_in_force
from anlan.records.sites.models import Point, PointOverride


def is_red_capable(points: Iterable[Point]) -> bool:
    """True when a limit in force of one of them is red: as its kind has it, or as its own setting says."""
    points = list(points)
    overrides = PointOverride.objects.filter(
        point_id__in=[point.pk for point in points], ended_at=None, limits__isnull=False
    )
    own = {row.point_id: row.limits or [] for row in overrides}
    kinds = kinds_in_force()
    return any(_is_red(point, own.get(point.pk), kinds) for point in points)


def _is_red(point: Point, own: list[dict[str, object]] | None, kinds: Kinds) -> bool:
    if own is not None:
        return any(limit["grade"] == "red" for limit in own)
    return any(limit.grade == "red" for limit in kind_fields(point.kind, point.unit, kinds)["limits"])
