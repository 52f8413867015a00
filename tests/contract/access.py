"""Who may call what: the words of the access table and the small county it is tested in.

Each app declares its routes in ``access_<app>.py`` as ``ROUTES``; a route of the assembled API that no file declares
fails the matrix test. Add rows there when you add a route.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from django.test import Client
from django.test.client import ClientHandler

from anlan.records.accounts.choices import ROLE_SCOPE, Role, ScopeKind
from anlan.records.accounts.grants import permissions_of
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.sites.models import Camera, Enterprise, Gateway, GroupRule, Point, Scene, UnknownSource
from tests.factories import CameraFactory, EnterpriseFactory, GatewayFactory, PointFactory, TownFactory, UserFactory
from tests.factories.alarms import alarm
from tests.factories.registers import document_of, record_of

HANDLER = ClientHandler(enforce_csrf_checks=False)
PUBLIC = "public"
SIGNED_IN = "signed in"


class Asker(Client):
    """A client to whom a failing server answers 500; all share the middleware, which each would load for itself."""

    def __init__(self, secret: str = "") -> None:
        headers = {"Authorization": f"Bearer {secret}"} if secret else None
        super().__init__(raise_request_exception=False, headers=headers)
        self.handler = HANDLER

    def sign_in(self, user: User) -> None:
        """Once for each person: what signing in itself does is tested elsewhere, and is half of the time here."""
        if not hasattr(user, "cookies_of_test"):
            self.force_login(user)
            user.cookies_of_test = self.cookies  # type: ignore[attr-defined]
        self.cookies = user.cookies_of_test  # type: ignore[attr-defined]


@dataclass
class Place:
    """One enterprise and one of everything in it; what a route does not ask for is never made."""

    enterprise: Enterprise

    @classmethod
    def make(cls, field_: str) -> "Place":
        """A plant in a town and a field of its own."""
        return cls(EnterpriseFactory(town=TownFactory(), field=field_))

    @cached_property
    def gateway(self) -> Gateway:
        return GatewayFactory(enterprise=self.enterprise)

    @cached_property
    def point(self) -> Point:
        return PointFactory(gateway=self.gateway)

    @cached_property
    def alarm(self) -> Alarm:
        """With its work order."""
        return alarm(self.point)

    @cached_property
    def camera(self) -> Camera:
        return CameraFactory(enterprise=self.enterprise)

    @cached_property
    def scene(self) -> Scene:
        return Scene.objects.create(camera=self.camera, point=self.point, behaviour="absence", name="值班室")

    @cached_property
    def group_rule(self) -> GroupRule:
        return pair_of(self.point)


def pair_of(point: Point) -> GroupRule:
    """A rule over ``point`` and another one beside it."""
    other = PointFactory(gateway=point.gateway, enterprise=point.enterprise, workshop=None)
    return GroupRule.objects.create(
        enterprise=point.enterprise, name="两点偏差", rule="deviation", points=[point.pk, other.pk], label="DEV",
        grade="yellow", settings={"allowed": 5.0}, reason="对照",
    )  # fmt: skip


@dataclass
class World:
    """Two plants that share nothing: ``here``, whose records are asked for, and ``there``, where strangers are."""

    here: Place = field(default_factory=lambda: Place.make("industry_mining"))
    there: Place = field(default_factory=lambda: Place.make("fire"))
    unknown: UnknownSource = field(
        default_factory=lambda: UnknownSource.objects.create(driver="mqtt", gateway_code="stranger")
    )

    records: dict[tuple[str, int], Any] = field(default_factory=dict)
    documents: dict[tuple[str, int], Any] = field(default_factory=dict)

    def record(self, register: str, place: Place) -> Any:
        """A record of a register that lies in ``place``, made once."""
        key = (register, place.enterprise.pk)
        if key not in self.records:
            self.records[key] = record_of(register, place.enterprise)
        return self.records[key]

    def document(self, register: str, place: Place) -> Any:
        """A paper of that record, laid out once: that is dearer than all that is asked about it."""
        key = (register, place.enterprise.pk)
        if key not in self.documents:
            self.documents[key] = document_of(register, self.record(register, place))
        return self.documents[key]

    def person(self, role: Role, place: Place) -> User:
        """Somebody with ``role`` whose jurisdiction, when it has bounds, is that of ``place``."""
        bounds: dict[str, Any] = {
            ScopeKind.COUNTY: {},
            ScopeKind.FIELD: {"field": place.enterprise.field},
            ScopeKind.TOWN: {"town": place.enterprise.town},
            ScopeKind.GRID: {"town": place.enterprise.town},
            ScopeKind.ENTERPRISE: {"enterprise": place.enterprise},
        }[ROLE_SCOPE[role]]
        return UserFactory(role=role, **bounds)


@dataclass(frozen=True)
class Route:
    """One row of the table.

    ``needs`` is a permission, ``SIGNED_IN`` or ``PUBLIC``. ``path`` maps the path's parameters to what they are in a
    place; a path with such parameters is an object's and is refused with 404 outside the caller's scope, unless
    ``is_scoped`` is False. ``takes_tokens`` is False for what only a person at a screen may do.
    """

    method: str
    template: str
    needs: str
    params: Callable[[World, Place], dict[str, object]] = lambda world, place: {}
    query: Callable[[World, Place], dict[str, object]] = lambda world, place: {}
    body: Callable[[World, Place], dict[str, object] | None] = lambda world, place: None
    upload: bytes | None = None
    is_scoped: bool = True
    may_answer: frozenset[int] = frozenset()
    takes_tokens: bool = True

    @property
    def key(self) -> str:
        """As the OpenAPI file names it."""
        return f"{self.method} {self.template}"

    @property
    def is_of_an_object(self) -> bool:
        """True when the route answers 404 to readers who do not see the object."""
        return self.is_scoped and ("{" in self.template or self.has_scoped_query)

    @property
    def has_scoped_query(self) -> bool:
        """True when an object is named in the query instead of the path."""
        return self.template in ("/api/series", "/api/latest", "/api/export")

    def allows(self, role: Role) -> bool:
        """True when ``role`` may call it."""
        return self.needs in (PUBLIC, SIGNED_IN) or self.needs in permissions_of(role)

    @property
    def path_of_nothing(self) -> str:
        """A path that leads to this route and to no object: for whoever is refused before anybody looks."""
        return re.sub(r"\{\w+\}", "1", self.template)


Chosen = Callable[[Route], list[Role]]


def every_role(route: Route) -> list[Role]:
    return list(Role)


def one_of_each_kind(route: Route) -> list[Role]:
    """Of the roles that ``route`` treats alike, one, and not always the first.

    A guard asks for a permission and a selector for a scope, never for a role. So those are alike who have the
    permission, or not, and who see the whole county, or not.
    """
    return one_of_each(route, lambda role: ROLE_SCOPE[role] == ScopeKind.COUNTY)


def one_of_each_scope(route: Route) -> list[Role]:
    """The same, with a field, a town, a grid and an enterprise as kinds of their own."""
    return one_of_each(route, lambda role: ROLE_SCOPE[role])


def one_of_each(route: Route, kind: Callable[[Role], object]) -> list[Role]:
    alike: dict[object, list[Role]] = {}
    for role in Role:
        alike.setdefault((route.allows(role), kind(role)), []).append(role)
    turn = sum(map(ord, route.key + route.needs))
    return [roles[turn % len(roles)] for roles in alike.values()]


def declared() -> list[Route]:
    """The whole table, from every ``access_*.py`` of this folder."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("access_*.py"))
    return [route for name in names for route in import_module(f"tests.contract.{name}").ROUTES]
