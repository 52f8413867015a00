"""Where registers take up what a work order is made into.

A register that keeps hazards or enforcement leads offers a maker when it starts (``AppConfig.ready``); it makes its
record in the transaction of the conversion. Without one the link is a plain row that the register can take up later.
"""

from collections.abc import Callable
from dataclasses import dataclass

from anlan.records.accounts.models import User
from anlan.records.incidents.models import Incident, IncidentLink


@dataclass(frozen=True, slots=True)
class Made:
    """The register's record: its app label, its id and its number as people read it."""

    target_type: str
    target_id: int
    target_no: str


Maker = Callable[[Incident, str, User], Made]
_makers: dict[str, Maker] = {}


def offer_link_target(kind: str, maker: Maker) -> None:
    """Say who keeps records of ``kind`` (a :class:`choices.LinkKind`); offering it again replaces the maker."""
    _makers[kind] = maker


def link(incident: Incident, kind: str, text: str, actor: User) -> IncidentLink:
    """Make the link, and the register's record where a register is there."""
    row = IncidentLink(incident=incident, kind=kind, text=text[:500], by=actor)
    maker = _makers.get(kind)
    if maker is not None:
        made = maker(incident, text, actor)
        row.target_type, row.target_id, row.target_no = made.target_type, made.target_id, made.target_no
    row.save(force_insert=True)
    return row
