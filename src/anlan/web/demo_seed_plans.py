"""Draws a site plan of every demo plant and puts its points and cameras on it, once."""

from collections import defaultdict
from math import ceil
from typing import Any

import typst

from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.core import photos
from anlan.records.plans.models import SitePlan
from anlan.records.plans.services import Placed, marks_set, plan_create
from anlan.records.sites.models import Camera, Enterprise, Point, Zone

NAME = "一层"
WIDTH_PT, HEIGHT_PT, WALL_PT = 1200, 760, 4
#: Marks that stand below each other in a room before a second column begins, and where the first one stands.
ROWS, TOP_SHARE = 7, 0.24


def plans_seed() -> int:
    """Plans of the demo's plants that have none; returns how many were made."""
    admin = User.objects.filter(role=Role.ADMIN, is_active=True).order_by("id").first()
    with_plan = SitePlan.objects.filter(is_active=True).values("enterprise")
    sites = list(Enterprise.objects.filter(is_demo=True).exclude(pk__in=with_plan)) if admin else []
    return sum(_plan(site, admin) for site in sites)


def _plan(site: Enterprise, admin: User | None) -> bool:
    rooms = list(Zone.objects.filter(workshop__enterprise=site).select_related("workshop"))
    if not rooms or admin is None:
        return False
    photo = photos.photo_keep(_drawn([f"{zone.workshop.name} {zone.name}" for zone in rooms]))
    plan = plan_create(actor=admin, enterprise=site, name=NAME, photo=photo)
    marks_set(actor=admin, plan=plan, version=plan.version, marks=_marks(site, rooms))
    return True


def _grid(count: int) -> tuple[int, int]:
    """Columns and rows of rooms."""
    columns = min(count, 2 if count <= 6 else 3)
    return columns, ceil(count / columns)


def _drawn(names: list[str]) -> bytes:
    """A floor of rooms with their names, as a picture."""
    columns, rows = _grid(len(names))
    cells = ", ".join(f'[#text(fill: rgb("5a6b7b"), weight: "bold", "{name}")]' for name in names)
    source = f"""
#set page(width: {WIDTH_PT}pt, height: {HEIGHT_PT}pt, margin: {WALL_PT}pt, fill: rgb("f4f6f8"))
#set text(font: ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei"), size: 17pt)
#grid(columns: (1fr,) * {columns}, rows: (1fr,) * {rows}, inset: 12pt, stroke: {WALL_PT}pt + rgb("8796a5"), {cells})
"""
    picture: Any = typst.compile(source.encode(), format="png", ppi=96)
    return bytes(picture if isinstance(picture, bytes) else picture[0])


def _marks(site: Enterprise, rooms: list[Zone]) -> list[Placed]:
    """Points and cameras within their rooms, below each other."""
    held: dict[int | None, list[tuple[str, int]]] = defaultdict(list)
    for kind, rows in (("camera", Camera.objects.filter(enterprise=site)),
                       ("point", Point.objects.filter(enterprise=site, is_enabled=True))):  # fmt: skip
        for room, pk in rows.exclude(zone=None).order_by("id").values_list("zone", "pk"):
            held[room].append((kind, pk))
    columns, lines = _grid(len(rooms))
    return [
        Placed(kind, pk, (at % columns + _across(n)) / columns, (at // columns + _down(n)) / lines)
        for at, room in enumerate(rooms) for n, (kind, pk) in enumerate(held[room.pk][: 2 * ROWS])
    ]  # fmt: skip


def _across(n: int) -> float:
    return 0.05 if n < ROWS else 0.53


def _down(n: int) -> float:
    return TOP_SHARE + (n % ROWS) * (1 - TOP_SHARE) / (ROWS + 0.2)
