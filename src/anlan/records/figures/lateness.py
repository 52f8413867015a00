"""What is late, and whose: records of all registers and work orders whose deadline has passed."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core import clock
from anlan.records.incidents.models import Incident
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Register
from anlan.records.registry.selectors import scope_q

LISTED = 10
NOBODY = "未定责任人"


def late(*, for_user: User | None, most: int = LISTED) -> dict[str, Any]:
    """``{total, groups: [{name, label, en, count}], rows: [...]}``; rows are those that have been late longest.

    ``for_user`` None is the platform itself: everything, but of confidential registers only how many.
    """
    groups, rows = [], []
    for register in registers().values():
        if for_user is None or for_user.may(register.right("view")):
            found = register.model.objects.filter(_late() & (scope_q(register, for_user) if for_user else Q()))
            if count := found.count():
                groups.append({"name": register.name, "label": register.label, "en": register.en, "count": count})
                is_told = for_user is not None or not register.is_confidential
                rows += [_record(register, one) for one in _longest(found, most)] if is_told else []
    orders = (Scope.of(for_user) if for_user else Scope.everything()).filter(Incident.objects.filter(_late()))
    if count := orders.count():
        groups.append({"name": "incident", "label": "工单", "en": "Work orders", "count": count})
        rows += [_order(one) for one in _longest(orders, most)]
    rows.sort(key=lambda row: row["due_at"])
    groups.sort(key=lambda one: -one["count"])
    return {"total": sum(one["count"] for one in groups), "groups": groups, "rows": rows[:most]}


def _late() -> Q:
    """What the lists call late, so that a click on the number lists the same rows; the sweeper marks within seconds."""
    return Q(is_open=True, is_overdue=True)


def _longest(rows: Any, most: int) -> list[Any]:
    return list(rows.select_related("assignee", "enterprise__town").order_by("next_step_due_at", "id")[:most])


def _record(register: Register, one: Any) -> dict[str, Any]:
    town = one.town.name if one.town_id else ""
    return {**_row(one), "register_name": register.name, "kind": register.label, "kind_en": register.en, "town": town}


def _order(one: Incident) -> dict[str, Any]:
    town = one.enterprise.town.name if one.enterprise else ""
    return {**_row(one), "register_name": "incident", "kind": "工单", "kind_en": "Work order", "town": town}


def _row(one: Any) -> dict[str, Any]:
    return {
        "id": one.pk, "no": one.no, "title": one.title, "next_step": one.next_step,
        "whose": one.assignee.name if one.assignee else NOBODY,
        "enterprise": one.enterprise.name if one.enterprise else "",
        "due_at": one.next_step_due_at.isoformat(), "days": days_late(one.next_step_due_at),
    }  # fmt: skip


def days_late(due_at: datetime) -> int:
    """Whole days since the deadline."""
    return (clock.now() - due_at).days
