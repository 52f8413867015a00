"""Open records of the registers that belong on the map: hazards, tips, special works, commands.

A mark stands where the record says, else at its enterprise, else in the middle of its town, and then says that it is
rough. The reader's right and scope are the register's own. Of a tip the map tells its kind and state: no title, no
text, no hour, and never anything of who sent it; a tip has no position of its own, so none can betray the tipster.
"""

from typing import Any

from anlan.records.accounts.models import User
from anlan.records.registry.catalog import registers
from anlan.records.registry.columns import column
from anlan.records.registry.declare import Register
from anlan.records.registry.selectors import record_rows

#: Register → the column whose word stands for the record when its title may not be read from a map.
MAPPED = {"hazards": "", "tips": "kind", "work_permits": "", "commands": ""}
MOST = 1_000


def record_marks(*, for_user: User) -> list[dict[str, Any]]:
    """``{name, label, total, items}`` per register that the reader may view; at most 1,000 items each, worst first.

    Late ones come first, then the newest, so that what is cut off is what can wait.
    """
    known = registers()
    return [
        _marks_of(known[name], secret, for_user)
        for name, secret in MAPPED.items()
        if name in known and for_user.may(known[name].right("view"))
    ]


def _marks_of(register: Register, secret: str, reader: User) -> dict[str, Any]:
    rows = record_rows(register, for_user=reader).filter(is_open=True)
    newest = rows.select_related("enterprise", "town").order_by("-is_overdue", "-id")[:MOST]
    items = [mark for row in newest if (mark := _mark(register, secret, row)) is not None]
    return {"name": register.name, "label": register.label, "total": rows.count(), "items": items}


def _mark(register: Register, secret: str, row: Any) -> dict[str, Any] | None:
    place = _place(row)
    if place is None:
        return None
    return {
        "id": row.pk, "title": _word(register, secret, row) if secret else row.title,
        "state": register.state(row.state).label, "level": getattr(row, "level", "") if not secret else "",
        "is_overdue": row.is_overdue, "lon": place[0], "lat": place[1], "is_rough": place[2],
        "enterprise_id": row.enterprise_id,
    }  # fmt: skip


def _word(register: Register, name: str, row: Any) -> str:
    return dict(column(register, name).choices).get(getattr(row, name), "")


def _place(row: Any) -> tuple[float, float, bool] | None:
    """``(lon, lat, is_rough)``."""
    own = getattr(row, "lon", None), getattr(row, "lat", None)
    if own[0] is not None and own[1] is not None:
        return own[0], own[1], False
    if row.enterprise is not None:
        return row.enterprise.lon, row.enterprise.lat, False
    return (row.town.lon, row.town.lat, True) if row.town is not None else None
