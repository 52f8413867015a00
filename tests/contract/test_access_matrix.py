"""Every route × every role × own and foreign objects, with real requests.

In `make test` one role stands for those that a route treats alike, in `make test-all` every role is asked. That the
guard of a route asks for the very permission of the table is what a token shows that lacks this one only.
"""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from anlan.records.accounts import tokens
from anlan.records.accounts.choices import ROLE_SCOPE, Role, ScopeKind
from anlan.records.accounts.models import ApiToken, User
from anlan.records.core import clock
from anlan.web.api import api
from tests.contract.access import (
    PUBLIC,
    SIGNED_IN,
    Asker,
    Chosen,
    Place,
    Route,
    World,
    declared,
    every_role,
    one_of_each_kind,
    one_of_each_scope,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ROUTES = declared()
BOUNDED = [role for role in Role if ROLE_SCOPE[role] != ScopeKind.COUNTY]
EVERY = pytest.param(every_role, marks=pytest.mark.slow)
by_kind = pytest.mark.parametrize("chosen", [one_of_each_kind, EVERY], ids=["a kind", "every role"])
by_scope = pytest.mark.parametrize("chosen", [one_of_each_scope, EVERY], ids=["a scope", "every role"])


def name(route: Route) -> str:
    return f"{route.key} {route.needs}"


def call(route: Route, world: World, place: Place, user: User | None, secret: str = "") -> HttpResponse:
    client = Asker(secret)
    if user is not None:
        client.sign_in(user)
    path = route.template.format(**route.params(world, place))
    query = route.query(world, place)
    if route.upload is not None:
        file = SimpleUploadedFile("file.csv", route.upload)
        return client.post(path, {"file": file}, query_params=query)
    body = route.body(world, place)
    return client.generic(
        route.method,
        path,
        data=json.dumps(body) if body is not None else b"",
        content_type="application/json",
        query_params=query,
    )


def bounded(route: Route, chosen: Chosen) -> list[Role]:
    """Who may call the route, but not for every place."""
    return [role for role in chosen(route) if role in BOUNDED and route.allows(role)]


def said(answer: HttpResponse) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")[:200]


def test_every_route_of_the_assembled_api_is_in_the_table() -> None:
    schema = api.get_openapi_schema()
    built = {f"{method.upper()} {path}" for path, methods in schema["paths"].items() for method in methods}
    assert built == {route.key for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_nobody_gets_in_without_signing_in(route: Route) -> None:
    if route.needs == PUBLIC:
        world = World()
        assert call(route, world, world.here, None).status_code in {200, 204} | route.may_answer
    else:
        answer = Asker().generic(route.method, route.path_of_nothing)
        assert answer.status_code == 401, answer.content.decode()
        assert answer.json()["code"] == "not_signed_in"


@by_kind
@pytest.mark.parametrize("route", [r for r in ROUTES if r.needs != PUBLIC], ids=name)
def test_roles_without_the_permission_are_refused_and_the_others_get_through(route: Route, chosen: Chosen) -> None:
    world = World()
    for role in chosen(route) if route.takes_tokens else Role:
        answer = call(route, world, world.here, world.person(role, world.here))
        told = f"{role}: {answer.status_code} {said(answer)}"
        if not route.allows(role):
            assert answer.status_code == 403, told
        else:
            assert answer.status_code in {200, 201, 202, 204, 409} | route.may_answer, told


@by_scope
@pytest.mark.parametrize("route", [r for r in ROUTES if r.is_of_an_object], ids=name)
def test_what_lies_outside_the_scope_is_not_there(route: Route, chosen: Chosen) -> None:
    world = World()
    for role in bounded(route, chosen):
        answer = call(route, world, world.here, world.person(role, world.there))
        assert answer.status_code == 404, f"{role}: {answer.status_code}"


@pytest.mark.parametrize(
    "path", ["/api/enterprises", "/api/gateways", "/api/alarms?state=all", "/api/incidents?state=all"]
)
def test_lists_show_only_what_lies_in_the_scope(path: str) -> None:
    world = World()
    assert {world.here.alarm.grade, world.there.alarm.grade}  # each with everything that is listed
    for role in BOUNDED:
        client = Client()
        client.force_login(world.person(role, world.here))
        shown = json.dumps(client.get(path).json(), ensure_ascii=False)
        assert world.here.enterprise.name in shown or f'"enterprise_id": {world.here.enterprise.pk}' in shown
        assert world.there.enterprise.name not in shown
        assert client.get(path).json()["total"] == 1


def test_a_role_without_its_place_sees_nothing() -> None:
    world = World()
    astray = world.person(Role.TOWN_OFFICER, world.here)
    User.objects.filter(pk=astray.pk).update(town=None)
    client = Client()
    client.force_login(User.objects.get(pk=astray.pk))
    assert client.get("/api/enterprises").json()["total"] == 0
    assert client.get(f"/api/enterprises/{world.here.enterprise.pk}").status_code == 404


def token_of(user: User, permissions: list[str]) -> str:
    return tokens.token_issue(actor=user, name="对接", permissions=permissions, days=1)[1]


@by_kind
@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.needs not in (PUBLIC, SIGNED_IN) and r.takes_tokens], ids=name
)
def test_a_token_opens_what_it_was_given_and_nothing_else(route: Route, chosen: Chosen) -> None:
    world = World()
    for role in (role for role in chosen(route) if route.allows(role)):
        owner = world.person(role, world.here)
        others = sorted(owner.permissions - {route.needs})
        answer = call(route, world, world.here, None, token_of(owner, others))
        assert answer.status_code == 403, f"{role} without {route.needs}: {answer.status_code} {said(answer)}"
        answer = call(route, world, world.here, None, token_of(owner, sorted(owner.permissions)))
        told = f"{role}: {answer.status_code} {said(answer)}"
        assert answer.status_code in {200, 201, 202, 204, 409} | route.may_answer, told


@by_scope
@pytest.mark.parametrize("route", [r for r in ROUTES if r.is_of_an_object and r.takes_tokens], ids=name)
def test_a_token_sees_no_further_than_its_owner(route: Route, chosen: Chosen) -> None:
    world = World()
    for role in bounded(route, chosen):
        owner = world.person(role, world.there)
        answer = call(route, world, world.here, None, token_of(owner, sorted(owner.permissions)))
        assert answer.status_code == 404, f"{role}: {answer.status_code}"


@pytest.mark.parametrize("route", [r for r in ROUTES if r.needs != PUBLIC and not r.takes_tokens], ids=name)
def test_what_is_for_a_person_at_a_screen_takes_no_token(route: Route) -> None:
    world = World()
    for role in (role for role in Role if route.allows(role)):
        owner = world.person(role, world.here)
        answer = call(route, world, world.here, None, token_of(owner, sorted(owner.permissions)))
        assert answer.status_code in {401, 403}, f"{role}: {answer.status_code} {said(answer)}"


@pytest.mark.parametrize("route", [r for r in ROUTES if r.needs != PUBLIC], ids=name)
def test_a_token_that_is_revoked_expired_or_made_up_opens_nothing(route: Route) -> None:
    owner = UserFactory(role=Role.ADMIN)
    secret = token_of(owner, ["alarm.view"])
    ApiToken.objects.update(revoked_at=clock.now())
    late = token_of(owner, ["alarm.view"])
    ApiToken.objects.filter(revoked_at=None).update(expires_at=clock.now())
    for bad in (secret, late, "anl_00000000_made-up"):
        client = Asker(bad)
        assert client.generic(route.method, route.path_of_nothing).status_code == 401
