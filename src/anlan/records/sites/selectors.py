"""Questions about enterprises and what stands in them; every one takes its reader."""

from typing import TypeVar

from django.db.models import Model, OuterRef, Prefetch, Q, QuerySet, Subquery

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core.errors import NotFound
from anlan.records.core.single import by_key
from anlan.records.sites.models import (
    Camera,
    ConfigVersion,
    Enterprise,
    Gateway,
    Point,
    PointOverride,
    Scene,
    UnknownSource,
    Workshop,
)

M = TypeVar("M", bound=Model)


def enterprise_list(*, for_user: User, q: str = "", town: str = "", risk: str = "") -> QuerySet[Enterprise]:
    """Enterprises in the reader's scope; ``q`` looks in names, code and address."""
    rows = Scope.of(for_user).filter(Enterprise.objects.select_related("town"), prefix="")
    if q:
        text = q.strip()
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(short_name__icontains=text)
            | Q(uscc__istartswith=text)
            | Q(address__icontains=text)
        )
    if town:
        rows = rows.filter(town_id=town)
    return rows.filter(risk_level=risk) if risk else rows


def enterprise_get(*, for_user: User, enterprise_id: int) -> Enterprise:
    """One enterprise with all that stands in it.

    Raises:
        NotFound: it is not there or not in scope.
    """
    rows = enterprise_list(for_user=for_user).prefetch_related(
        "contacts",
        "equipment",
        "hazard_sources",
        "cameras",
        "gateways",
        Prefetch("workshops", Workshop.objects.prefetch_related("zones")),
        Prefetch("points", _with_place(Point.objects.all())),
    )
    return _one(rows, enterprise_id)


def enterprise_ids_visible(*, for_user: User) -> frozenset[int] | None:
    """Ids of the enterprises in scope; None means the whole county."""
    scope = Scope.of(for_user)
    if scope.is_county:
        return None
    return frozenset(scope.filter(Enterprise.objects.all(), prefix="").values_list("id", flat=True))


def point_list(*, for_user: User) -> QuerySet[Point]:
    """Points in the reader's scope."""
    return Scope.of(for_user).filter(_with_place(Point.objects.all()))


def point_get(*, for_user: User, point_id: int) -> Point:
    """One point.

    Raises:
        NotFound: it is not there or not in scope.
    """
    return _one(point_list(for_user=for_user).select_related("gateway", "enterprise"), point_id)


def gateway_list(*, for_user: User) -> QuerySet[Gateway]:
    """Gateways in the reader's scope."""
    return Scope.of(for_user).filter(Gateway.objects.select_related("enterprise"))


def gateway_get(*, for_user: User, gateway_id: int) -> Gateway:
    """One gateway.

    Raises:
        NotFound: it is not there or not in scope.
    """
    return _one(gateway_list(for_user=for_user), gateway_id)


def camera_list(*, for_user: User) -> QuerySet[Camera]:
    """Cameras in the reader's scope, by enterprise and name."""
    return Scope.of(for_user).filter(Camera.objects.select_related("enterprise")).order_by("enterprise_id", "name")


def camera_get(*, for_user: User, camera_id: int) -> Camera:
    """One camera.

    Raises:
        NotFound: it is not there or not in scope.
    """
    return _one(camera_list(for_user=for_user), camera_id)


def scene_list(*, for_user: User) -> QuerySet[Scene]:
    """Scenes in the reader's scope."""
    return Scope.of(for_user).filter(Scene.objects.select_related("camera", "point"), prefix="camera__enterprise__")


def scene_get(*, for_user: User, scene_id: int) -> Scene:
    """One scene.

    Raises:
        NotFound: it is not there or not in scope.
    """
    return _one(scene_list(for_user=for_user), scene_id)


def unknown_source_list(*, for_user: User, state: str = "new") -> QuerySet[UnknownSource]:
    """Sources nobody registered; they belong to no enterprise yet, so only county-wide readers see them.

    Each with ``enterprise_id`` and ``enterprise_name`` of its gateway, None where that is unknown as well.
    """
    rows = UnknownSource.objects.all() if Scope.of(for_user).is_county else UnknownSource.objects.none()
    rows = rows.filter(state=state) if state else rows
    owner = Gateway.objects.filter(driver=OuterRef("driver"), code=OuterRef("gateway_code"))
    return rows.annotate(
        enterprise_id=Subquery(owner.values("enterprise_id")[:1]),
        enterprise_name=Subquery(owner.values("enterprise__name")[:1]),
    )


def unknown_source_get(*, for_user: User, source_id: int) -> UnknownSource:
    """One unregistered source.

    Raises:
        NotFound: it is not there or the reader does not see the county.
    """
    return _one(unknown_source_list(for_user=for_user, state=""), source_id)


def config_version_list() -> QuerySet[ConfigVersion]:
    """Publications, newest first."""
    return ConfigVersion.objects.select_related("requested_by")


def _with_place(points: QuerySet[Point]) -> QuerySet[Point]:
    in_force = PointOverride.objects.filter(ended_at=None).select_related("approved_by")
    return points.select_related("workshop", "zone").prefetch_related(
        Prefetch("overrides", in_force, to_attr="overrides_in_force")
    )


def _one(rows: QuerySet[M], pk: int) -> M:
    found = by_key(rows, pk)
    if found is None:
        raise NotFound
    return found
