"""Posts, shifts and hand-overs as the API gives them."""

from typing import Any

from anlan.records.accounts.models import User
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.rosters.models import Handover, Post, Shift, Swap
from anlan.records.rosters.selectors import Gap
from anlan.records.rosters.services import may_keep


def post_data(post: Post, now: list[Shift], gaps: list[Gap], reader: User) -> dict[str, Any]:
    """A post with who sits there now and its gaps of the coming week."""
    return {
        "id": post.pk, "name": post.name, "role": post.role, "place": post.place_name,
        "leader": person_data(post.leader), "now": [person_data(shift.serves) for shift in now],
        "gaps": [gap_data(gap) for gap in gaps], "may_keep": may_keep(reader, post),
    }  # fmt: skip


def gap_data(gap: Gap) -> dict[str, Any]:
    """A stretch without anybody."""
    return {"begins_at": iso(gap.begins_at), "ends_at": iso(gap.ends_at)}


def shift_data(shift: Shift) -> dict[str, Any]:
    """A shift: whose it is, and who comes."""
    return {
        "id": shift.pk, "begins_at": iso(shift.begins_at), "ends_at": iso(shift.ends_at),
        "person": person_data(shift.person), "substitute": person_data(shift.substitute),
        "serves": person_data(shift.serves), "note": shift.note,
    }  # fmt: skip


def swap_data(swap: Swap) -> dict[str, Any]:
    """A request to swap."""
    return {
        "id": swap.pk, "state": swap.state, "state_name": swap.get_state_display(), "reason": swap.reason,
        "shift": shift_data(swap.shift), "with_shift": shift_data(swap.with_shift) if swap.with_shift else None,
        "asked_by": person_data(swap.asked_by), "asked_of": person_data(swap.asked_of),
    }  # fmt: skip


def handover_data(handover: Handover) -> dict[str, Any]:
    """A hand-over with what it carries and both signatures."""
    return {
        "id": handover.pk, "post_id": handover.post_id, "state": handover.state,
        "state_name": handover.get_state_display(), "notes": handover.notes, "carried": handover.carried,
        "outgoing": person_data(handover.outgoing), "incoming": person_data(handover.incoming),
        "handed_at": iso(handover.handed_at), "taken_at": iso(handover.taken_at),
    }  # fmt: skip
