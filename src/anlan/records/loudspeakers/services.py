"""Commands: enter and change loudspeakers, say something through them, stop it, agree on what is spoken of itself."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from anlan.domain.grades import Grade
from anlan.kit.addresses import addresses_of
from anlan.kit.field_network import Forbidden as NotToBeCalled
from anlan.kit.field_network import address_to_call
from anlan.kit.sealing import seal
from anlan.kit.settings import settings
from anlan.kit.sip.address import SipAddress
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Forbidden, Invalid, TooMany
from anlan.records.incidents.models import Incident
from anlan.records.loudspeakers.choices import RANK_DRILL, RANK_MANUAL, CallState, Reason
from anlan.records.loudspeakers.models import Broadcast, BroadcastRule, Loudspeaker, Sentence
from anlan.records.loudspeakers.planning import call_add, next_test, trial_add
from anlan.records.loudspeakers.selectors import loudspeaker_list
from anlan.records.sites.models import Enterprise, Workshop

Request = HttpRequest | None

FIELDS = (
    "name", "enterprise_id", "workshop_id", "town_id", "place", "lon", "lat", "sip_address", "login_user",
    "is_enabled", "test_by", "test_every", "test_hour",
)  # fmt: skip
MANUAL_WITHIN = timedelta(minutes=10)
#: What one horn may have before it when somebody wants to say more by hand.
WAITING_MAX = 10
AT_A_TIME_MAX = 300


# --- loudspeakers --------------------------------------------------------------------------------------


@transaction.atomic
def loudspeaker_save(
    *, actor: User | None, loudspeaker: Loudspeaker | None = None, password: str | None = None,
    request: Request = None, **fields: Any,
) -> Loudspeaker:  # fmt: skip
    """Enter a loudspeaker, or change the given fields of one. ``password`` None stays, "" removes it.

    Raises:
        Invalid: an address that is none or must not be called, no owner or two, a workshop of another enterprise.
    """
    row = loudspeaker or Loudspeaker()
    changes = {name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value}
    for name in changes:
        setattr(row, name, fields[name])
    if password is not None:
        row.sealed = seal(password, settings(), "notice") if password else ""
        changes["password(已加密)"] = [None, "已更换" if password else "已删除"]
    _require_good(row)
    row.next_test_at = next_test(row, clock.now())
    row.save()
    action = "loudspeaker.changed" if loudspeaker else "loudspeaker.created"
    audit_write(actor=actor, action=action, target=row, changes=changes, request=request)
    return row


def _require_good(row: Loudspeaker) -> None:
    if (row.enterprise_id is None) == (row.town_id is None):
        raise Invalid(fields={"enterprise_id": "请选择所属企业，或（村居喇叭）所属乡镇街道，二者选一。"})
    shop = Workshop.objects.filter(pk=row.workshop_id or 0).first()
    if row.workshop_id is not None and (shop is None or shop.enterprise_id != row.enterprise_id):
        raise Invalid(fields={"workshop_id": "车间不属于该企业。"})
    try:
        row.full_clean(exclude=["sealed"], validate_constraints=False)
        host = SipAddress.parse(row.sip_address).host
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(told) for name, told in error.message_dict.items()}) from error
    except ValueError as error:
        raise Invalid(fields={"sip_address": "地址形如 sip:8001@10.30.1.5，可带 :端口。"}) from error
    _require_field_address(host)


def _require_field_address(host: str) -> None:
    """Only addresses typed as such are judged here: a name may be unknown today, and is judged at every call."""
    if not host.replace(".", "").isdigit():
        return
    try:
        addresses_of(host)
        address_to_call(host, settings().field_hosts)
    except NotToBeCalled as error:
        text = "不能呼叫本机、链路本地或组播地址；确需呼叫请系统管理员列入 ANLAN_FIELD_HOSTS。"
        raise Invalid(fields={"sip_address": text}) from error
    except OSError as error:
        raise Invalid(fields={"sip_address": "这不是有效的 IP 地址。"}) from error


@transaction.atomic
def loudspeaker_test(*, actor: User, loudspeaker: Loudspeaker, request: Request = None) -> Broadcast:
    """Try a loudspeaker now, without a sound; what came of it is read from the broadcast."""
    made = trial_add(loudspeaker, f"test.{secrets.token_hex(16)}", actor)
    audit_write(actor=actor, action="loudspeaker.tested", target=loudspeaker, request=request)
    return made


# --- saying something ----------------------------------------------------------------------------------


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


# --- what is spoken of itself --------------------------------------------------------------------------


@transaction.atomic
def rule_save(
    *,
    actor: User,
    enterprise: Enterprise,
    grades: Sequence[str],
    kinds: Sequence[str],
    loudspeaker_ids: Sequence[int],
    repeats: int,
    agreed: str,
    is_enabled: bool,
    request: Request = None,
) -> BroadcastRule:
    """Say which alarms of an enterprise are spoken of themselves. Turned on, it counts for alarms from now on.

    Raises:
        Invalid: turned on without what was agreed, without a grade, or with a loudspeaker that is not there.
    """
    if unknown := set(grades) - set(Grade):
        raise Invalid(fields={"grades": f"没有该等级：{'、'.join(sorted(unknown))[:60]}。"})
    if is_enabled and len(agreed.strip()) < 4:
        raise Invalid(fields={"agreed": "请写明与企业（村居）何时、与谁商定，以及听到广播后怎么做。"})
    if is_enabled and not grades:
        raise Invalid(fields={"grades": "请至少选择一个等级。"})
    horns = list(loudspeaker_list(for_user=actor).filter(pk__in=loudspeaker_ids))
    if len(horns) != len(set(loudspeaker_ids)):
        raise Invalid(fields={"loudspeaker_ids": "有喇叭不存在或不在您的管辖范围内。"})
    row = BroadcastRule.objects.select_for_update().filter(enterprise=enterprise).first() or BroadcastRule(
        enterprise=enterprise
    )
    if is_enabled and not row.is_enabled:
        row.enabled_at = clock.now()
    facts: dict[str, Any] = {
        "grades": list(grades), "kinds": list(kinds), "repeats": repeats, "agreed": agreed, "is_enabled": is_enabled,
    }  # fmt: skip
    changes = {name: [getattr(row, name), value] for name, value in facts.items() if getattr(row, name) != value}
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    row.loudspeakers.set(horns)
    changes["loudspeakers"] = [horn.name for horn in horns]
    audit_write(actor=actor, action="broadcast.rule_changed", target=row, changes=changes, request=request)
    return row


@transaction.atomic
def sentence_save(*, actor: User, kind: str, grade: str, text: str, request: Request = None) -> Sentence:
    """Write the sentence for alarms of a kind and grade; empty stands for all.

    Raises:
        Invalid: nothing to say, or no such grade.
    """
    if not text.strip():
        raise Invalid(fields={"text": "请填写播报语句。"})
    if grade and grade not in set(Grade):
        raise Invalid(fields={"grade": "没有该等级。"})
    row = Sentence.objects.defer("recording").filter(kind=kind, grade=grade).first() or Sentence(kind=kind, grade=grade)
    changes = {"text": [row.text, text.strip()], "kind": kind, "grade": grade}
    row.text, row.changed_at = text.strip(), clock.now()
    row.save()
    audit_write(actor=actor, action="broadcast.sentence_changed", target=row, changes=changes, request=request)
    return row


@transaction.atomic
def recording_set(
    *, actor: User, sentence: Sentence, samples: bytes | None, seconds: float, request: Request = None
) -> Sentence:
    """Say this recording instead of the text; None takes it away."""
    before = sentence.recording_s
    sentence.recording, sentence.recording_s, sentence.changed_at = samples, seconds if samples else 0.0, clock.now()
    sentence.save()
    changes = {"recording_s": [before, sentence.recording_s]}
    audit_write(actor=actor, action="broadcast.recording_changed", target=sentence, changes=changes, request=request)
    return sentence
