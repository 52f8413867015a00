"""What a work order is made into: registers that declare a ``link_kind`` offer themselves to its page.

Work orders know no register; this module knows both. Each conversion has one record, whichever side it began on.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.incidents.links import Made, Maker, offer_link_target, taken_up
from anlan.records.incidents.models import Incident
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Register
from anlan.records.registry.links import INCIDENT, draft_of, origin_get, record_spawn, source_of


def offer() -> None:
    """Called once when the app is ready."""
    for register in registers().values():
        for source in register.sources:
            if source.register == INCIDENT and source.link_kind:
                offer_link_target(source.link_kind, _maker(register))


def _maker(target: Register) -> Maker:
    def make(incident: Incident, text: str, actor: User, values: Mapping[str, Any]) -> Made:
        draft = draft_of(target, actor=actor, origin=INCIDENT, origin_id=incident.pk)["values"]
        said = {"description": f"{draft.get('description') or incident.title} 转办说明：{text}"[:2000]}
        values = {**said, **values}
        made = record_spawn(target, actor=actor, origin=INCIDENT, origin_id=incident.pk, values=values)
        return _made(target, made)

    return make


def _made(target: Register, record: Any) -> Made:
    return Made(target.name, record.pk, record.no)


@transaction.atomic
def begun_here(
    target: Register,
    *,
    actor: User,
    origin: str,
    origin_id: int,
    values: Mapping[str, Any],
    request: HttpRequest | None = None,
) -> Any:
    """:func:`links.record_spawn` begun on the register's side; a work order's own page then shows the record too.

    Raises:
        Forbidden, NotFound, Conflict, Invalid: as there.
    """
    record = record_spawn(target, actor=actor, origin=origin, origin_id=origin_id, values=values, request=request)
    if origin == INCIDENT and (kind := source_of(target, INCIDENT).link_kind):
        taken_up(origin_get(INCIDENT, actor, origin_id), kind, _made(target, record), actor)
    return record
