"""Steps of a draw: freeze, promise, draw, turn into checks."""

import secrets
from collections.abc import Mapping
from typing import Any

from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.inspections import drawing
from anlan.records.registers.inspections.choices import Kind
from anlan.records.sites.selectors import enterprise_list

POOL_MAX = 20_000


def freeze(draw: Any, actor: Any) -> None:
    """The pools as they are now: enterprises of the field and town asked for, and all enforcement officers."""
    draw.prepared_by = actor
    wanted = {name: value for name, value in (("town_id", draw.town_id), ("field", draw.field)) if value}
    sites = enterprise_list(for_user=actor).filter(is_active=True, **wanted).order_by("id")[:POOL_MAX]
    people = User.objects.filter(role=Role.ENFORCEMENT, is_active=True).order_by("id")
    draw.object_pool = "\n".join(f"{site.pk}|{site.name}" for site in sites)
    draw.officer_pool = "\n".join(f"{who.pk}|{who.name}" for who in people)
    _conflicts(draw)


def _conflicts(draw: Any) -> set[tuple[str, str]]:
    try:
        return drawing.conflicts_of(draw.conflicts)
    except ValueError:
        raise Invalid(fields={"conflicts": "每行填“人员编号,企业编号”，如 12,305。"}) from None


def _need_enough(draw: Any) -> None:
    objects, officers = len(drawing.ids_of(draw.object_pool)), len(drawing.ids_of(draw.officer_pool))
    if objects < draw.object_count or officers < draw.officers_each:
        raise Invalid(f"名录不足：对象 {objects} 家，人员 {officers} 人；请调整抽取数或范围后重新编制。")


def promise(draw: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Publish what binds: the digest of the pools, and the hash of a secret nobody has seen."""
    if clock.today() >= draw.draw_on:
        raise Invalid("抽取方案须早于抽取日公布，请把抽取日期改到今天以后。")
    _need_enough(draw)
    draw.secret = secrets.token_hex(32)
    draw.commitment = drawing.sha256(draw.secret)
    draw.pool_digest = drawing.pool_digest(draw.object_pool, draw.officer_pool, draw.conflicts)


def day_why_not(draw: Any, actor: Any) -> str:
    """The public value does not exist before the day."""
    return f"抽取日为 {draw.draw_on}，届时公开数值产生后方可抽取。" if clock.today() < draw.draw_on else ""


def make(draw: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Draw, and reveal the secret."""
    draw.revealed, draw.seed = draw.secret, drawing.seed_of(draw.secret, draw.public_value)
    objects, officers = drawing.ids_of(draw.object_pool), drawing.ids_of(draw.officer_pool)
    try:
        found = drawing.drawn(
            draw.seed, objects, officers, _conflicts(draw), count=draw.object_count, each=draw.officers_each
        )
    except ValueError as problem:
        raise Invalid(str(problem)) from None
    draw.result = "\n".join(f"{one}|{','.join(who)}" for one, who in found)


def assigned(draw: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """A check for every object drawn, charged to the first officer drawn for it."""
    from anlan.records.registers.inspections.register import INSPECTIONS
    from anlan.records.registry.bulk import records_create

    lines = [line.split("|") for line in draw.result.splitlines()]
    names = dict(line.split("|", 1) for line in draw.officer_pool.splitlines())
    sites = enterprise_list(for_user=actor).in_bulk([int(one) for one, _ in lines])
    people = User.objects.in_bulk([int(who.split(",")[0]) for _, who in lines])
    rows = [
        {"title": f"双随机抽查：{sites[int(one)].name}", "kind": Kind.DOUBLE_RANDOM, "draw": draw, "sector": "general",
         "enterprise": sites[int(one)], "planned_on": form["planned_on"], "assignee": people[int(who.split(",")[0])],
         "officers": "、".join(names[id_] for id_ in who.split(","))}
        for one, who in lines
    ]  # fmt: skip
    records_create(INSPECTIONS, actor=actor, rows=rows, via=f"双随机 {draw.no}")
