"""Every register × every route × every role, in one world per register: who may, who may not, and who is too far away.

The matrix test takes three registers route by route; here all of them are walked through quickly.
"""

import pytest

from anlan.records.accounts.choices import ROLE_SCOPE, Role, ScopeKind
from anlan.records.registry.catalog import registers
from tests.contract.access import World
from tests.contract.access_registers import IN_FULL, routes_of
from tests.contract.test_access_matrix import call, said

pytestmark = pytest.mark.django_db
THROUGH = frozenset({200, 201, 202, 204, 409, 422})


@pytest.mark.parametrize("name", [name for name in registers() if name not in IN_FULL])
def test_rights_and_scope_of_a_register(name: str) -> None:
    world, wrong = World(), []
    near = {role: world.person(role, world.here) for role in Role}
    far = {role: world.person(role, world.there) for role in Role if ROLE_SCOPE[role] != ScopeKind.COUNTY}
    for route in routes_of(registers()[name]):
        if call(route, world, world.here, None).status_code != 401:
            wrong.append(f"{route.key}: open to everybody")
        for role in Role:
            answer = call(route, world, world.here, near[role])
            expected = THROUGH | route.may_answer if route.allows(role) else {403}
            if answer.status_code not in expected:
                wrong.append(f"{route.key} {role}: {answer.status_code} {said(answer)}")
            if role in far and route.allows(role) and route.is_of_an_object:
                answer = call(route, world, world.here, far[role])
                if answer.status_code != 404:
                    wrong.append(f"{route.key} {role} from elsewhere: {answer.status_code}")
    assert wrong == []


def test_every_register_is_asked_somewhere() -> None:
    assert set(IN_FULL) <= set(registers())
