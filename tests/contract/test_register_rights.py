"""Every register × every route: who may, who may not, and who is too far away, in one world per register.

The matrix test takes three registers route by route and role by role. Here the others are walked through: in `make
test` with one role of each kind for each route, in `make test-all` with every role.
"""

import pytest

from anlan.records.accounts.choices import ROLE_SCOPE, Role, ScopeKind
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Register
from tests.contract.access import Asker, Chosen, World, every_role, one_of_each_kind
from tests.contract.access_registers import IN_FULL, routes_of
from tests.contract.test_access_matrix import call, said

pytestmark = pytest.mark.django_db
THROUGH = frozenset({200, 201, 202, 204, 409, 422})


OTHERS = [name for name in registers() if name not in IN_FULL]


@pytest.mark.parametrize("name", OTHERS)
def test_one_role_of_each_kind(name: str) -> None:
    assert walk(registers()[name], one_of_each_kind) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_every_role(name: str) -> None:
    assert walk(registers()[name], every_role) == []


def walk(register: Register, chosen: Chosen) -> list[str]:
    """What is wrong, in words."""
    world, wrong = World(), []
    near = {role: world.person(role, world.here) for role in Role}
    far = {role: world.person(role, world.there) for role in Role if ROLE_SCOPE[role] != ScopeKind.COUNTY}
    for route in routes_of(register):
        if Asker().generic(route.method, route.path_of_nothing).status_code != 401:
            wrong.append(f"{route.key}: open to everybody")
        for role in chosen(route):
            answer = call(route, world, world.here, near[role])
            expected = THROUGH | route.may_answer if route.allows(role) else {403}
            if answer.status_code not in expected:
                wrong.append(f"{route.key} {role}: {answer.status_code} {said(answer)}")
            if role in far and route.allows(role) and route.is_of_an_object:
                answer = call(route, world, world.here, far[role])
                if answer.status_code != 404:
                    wrong.append(f"{route.key} {role} from elsewhere: {answer.status_code}")
    return wrong


def test_every_register_is_asked_somewhere() -> None:
    assert set(IN_FULL) <= set(registers())
