"""Hand-over at the change of shift: signed by the outgoing person, then by the incoming one, who answers from then."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.domain.clock import to_ms
from anlan.records.accounts.models import User
from anlan.records.alarm_flow.selectors import silences
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.notices.services import notify
from anlan.records.rosters.burden import bearers
from anlan.records.rosters.choices import HandoverState
from anlan.records.rosters.models import Handover, Post, Shift
from anlan.records.rosters.selectors import handover_get, post_get
from anlan.records.rosters.services import fits

#: How long the incoming person has before the leader of the post is told.
TAKE_WITHIN_S = 900
SILENCES_SHOWN = 50
#: How long after a shift its hand-over may still be signed: whoever is in the middle of a leak signs afterwards.
HAND_LATE = timedelta(hours=4)


def outgoing_refusal(post: Post, person: User) -> str:
    """Why ``person`` does not hand over at this post now; empty when they do.

    It is whoever is on duty, or was until just now and has not handed over. Where the roster names nobody, anyone who
    may serve there: an empty roster must not keep work orders with somebody who goes home.
    """
    if why := fits(post, person):
        return why
    now = clock.now()
    served = Shift.objects.filter(post=post, begins_at__lte=now, ends_at__gt=now - HAND_LATE)
    own = served.filter(serves=person).order_by("begins_at").last()
    if own is None:
        return "" if not served.exists() else "您当前不在班，由当班人员本人交班。"
    if own.ends_at <= now and _is_handed_over(post, person, since=own.begins_at):
        return "您已交班。"
    return ""


def _is_handed_over(post: Post, person: User, since: datetime) -> bool:
    return Handover.objects.filter(post=post, outgoing=person, state=HandoverState.TAKEN, handed_at__gte=since).exists()


def next_up(post: Post, outgoing: User) -> int | None:
    """Number of the person whom the roster names after ``outgoing``; None when it names nobody."""
    rows = Shift.objects.filter(post=post, ends_at__gt=clock.now()).exclude(serves=outgoing)
    return rows.order_by("begins_at").values_list("serves_id", flat=True).first()


def carried_by(post: Post, outgoing: User) -> dict[str, Any]:
    """What the outgoing person hands over: what they answer for, what is silenced, and the notes before."""
    before = Handover.objects.filter(post=post).order_by("-id").first()
    silenced = [
        {"covers": row["covers"], "reason": row["reason"], "until": row["until"]}
        for row in silences(for_user=outgoing, is_open=True)[:SILENCES_SHOWN]
    ]
    own = {name: bearer.carried(outgoing) for name, bearer in bearers()}
    return {**own, "silences": silenced, "notes_before": before.notes if before else ""}


@transaction.atomic
def hand_over(
    *, actor: User, post_id: int, incoming_id: int, notes: str, request: HttpRequest | None = None
) -> Handover:
    """The outgoing person signs: this is what stands open, these are my notes.

    Raises:
        NotFound, Invalid: the actor is not on duty at this post, or the other cannot serve there; Conflict: the last
            one is unsigned.
    """
    post = post_get(for_user=actor, post_id=post_id)
    incoming = User.objects.filter(pk=incoming_id).first()
    if incoming is None or incoming.pk == actor.pk or (why := fits(post, incoming)):
        raise Invalid(fields={"incoming_id": "请选择本岗位的另一位值班人员接班。"})
    if why := outgoing_refusal(post, actor):
        raise Invalid(fields={"outgoing": why})
    if Handover.objects.filter(post=post, outgoing=actor, state=HandoverState.HANDED).exists():
        raise Conflict("您的上一次交班尚未由接班人签字，请先完成。")
    now = clock.now()
    handover = Handover.objects.create(
        post=post, outgoing=actor, incoming=incoming, notes=notes.strip(), carried=carried_by(post, actor),
        handed_at=now, take_due_at=now + timedelta(seconds=TAKE_WITHIN_S),
    )  # fmt: skip
    audit_write(actor=actor, action="handover.handed", target=handover, changes={"to": incoming.name}, request=request)
    counts = {name: len(handover.carried[name]) for name, _ in bearers()}
    notify(
        people=[incoming], incident_id=None, reason="handover", key=f"handover.{handover.pk}",
        text=f"{actor.name}交班：{post.name}，移交工单 {counts.get('incidents', 0)} 件，请签字接班",
        facts=facts_of(handover),
    )  # fmt: skip
    return handover


def facts_of(handover: Handover) -> dict[str, Any]:
    """What a notice of a hand-over says."""
    return {
        "post": handover.post.name, "outgoing": handover.outgoing.name, "incoming": handover.incoming.name,
        "incidents": len(handover.carried.get("incidents", ())), "handed_ms": to_ms(handover.handed_at),
        "due_ms": to_ms(handover.take_due_at) if handover.take_due_at else None,
        "path": f"/rosters/{handover.post_id}/handover",
    }  # fmt: skip


@transaction.atomic
def take(*, actor: User, handover_id: int, request: HttpRequest | None = None) -> Handover:
    """The incoming person signs and answers from now on: work orders and their notices come along.

    Raises:
        NotFound, Conflict: not this person's to sign, or signed already.
    """
    handover = handover_get(for_user=actor, handover_id=handover_id)
    if handover.incoming_id != actor.pk:
        raise Conflict("只有接班人本人可以签字接班。")
    if handover.state != HandoverState.HANDED:
        raise Conflict("本次交接班已经签字。")
    handover.state, handover.taken_at, handover.take_due_at = HandoverState.TAKEN, clock.now(), None
    handover.save()
    for _, bearer in bearers():
        bearer.move(handover, request)
    audit_write(
        actor=actor, action="handover.taken", target=handover, changes={"from": handover.outgoing.name}, request=request
    )
    return handover
