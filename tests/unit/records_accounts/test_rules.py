"""The declared tables of roles hold together."""

import pytest

from anlan.records.accounts.choices import ENTERPRISE_ROLES, ROLE_PERMISSIONS, ROLE_SCOPE, Permission, Role, ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.accounts.throttle import WAIT_MAX_S, wait_s


def test_every_role_has_permissions_and_a_scope() -> None:
    assert set(ROLE_PERMISSIONS) == set(ROLE_SCOPE) == set(Role)


def test_every_permission_belongs_to_somebody() -> None:
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_enterprises_cannot_silence_verify_or_configure() -> None:
    forbidden = {
        Permission.ALARM_SHELVE, Permission.ALARM_FALSE, Permission.INCIDENT_VERIFY, Permission.POINT_LIMITS,
        Permission.SITE_MANAGE, Permission.GATEWAY_MANAGE, Permission.AUDIT_VIEW,
    }  # fmt: skip
    for role in ENTERPRISE_ROLES:
        assert not ROLE_PERMISSIONS[role] & forbidden


def test_who_runs_the_platform_does_not_handle_alarms() -> None:
    assert not ROLE_PERMISSIONS[Role.ADMIN] & {Permission.ALARM_ACKNOWLEDGE, Permission.INCIDENT_DISPATCH}


@pytest.mark.parametrize(
    ("kind", "failures", "expected"),
    [("account", 4, 0), ("account", 5, 2), ("account", 6, 4), ("account", 9, 32), ("account", 30, WAIT_MAX_S),
     ("ip", 19, 0), ("ip", 20, 2), ("device", 5, 2)],
)  # fmt: skip
def test_wait_doubles_after_the_free_tries(kind: str, failures: int, expected: int) -> None:
    assert wait_s(kind, failures) == expected


def user(role: Role, **fields: object) -> User:
    return User(role=role, **fields)


@pytest.mark.parametrize(
    ("reader", "sees_own", "sees_other"),
    [
        (user(Role.DUTY_OFFICER), True, True),
        (user(Role.COMMITTEE, field="industry_mining"), True, False),
        (user(Role.TOWN_OFFICER, town_id="A"), True, False),
        (user(Role.GRID_OFFICER, town_id="A"), True, False),
        (user(Role.GRID_OFFICER, town_id="A", grid="1"), True, False),
        (user(Role.GRID_OFFICER, town_id="A", grid="2"), False, False),
        (user(Role.ENTERPRISE_MANAGER, enterprise_id=1), True, False),
        (user(Role.TOWN_OFFICER), False, False),
        (user(Role.COMMITTEE), False, False),
        (user(Role.ENTERPRISE_OPERATOR), False, False),
        (user(Role.DUTY_OFFICER, is_active=False), False, False),
    ],
)
def test_scope_of_one_enterprise(reader: User, sees_own: bool, sees_other: bool) -> None:
    scope = Scope.of(reader)
    assert scope.sees(enterprise_id=1, town_code="A", field="industry_mining", grid="1") == sees_own
    assert scope.sees(enterprise_id=2, town_code="B", field="fire", grid="1") == sees_other


def test_strangers_see_nothing() -> None:
    assert Scope.of(None).kind == "nothing"
    assert ScopeKind.COUNTY not in (Scope.of(object()).kind,)


def test_phone_numbers_are_masked() -> None:
    assert user(Role.LEADER, phone="13812345678").phone_masked == "138****5678"
    assert user(Role.LEADER, phone="123").phone_masked == ""
