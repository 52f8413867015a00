"""A record of any register, filled in from its declaration."""

from datetime import timedelta
from typing import Any

from anlan.records.accounts.choices import ROLE_SCOPE, ScopeKind
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.registry.catalog import register_get
from anlan.records.registry.columns import Column, column
from anlan.records.registry.declare import Register
from anlan.records.registry.papers import document_make
from anlan.records.registry.services import record_create
from anlan.records.sites.models import Enterprise
from tests.factories.accounts import UserFactory


def record_of(name: str, enterprise: Enterprise, **more: Any) -> Any:
    """A record of the register ``name`` that lies with ``enterprise``; ``more`` overrides the made-up values."""
    register = register_get(name)
    fitting = _FITTING.get(name, lambda enterprise: {})(enterprise)
    values = {**values_of(register, enterprise), **fitting, **more}
    return record_create(register, actor=maker_of(register), values=values)


def document_of(name: str, record: Any) -> Any:
    """The sheet of a record, as a Word file."""
    register = register_get(name)
    return document_make(register, actor=maker_of(register), record_id=record.pk, paper="sheet", format="docx")


def _post_of_its_plan(enterprise: Enterprise) -> dict[str, Any]:
    post = record_of("plan_posts", enterprise)
    return {"post": post.pk, "plan": post.plan_id}


def _a_file_of_an_hour(enterprise: Enterprise) -> dict[str, Any]:
    began_at = clock.now() - timedelta(hours=1)
    return {"officers": "示例甲、示例乙", "began_at": began_at.isoformat(), "sha256": "0a" * 32}


#: Values that must fit each other.
_FITTING = {"plan_steps": _post_of_its_plan, "recordings": _a_file_of_an_hour}


def values_of(register: Register, enterprise: Enterprise) -> dict[str, Any]:
    """Something plausible in every required column, and the enterprise where there is a column for it."""
    wanted = dict.fromkeys((*register.required, *({"enterprise", "town", "field"} & set(register.create_fields))))
    values = {one: _value(column(register, one), enterprise) for one in wanted}
    if "enterprise" in values:
        values.pop("town", None)
        values.pop("field", None)
    return values


def maker_of(register: Register) -> User:
    """Somebody county-wide who may register; none of the people that a test asks as."""
    roles = [role for role in register.rights["create"] if ROLE_SCOPE[role] == ScopeKind.COUNTY]
    return UserFactory(role=(roles or register.rights["create"])[0])


def _value(one: Column, enterprise: Enterprise) -> Any:
    made_up = {
        "integer": 1,
        "number": 1.5,
        "date": (clock.today() + timedelta(days=365 if one.name.startswith("ends") else 0)).isoformat(),
        "datetime": clock.now().isoformat(),
        "flag": True,
        "enterprise": enterprise.pk,
        "town": enterprise.town_id,
        "choice": one.choices[0][0] if one.choices else "",
    }
    if one.name == "field":
        return enterprise.field
    if one.kind == "record":
        return record_of(one.register_name, enterprise).pk
    return made_up.get(one.kind, f"示例{one.label}")
