"""Commands: say something through loudspeakers by hand, and stop it."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Forbidden, Invalid, TooMany
from anlan.records.incidents.models import Incident
from anlan.records.loudspeakers.choices import RANK_DRILL, RANK_MANUAL, CallState, Reason
from anlan.records.loudspeakers.models import Broadcast, Loudspeaker, Sentence
from anlan.records.loudspeakers.planning import call_add
from anlan.records.loudspeakers.selectors import loudspeaker_list

Request = HttpRequest | None

MANUAL_WITHIN = timedelta(minutes=10)
#: What one horn may have before it when somebody wants to say more by hand.
WAITING_MAX = 10


@transaction.atomic
def broadcast_order(
    *,
    actor: User,
    loudspeaker_ids: Sequence[int],
    text: str,
    repeats: int,
    is_drill: bool,
    key: str,
    incident: Incident | None = None,
    sentence_id: int | None = None,
    request: Request = None,
) -> Broadcast:
    """Say ``text`` through these loudspeakers now. The same ``key`` again gives the broadcast that was made before.

    Raises:
        Invalid: nothing to say, a loudspeaker that is not there, switched off or out of scope.
        TooMany: a loudspeaker has too much before it.
    """
    full_key = f"by{actor.pk}.{key}"
    if (before := Broadcast.objects.filter(key=full_key).first()) is not None:
        return before
    horns = _chosen(actor, loudspeaker_ids)
    sentence = _recorded(sentence_id) if sentence_id is not None else None
    owners = {horn.enterprise_id for horn in horns}
    row = Broadcast.objects.create(
        reason=Reason.MANUAL, incident_id=incident.pk if incident else None, key=full_key, ordered_by=actor,
        enterprise_id=owners.pop() if len(owners) == 1 else None, grade=incident.grade if incident else "",
        text=(sentence.text if sentence else " ".join(text.split())), sentence=sentence, repeats=repeats,
        is_drill=is_drill, created_at=clock.now(),
    )  # fmt: skip
    for horn in horns:
        call_add(row, horn, RANK_DRILL if is_drill else RANK_MANUAL, clock.now() + MANUAL_WITHIN)
    facts = {"text": row.text, "loudspeakers": [horn.name for horn in horns], "is_drill": is_drill, "repeats": repeats}
    audit_write(actor=actor, action="broadcast.ordered", target=row, changes=facts, request=request)
    return row


def _recorded(sentence_id: int) -> Sentence:
    row = Sentence.objects.defer("recording").filter(pk=sentence_id, recording_s__gt=0).first()
    if row is None:
        raise Invalid(fields={"sentence_id": "没有该录音，请重新选择。"})
    return row


def _chosen(actor: User, ids: Sequence[int]) -> list[Loudspeaker]:
    rows = list(loudspeaker_list(for_user=actor).filter(pk__in=ids, is_enabled=True))
    if not rows or len(rows) != len(set(ids)):
        raise Invalid(fields={"loudspeaker_ids": "有喇叭已停用或不在您的管辖范围内，请刷新后重新选择。"})
    for horn in rows:
        if horn.calls.filter(state=CallState.WAITING).count() >= WAITING_MAX:
            raise TooMany(f"“{horn.name}”已有 {WAITING_MAX} 条待播，请先停止其中的广播。")
    return rows


@transaction.atomic
def broadcast_stop(*, actor: User, broadcast: Broadcast, request: Request = None) -> Broadcast:
    """Say no more of it: what plays is cut off, what waits is not called.

    Raises:
        Forbidden: it is also said through loudspeakers out of the actor's scope.
    """
    if broadcast.calls.exclude(loudspeaker__in=loudspeaker_list(for_user=actor)).exists():
        raise Forbidden("该广播还包括您管辖范围以外的喇叭，请联系下达人或市值班员停止。")
    row = Broadcast.objects.select_for_update().get(pk=broadcast.pk)
    if row.stopped_at is None:
        row.stopped_at, row.stopped_by = clock.now(), actor
        row.save(update_fields=["stopped_at", "stopped_by"])
        row.calls.filter(state=CallState.WAITING).update(state=CallState.STOPPED, ended_at=row.stopped_at)
        row.calls.filter(state=CallState.CALLING).update(is_to_stop=True)
        audit_write(actor=actor, action="broadcast.stopped", target=row, request=request)
    return row
