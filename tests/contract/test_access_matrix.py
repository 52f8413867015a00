"""Every route × every role × own and foreign objects, with real requests."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from anlan.records.accounts.choices import ROLE_SCOPE, Role, ScopeKind
from anlan.records.accounts.models import User
from anlan.web.api import api
from tests.contract.access import PUBLIC, Place, Route, World, declared

pytestmark = pytest.mark.django_db

ROUTES = declared()
BOUNDED = [role for role in Role if ROLE_SCOPE[role] != ScopeKind.COUNTY]


def name(route: Route) -> str:
    return f"{route.key} {route.needs}"


def call(route: Route, world: World, place: Place, user: User | None) -> HttpResponse:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
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


def said(answer: HttpResponse) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")[:200]


def test_every_route_of_the_assembled_api_is_in_the_table() -> None:
    schema = api.get_openapi_schema()
    built = {f"{method.upper()} {path}" for path, methods in schema["paths"].items() for method in methods}
    assert built == {route.key for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_nobody_gets_in_without_signing_in(route: Route) -> None:
    world = World()
    answer = call(route, world, world.here, None)
    if route.needs == PUBLIC:
        assert answer.status_code in {200, 204} | route.may_answer
    else:
        assert answer.status_code == 401, answer.content.decode()
        assert answer.json()["code"] == "not_signed_in"


@pytest.mark.parametrize("route", [r for r in ROUTES if r.needs != PUBLIC], ids=name)
def test_roles_without_the_permission_are_refused_and_the_others_get_through(route: Route) -> None:
    world = World()
    for role in Role:
        answer = call(route, world, world.here, world.person(role, world.here))
        told = f"{role}: {answer.status_code} {said(answer)}"
        if not route.allows(role):
            assert answer.status_code == 403, told
        else:
            assert answer.status_code in {200, 201, 202, 204, 409} | route.may_answer, told


@pytest.mark.parametrize("route", [r for r in ROUTES if r.is_of_an_object], ids=name)
def test_what_lies_outside_the_scope_is_not_there(route: Route) -> None:
    world = World()
    for role in BOUNDED:
        if not route.allows(role):
            continue
        answer = call(route, world, world.here, world.person(role, world.there))
        assert answer.status_code == 404, f"{role}: {answer.status_code}"


@pytest.mark.parametrize(
    "path", ["/api/enterprises", "/api/gateways", "/api/alarms?state=all", "/api/incidents?state=all"]
)
def test_lists_show_only_what_lies_in_the_scope(path: str) -> None:
    world = World()
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
