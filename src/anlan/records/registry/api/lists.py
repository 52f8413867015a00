"""Lists, figures and saved views of any register."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from ninja import Status

from anlan.records.accounts.guard import signed_in
from anlan.records.core.schemas import PROBLEMS
from anlan.records.registry import saved_views, schema, selectors, statistics
from anlan.records.registry.api.guard import opened
from anlan.records.registry.api.list_schemas import (
    Columns,
    Filters,
    RecordPage,
    SavedViewIn,
    SavedViewOut,
    StatisticsOut,
)
from anlan.records.registry.api.register_schemas import RegisterBrief, RegisterSchema
from anlan.records.registry.api.routing import router
from anlan.records.registry.looking import looked


@router.get("/registers", response={200: list[RegisterBrief], **PROBLEMS})
def register_list(request: HttpRequest) -> list[dict[str, Any]]:
    """The registers the reader may look at, with how many records wait in each."""
    user = signed_in(request)
    found = []
    for register in selectors.viewable(user):
        waiting = selectors.record_rows(register, for_user=user).filter(is_open=True)
        counts = waiting.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(is_overdue=True)))
        found.append(
            {
                "name": register.name, "label": register.label, "en": register.en,
                "may_create": user.may(register.right("create")),
                "link_kind": next((one.link_kind for one in register.sources if one.link_kind), ""), **counts,
            }
        )  # fmt: skip
    return found


@router.get("/registers/{name}/schema", response={200: RegisterSchema, **PROBLEMS})
def register_schema(request: HttpRequest, name: str) -> dict[str, Any]:
    """A register described: columns, states, steps, figures, filters, and what the reader may do."""
    found, user = opened(request, name)
    return schema.schema(found, user)


@router.get("/registers/{name}/records", response={200: RecordPage, **PROBLEMS})
def record_list(
    request: HttpRequest,
    name: str,
    f: Filters = [],  # noqa: B006 # Ninja copies it
    q: str = "",
    sort: str = "",
    page: int = 1,
    page_size: int = 50,
    c: Columns = [],  # noqa: B006
) -> dict[str, Any]:
    """Records in scope that meet every ``f`` (``column:values``) and contain ``q``; newest first unless sorted.

    ``c`` names the columns to show, of those that the schema calls ``pickable``.
    """
    found, user = opened(request, name)
    names = selectors.picked(found, c)
    rows = selectors.record_list(found, for_user=user, where=f, q=q, sort=sort)
    shown = selectors.page_of(rows, page=page, page_size=page_size)
    shown["items"] = [schema.row(found, record, names) for record in shown["items"]]
    looked(found, "list", by=user, facts={"rows": len(shown["items"]), "page": page}, request=request)
    return shown


@router.get("/registers/{name}/statistics", response={200: StatisticsOut, **PROBLEMS})
def register_statistics(
    request: HttpRequest,
    name: str,
    by: str = "",
    f: Filters = [],  # noqa: B006 # Ninja copies it
) -> dict[str, Any]:
    """Figures over the records that meet every ``f``, and the same by one dimension; each with its filter."""
    found, user = opened(request, name)
    groups = statistics.breakdown(found, for_user=user, by=by, where=f) if by else []
    return {"by": by, "figures": statistics.figures(found, for_user=user, where=f), "groups": groups}


@router.get("/registers/{name}/views", response={200: list[SavedViewOut], **PROBLEMS})
def view_list(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """Saved lists: the reader's own and those shared with the reader's role."""
    found, user = opened(request, name)
    return [saved_views.view_data(view, user) for view in saved_views.view_list(found, for_user=user)]


@router.post("/registers/{name}/views", response={200: SavedViewOut, **PROBLEMS})
def view_save(request: HttpRequest, name: str, body: SavedViewIn) -> dict[str, Any]:
    """Keep a list under a name; the same name replaces it."""
    found, user = opened(request, name)
    return saved_views.view_data(saved_views.view_save(found, actor=user, **body.dict()), user)


@router.delete("/registers/{name}/views/{int:view_id}", response={204: None, **PROBLEMS})
def view_delete(request: HttpRequest, name: str, view_id: int) -> Status[None]:
    """Forget one of one's own lists."""
    found, user = opened(request, name)
    saved_views.view_delete(found, actor=user, view_id=view_id)
    return Status(204, None)
