"""Commands: agree on which alarms are spoken of themselves, and with which words or recording."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.domain.grades import Grade
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.loudspeakers.models import BroadcastRule, Loudspeaker, Sentence
from anlan.records.loudspeakers.selectors import loudspeaker_list
from anlan.records.sites.models import Enterprise

Request = HttpRequest | None


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
    _require_agreed(grades, agreed, is_enabled=is_enabled)
    horns = _horns(actor, loudspeaker_ids)
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


def _require_agreed(grades: Sequence[str], agreed: str, *, is_enabled: bool) -> None:
    if unknown := set(grades) - set(Grade):
        raise Invalid(fields={"grades": f"没有该等级：{'、'.join(sorted(unknown))[:60]}。"})
    if is_enabled and len(agreed.strip()) < 4:
        raise Invalid(fields={"agreed": "请写明与企业（村居）何时、与谁商定，以及听到广播后怎么做。"})
    if is_enabled and not grades:
        raise Invalid(fields={"grades": "请至少选择一个等级。"})


def _horns(actor: User, ids: Sequence[int]) -> list[Loudspeaker]:
    rows = list(loudspeaker_list(for_user=actor).filter(pk__in=ids))
    if len(rows) != len(set(ids)):
        raise Invalid(fields={"loudspeaker_ids": "有喇叭不存在或不在您的管辖范围内。"})
    return rows


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
