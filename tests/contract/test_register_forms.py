"""Every register's own forms filled in with whatever people, phones and programs send: a refusal at worst.

The OpenAPI file knows a record's values as "an object"; which columns there are is each register's own. So what
schemathesis makes up never gets past the first check, and this does: real columns, real steps, real origins.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from anlan.records.accounts.choices import Role
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Register
from tests.contract.access import Asker, World
from tests.factories.registers import values_of

pytestmark = pytest.mark.django_db

TEXT = st.text(max_size=40) | st.sampled_from(
    ["", " ", "\0", "示例" * 600, "2026-02-30", "99999-01-01", "1e400", "-1", "٣"]
)
NUMBERS = st.integers(-(2**70), 2**70) | st.floats() | st.booleans()
JUNK = st.recursive(
    st.none() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
ANSWERS = {200, 201, 204, 400, 403, 404, 409, 422, 429, 503}


def names_of(register: Register) -> list[str]:
    """Every column that a form of this register may carry, and the questions of its steps."""
    asked = {
        one if isinstance(one, str) else one.name for step in register.steps for one in (*step.fields, *step.optional)
    }
    return sorted({*register.create_fields, *register.edit_fields, *asked, "no", "id", "state", "version"})


def filled(register: Register, world: World) -> st.SearchStrategy[dict[str, Any]]:
    """A form as it should be, some of its answers replaced by junk and some added."""
    good = values_of(register, world.here.enterprise)
    return st.dictionaries(st.sampled_from(names_of(register)), JUNK, max_size=3).map(lambda junk: {**good, **junk})


def requests_of(register: Register, world: World) -> Iterator[st.SearchStrategy[tuple[str, str, Any]]]:
    """Method, path below the register, and body."""
    record = world.record(register.name, world.here)
    form, columns = filled(register, world), st.sampled_from(names_of(register))
    ids = st.sampled_from([record.pk, 0, 2**63, -1])
    yield form.map(lambda values: ("POST", "/records", {"values": values}))
    yield st.tuples(form, st.integers(-1, 3)).map(
        lambda drawn: ("PATCH", f"/records/{record.pk}", {"version": drawn[1], "values": drawn[0]})
    )
    steps = st.sampled_from([step.name for step in register.steps])
    yield st.tuples(steps, form).map(
        lambda drawn: ("POST", f"/records/{record.pk}/steps/{drawn[0]}", {"values": drawn[1]})
    )
    yield st.tuples(steps, form, st.lists(ids, max_size=3)).map(
        lambda drawn: ("POST", f"/bulk/{drawn[0]}", {"record_ids": drawn[2], "values": drawn[1]})
    )
    origins = st.sampled_from(["incident", *sorted({source.register for source in register.sources})])
    yield st.tuples(origins, form).map(lambda drawn: ("POST", _from(world, drawn[0]), {"values": drawn[1]}))
    yield origins.map(lambda origin: ("GET", _from(world, origin), None))
    said = st.tuples(columns, TEXT | NUMBERS.map(str)).map(lambda pair: f"{pair[0]}:{pair[1]}")
    query = st.fixed_dictionaries({"f": st.lists(said, max_size=2), "q": TEXT, "sort": columns, "by": columns})
    for path in ("/records", "/statistics", "/export"):
        yield query.map(lambda asked, path=path: ("GET", f"{path}?{urlencode(asked, doseq=True)}", None))
    yield st.tuples(st.sampled_from(["incident", register.name]), ids).map(
        lambda drawn: ("POST", f"/records/{record.pk}/links", {"register_name": drawn[0], "record_id": drawn[1]})
    )


def _from(world: World, origin: str) -> str:
    if origin == "incident":
        return f"/from/incident/{world.here.alarm.incident_id}"
    found = world.record(origin, world.here).pk if origin in registers() else 1
    return f"/from/{origin}/{found}"


@pytest.mark.parametrize("name", sorted(registers()))
@pytest.mark.parametrize(
    "examples", [4, pytest.param(250, marks=[pytest.mark.slow, pytest.mark.timeout(900)])], ids=["short", "long"]
)
def test_no_form_of_a_register_fails(name: str, examples: int) -> None:
    register, world = registers()[name], World()
    clients = []
    for role in (Role.DUTY_OFFICER, Role.TOWN_OFFICER, Role.LEADER, Role.ENFORCEMENT, Role.ENTERPRISE_MANAGER):
        client = Asker()
        client.force_login(world.person(role, world.here))
        clients.append(client)

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.one_of(*requests_of(register, world)), st.sampled_from(clients))
    def walk(request: tuple[str, str, Any], client: Client) -> None:
        method, path, body = request
        answer = client.generic(method, f"/api/registers/{name}{path}", *_sent(body))
        assert answer.status_code in ANSWERS, f"{answer.status_code} for {method} {path} {body!r:.600}"

    walk()


def _sent(body: Any) -> tuple[bytes, str]:
    return (b"", "") if body is None else (json.dumps(body).encode(), "application/json")


@pytest.mark.parametrize("name", ["accidents", "park_assessments"])
def test_a_figure_that_was_emptied_is_what_the_record_has_of_itself(name: str) -> None:
    register, world = registers()[name], World()
    figure = "injuries" if name == "accidents" else "company_count"
    client = Client()
    client.force_login(world.person(Role.DUTY_OFFICER, world.here))
    values = {**values_of(register, world.here.enterprise), figure: None}
    answer = client.post(f"/api/registers/{name}/records", {"values": values}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["values"][figure] == 0
