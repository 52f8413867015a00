"""Whatever fits, or nearly fits, the OpenAPI file: no operation answers with a server error or an undeclared status."""

import json
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from anlan.records.accounts.choices import Role
from anlan.web import openapi
from tests.contract.access import Asker, Route, World, declared

pytestmark = pytest.mark.django_db

#: Between them they may do everything that anybody may.
PEOPLE = (Role.ADMIN, Role.DUTY_OFFICER, Role.LEADER, Role.ENFORCEMENT, Role.ENTERPRISE_MANAGER)
ROUTES: dict[str, Route] = {}
for _route in declared():
    ROUTES.setdefault(_route.key, _route)


# Read when a test asks, and not made: describing the API takes seconds, which every process would pay.
@cache
def schema() -> Any:
    """The committed description, which is what the code says (test_openapi)."""
    return json.loads(openapi.FILE.read_text("utf-8"))


@cache
def operations() -> dict[str, Any]:
    """By key; those of the access table and those of the API are the same (test_access_matrix)."""
    found = (result.ok() for result in schemathesis.openapi.from_dict(schema()).get_all_operations())
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


def send(client: Client, operation: Any, case: Any, path: str) -> HttpResponse:
    query = {name: value for name, value in (case.query or {}).items() if value is not None}
    if case.media_type == "multipart/form-data":
        body = case.body if isinstance(case.body, dict) else {}
        file = body.get("file", b"x")
        raw = file if isinstance(file, bytes) else str(file).encode(errors="replace")
        form = {name: str(value) for name, value in body.items() if name != "file"}
        return client.post(path, {**form, "file": SimpleUploadedFile("a.csv", raw)}, query_params=query)
    body = b"" if not isinstance(case.body, dict | list | str | int | float | bool) else json.dumps(case.body)
    return client.generic(operation.method.upper(), path, body, content_type="application/json", query_params=query)


@pytest.mark.parametrize("key", ROUTES)
@pytest.mark.parametrize(
    "examples", [3, pytest.param(150, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])], ids=["short", "long"]
)
def test_no_operation_fails(key: str, examples: int) -> None:
    world, route, operation = World(), ROUTES[key], operations()[key]
    people = [world.person(role, world.here) for role in PEOPLE]
    declared_here = {int(code) for code in schema()["paths"][operation.path][operation.method]["responses"]}
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases, st.sampled_from(people), st.booleans())
    def walk(case: Any, person: Any, is_real: bool) -> None:
        params = route.params(world, world.here) if is_real else case.path_parameters
        client = Asker()
        client.sign_in(person)
        path = path_of(operation.path, params or {})
        answer = send(client, operation, case, path)
        if answer.status_code == 401:  # an example before has ended the session
            client.force_login(person)
            answer = send(client, operation, case, path)
        told = f"{answer.status_code} for {operation.method} {path} {case.query} {case.body!r:.300}"
        assert answer.status_code < 500 or answer.status_code == 503, told
        assert answer.status_code in declared_here, f"undeclared {told}"

    walk()


def path_of(template: str, params: dict[str, Any]) -> str:
    filled = template
    for name, value in params.items():
        filled = filled.replace("{" + name + "}", quote(str(value), safe=""))
    return filled
