"""Lists people want to find again."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.accounts.sharing import shared_with as shared_with_role
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.registry.declare import Register
from anlan.records.registry.filters import condition
from anlan.records.registry.models import SavedView
from anlan.records.registry.selectors import picked

VIEWS_MAX = 50


def view_list(register: Register, *, for_user: User) -> QuerySet[SavedView]:
    """The reader's own and those shared with the reader's role."""
    rows = SavedView.objects.filter(register=register.name).filter(Q(owner=for_user) | shared_with_role(for_user))
    return rows.select_related("owner").order_by("name", "id")


@transaction.atomic
def view_save(
    register: Register,
    *,
    actor: User,
    name: str,
    where: list[str],
    sort: str,
    columns: list[str],
    shared_with: str = "",
) -> SavedView:
    """Keep a list under a name; the same name again replaces it.

    Raises:
        Invalid: no name, an unknown filter or column, or too many views.
    """
    condition(register, where, actor)
    picked(register, columns)
    if not (name := name.strip()) or len(name) > 32:
        raise Invalid(fields={"name": "请填写 1 至 32 字的名称。"})
    if shared_with and shared_with not in Role.values:
        raise Invalid(fields={"shared_with": "没有这个角色。"})
    own = SavedView.objects.filter(register=register.name, owner=actor)
    if own.exclude(name=name).count() >= VIEWS_MAX:
        raise Invalid(f"每本台账最多保存 {VIEWS_MAX} 个视图，请先删除不用的。")
    values = {"where": where, "sort": sort, "columns": columns, "shared_with": shared_with}
    return SavedView.objects.update_or_create(register=register.name, owner=actor, name=name, defaults=values)[0]


@transaction.atomic
def view_delete(register: Register, *, actor: User, view_id: int) -> None:
    """Forget one of the actor's own views.

    Raises:
        NotFound: not there, or not the actor's.
    """
    if not SavedView.objects.filter(pk=view_id, register=register.name, owner=actor).delete()[0]:
        raise NotFound


def view_data(view: SavedView, reader: User) -> dict[str, Any]:
    """A view as the API gives it."""
    return {
        "id": view.pk,
        "name": view.name,
        "where": view.where,
        "sort": view.sort,
        "columns": view.columns,
        "shared_with": view.shared_with,
        "is_own": view.owner_id == reader.pk,
        "owner": view.owner.name,
    }
