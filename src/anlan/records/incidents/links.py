"""Where registers take up what a work order is made into.

A register that keeps hazards or enforcement leads offers a maker when it starts (``AppConfig.ready``); it makes its
record in the transaction of the conversion. Without one the link is a plain row that the register can take up later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from anlan.records.accounts.models import User
from anlan.records.incidents import record
from anlan.records.incidents.choices import LinkKind
from anlan.records.incidents.models import Incident, IncidentLink


@dataclass(frozen=True, slots=True)
class Made:
    """The register's record: the register's name, the record's id and its number as people read it."""

    target_type: str
    target_id: int
    target_no: str


#: ``(work order, what the person said, person, form)``; ``form`` is what the register asks beside its own draft.
Maker = Callable[[Incident, str, User, Mapping[str, Any]], Made]
_makers: dict[str, Maker] = {}


def offer_link_target(kind: str, maker: Maker) -> None:
    """Say who keeps records of ``kind`` (a :class:`choices.LinkKind`); offering it again replaces the maker."""
    _makers[kind] = maker


def link(incident: Incident, kind: str, text: str, actor: User, values: Mapping[str, Any]) -> IncidentLink:
    """Make the link, and the register's record where a register is there.

    Raises:
        Forbidden, Invalid, Conflict: as the register says; then there is no link either.
    """
    maker = _makers.get(kind)
    return _save(incident, kind, text, actor, maker(incident, text, actor, values) if maker is not None else None)


def taken_up(incident: Incident, kind: str, made: Made, actor: User) -> None:
    """The register was quicker: its record was made out of the work order on its own side, which shows it as well."""
    if incident.links.filter(kind=kind).exists():
        return
    text = f"转为{LinkKind(kind).label}（{made.target_no}）"
    _save(incident, kind, text, actor, made)
    data = {"kind": kind, "no": made.target_no}
    entry = record.entry_add(incident, "converted", text, by=actor, data=data)
    record.tell_screens(incident, "converted", entry)


def _save(incident: Incident, kind: str, text: str, actor: User, made: Made | None) -> IncidentLink:
    row = IncidentLink(incident=incident, kind=kind, text=text[:500], by=actor)
    if made is not None:
        row.target_type, row.target_id, row.target_no = made.target_type, made.target_id, made.target_no
    row.save(force_insert=True)
    return row
