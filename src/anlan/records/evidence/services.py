"""Evidence in and, when its time is up, out; verdicts."""

import hashlib
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.bus.evidence_spool import EvidenceItem, EvidencePack
from anlan.domain.clock import from_ms
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.core.models import Attachment
from anlan.records.core.photos import file_keep, file_path
from anlan.records.evidence.choices import ORIGINALS_KEPT, Rendition
from anlan.records.evidence.models import Evidence, Verdict
from anlan.records.sites.models import Scene


class AlarmNotYet(LookupError):
    """The alarm of this evidence is not in the log yet: try again."""


def evidence_take_in(pack: EvidencePack) -> int:
    """Keep a pack as attachments of its alarm; returns how many pieces are new. Taking it in again does nothing.

    Raises:
        AlarmNotYet: the alarm is not in the log.
        ValueError: a piece is not what its hash says.
    """
    alarm = Alarm.objects.select_related("enterprise").filter(alarm_id=pack.alarm_id).first()
    if alarm is None:
        raise AlarmNotYet(pack.alarm_id)
    if damaged := [item.role for item in pack.items if hashlib.sha256(item.data).hexdigest() != item.sha256]:
        raise ValueError(f"evidence of {pack.alarm_id} is damaged: {damaged}")
    for item in pack.items:  # files first: a row without its file would be a promise broken
        file_keep(item.data)
    with transaction.atomic():
        return sum(_keep(alarm, item) for item in pack.items)


def _keep(alarm: Alarm, item: EvidenceItem) -> bool:
    if Evidence.objects.filter(alarm=alarm, role=item.role, rendition=item.rendition).exists():
        return False
    at = from_ms(item.at_ms)
    attachment = Attachment.objects.create(
        sha256=item.sha256, thumb_sha256=item.sha256, media_type=item.media_type, size_bytes=len(item.data),
        width_px=item.width_px, height_px=item.height_px, taken_at=at, owner_type="alarm", owner_id=alarm.pk,
        enterprise_id=alarm.enterprise_id, town_code=alarm.enterprise.town_code if alarm.enterprise else "",
    )  # fmt: skip
    is_original = item.rendition == Rendition.ORIGINAL.value
    Evidence.objects.create(
        alarm=alarm, attachment=attachment, role=item.role, rendition=item.rendition, at=at,
        expires_at=clock.now() + ORIGINALS_KEPT if is_original else None,
    )  # fmt: skip
    return True


def originals_expire() -> int:
    """Destroy originals whose time is up; called by the worker. Returns how many."""
    due = Evidence.objects.filter(expires_at__lte=clock.now(), removed_at=None).select_related("attachment")
    rows = list(due[:500])
    for row in rows:
        _destroy(row.attachment)  # first: a row that says "destroyed" must be true
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
    return len(rows)


def _destroy(attachment: Attachment) -> None:
    """Files are shared by content: the last row that needs one keeps it."""
    others = Attachment.objects.filter(sha256=attachment.sha256).exclude(pk=attachment.pk)
    if not others.exclude(evidence__removed_at__isnull=False).exists():
        file_path(attachment.sha256).unlink(missing_ok=True)


@transaction.atomic
def original_shown(*, actor: User, evidence: Evidence, request: HttpRequest | None = None) -> None:
    """Note that somebody looked at recognisable people."""
    facts: dict[str, Any] = {"role": [None, evidence.role], "sha256": [None, evidence.attachment.sha256]}
    audit_write(actor=actor, action="evidence.original_viewed", target=evidence.alarm, changes=facts, request=request)


@transaction.atomic
def verdict_give(
    *, actor: User, alarm: Alarm, judgement: str, note: str = "", request: HttpRequest | None = None
) -> Verdict:
    """Say whether a camera saw right; the newest verdict on an alarm counts.

    Raises:
        Invalid: no scene stands behind this alarm.
    """
    scene = Scene.objects.filter(point_id=alarm.source_point_id).first()
    if scene is None:
        raise Invalid("只有视频识别的报警需要判定识别结论。")
    verdict = Verdict.objects.create(alarm=alarm, scene=scene, judgement=judgement, note=note[:500], by=actor)
    facts: dict[str, Any] = {"judgement": [None, judgement]}
    audit_write(actor=actor, action="verdict.given", target=alarm, changes=facts, reason=note[:500], request=request)
    return verdict
