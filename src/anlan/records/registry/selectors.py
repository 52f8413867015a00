"""Questions to any register, answered within the asker's scope."""

from typing import Any

from django.db.models import Q, QuerySet

from anlan.records.accounts.choices import ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.core.files import attachment_data
from anlan.records.core.models import Attachment
from anlan.records.core.paging import page_held
from anlan.records.core.single import by_key
from anlan.records.registry import values
from anlan.records.registry.catalog import register_get, registers
from anlan.records.registry.columns import columns
from anlan.records.registry.declare import Register
from anlan.records.registry.filters import condition
from anlan.records.registry.models import Entry, MadeDocument

#: Beyond this a list says "more than"; counting on costs as much as reading.
COUNT_MAX = 100_000


def scope_q(register: Register, reader: User) -> Q:
    """What ``reader`` may see of a register: the columns ``town``, ``field``, ``grid`` and ``enterprise`` decide.

    Whoever registered a record or is charged with it sees it as well: nobody loses what they reported.
    """
    scope = Scope.of(reader)
    if scope.is_county or (register.is_public and scope.kind != "nothing"):
        return Q()
    if scope.kind == "nothing":
        return Q(pk__in=[])
    within = Q(enterprise_id=scope.enterprise_id) if scope.kind == ScopeKind.ENTERPRISE else scope.q("")
    return within | Q(opened_by=reader) | Q(assignee=reader)


def record_rows(register: Register, *, for_user: User) -> QuerySet[Any]:
    """The part of the register that the reader may see."""
    return register.model.objects.filter(scope_q(register, for_user))  # type: ignore[no-any-return]


def record_list(
    register: Register, *, for_user: User, where: list[str] | None = None, q: str = "", sort: str = ""
) -> QuerySet[Any]:
    """Records that meet ``where`` and contain ``q``, in the order asked for, with what a list shows of others.

    Raises:
        Invalid: a filter or an order the register does not offer.
    """
    rows = record_rows(register, for_user=for_user).filter(condition(register, where or [], for_user))
    if q := q.strip()[:100]:
        rows = rows.filter(_search(register, q))
    return rows.order_by(*_order(register, sort)).select_related(*along(register))


def _search(register: Register, q: str) -> Q:
    found = Q()
    for name in register.search:
        found |= Q(**{f"{name}__icontains": q})
    return found


def _order(register: Register, sort: str) -> tuple[str, ...]:
    name = sort.removeprefix("-") or "opened_at"
    if name not in (*register.sorts, "opened_at", "no", "next_step_due_at"):
        raise Invalid(f"不能按“{name[:40]}”排序。可用：{'、'.join(register.sorts)}。", fields={"sort": "排序列有误。"})
    direction = "-" if sort.startswith("-") or not sort else ""
    return (f"{direction}{name}", f"{direction}id")


def along(register: Register) -> list[str]:
    """References that are shown with a record, so that a page costs one query."""
    names = dict.fromkeys((*register.list_columns, *register.detail, "enterprise", "town", "assignee", "opened_by"))
    return [one.name for one in columns(register, names) if one.kind in ("person", "enterprise", "town", "record")]


def pickable(register: Register) -> list[str]:
    """Columns that a list can be asked to show; those it shows unasked come first."""
    return list(dict.fromkeys((*register.list_columns, *register.detail)))


def picked(register: Register, names: list[str]) -> list[str]:
    """The columns a list shows: those asked for, or the register's own choice.

    Raises:
        Invalid: a column that cannot be shown.
    """
    if unknown := set(names) - set(pickable(register)):
        raise Invalid(fields={"columns": f"不能显示这些列：{'、'.join(sorted(unknown))[:100]}。"})
    return list(dict.fromkeys(names)) or list(register.list_columns)


def page_of(rows: QuerySet[Any], *, page: int, page_size: int) -> dict[str, Any]:
    """``{items, total, is_more, page, page_size}``; counting stops at :data:`COUNT_MAX`."""
    page, page_size = page_held(page, page_size)
    start = (page - 1) * page_size
    if start > COUNT_MAX:
        raise Invalid(f"只能翻看前 {COUNT_MAX} 条，请缩小筛选范围。", fields={"page": "页码过大。"})
    found = list(rows[start : start + page_size])
    total = rows.order_by().select_related(None).values("pk")[: COUNT_MAX + 1].count()
    return {"items": found, "total": min(total, COUNT_MAX), "is_more": total > COUNT_MAX, "page": page,
            "page_size": page_size}  # fmt: skip


def record_get(register: Register, *, for_user: User, record_id: int) -> Any:
    """One record.

    Raises:
        NotFound: not there, or out of scope.
    """
    rows = record_rows(register, for_user=for_user).select_related(*along(register))
    record = by_key(rows, record_id)
    if record is None:
        raise NotFound
    return record


def record_find(name: str, reader: User, record_id: int) -> Any:
    """A record of the register called ``name``, or None where the reader sees none."""
    register = registers().get(name)
    return by_key(record_rows(register, for_user=reader), record_id) if register else None


values.record_finder = record_find


def timeline(register: Register, record: Any) -> list[dict[str, Any]]:
    """What happened, oldest first."""
    rows = Entry.objects.filter(register=register.name, record_id=record.pk).order_by("id")
    return [
        {"at": row.at.isoformat(), "kind": row.kind, "text": row.text, "by": row.by_name, "role_name": row.role_name,
         "data": row.data}
        for row in rows
    ]  # fmt: skip


def owner_type(register: Register, slot: str) -> str:
    """How the attachments of a slot are filed."""
    return f"{register.name}.{slot}"


def photos_of(register: Register, record: Any, slot: str = "") -> QuerySet[Attachment]:
    """Photos of a record, of one slot or of all."""
    names = [slot] if slot else [one.name for one in register.slots] + ["signature"]  # any document may be signed
    kinds = [owner_type(register, name) for name in names]
    return (
        Attachment.objects.filter(owner_type__in=kinds, owner_id=record.pk).select_related("created_by").order_by("id")
    )


def photo_data(register: Register, record: Any, photo: Attachment) -> dict[str, Any]:
    """A photo as the API gives it; its address leads through the record, so its scope is the record's."""
    base = f"/api/registers/{register.name}/records/{record.pk}/photos/{photo.pk}"
    slot = photo.owner_type.partition(".")[2]
    return {
        **attachment_data(photo),
        "url": f"{base}/original",
        "thumb_url": f"{base}/thumb",
        "slot": slot,
        "media_type": photo.media_type,
    }


def documents_of(register: Register, record: Any) -> list[dict[str, Any]]:
    """Documents made from a record, newest first."""
    rows = MadeDocument.objects.filter(register=register.name, record_id=record.pk).select_related("made_by")
    return [
        {"id": row.pk, "paper": row.paper, "title": row.title, "no": row.no, "format": row.format,
         "made_at": row.made_at.isoformat(), "made_by": row.made_by.name if row.made_by else "",
         "size_bytes": row.size_bytes, "sha256": row.sha256,
         "url": f"/api/registers/{register.name}/records/{record.pk}/documents/{row.pk}"}
        for row in rows.order_by("-id")
    ]  # fmt: skip


def viewable(reader: User) -> list[Register]:
    """Registers the reader may look at."""
    return [register for register in registers().values() if reader.may(register.right("view"))]


__all__ = ["record_find", "record_get", "record_list", "record_rows", "register_get", "scope_q", "timeline"]
