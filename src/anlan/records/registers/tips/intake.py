"""A tip comes in from the public page.

Nothing here is written with the present time, an address, a browser or a user: the record says the hour, the screens
and the audit trail say nothing, and those on duty are told by the next sweep after the full hour.
"""

import json
import os
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from anlan.kit.settings import settings
from anlan.records.core import clock, photos
from anlan.records.core.models import Attachment
from anlan.records.registers.tips import codes, sealing
from anlan.records.registers.tips.choices import Channel
from anlan.records.registers.tips.keepers import keepers
from anlan.records.registers.tips.models import Secret, Tip
from anlan.records.registers.tips.redact import redacted
from anlan.records.registers.tips.register import TIPS
from anlan.records.registry.clockwork import policy_keep, set_next_step
from anlan.records.registry.models import Entry, KeptPolicy
from anlan.records.registry.numbers import number_next
from anlan.records.registry.selectors import owner_type

HOUR = timedelta(hours=1)


def tip_receive(*, what: str, where: str, contact: str = "", pictures: Sequence[bytes] = ()) -> str:
    """Keep a tip and return its query code, which nobody will be able to tell again.

    Raises:
        Invalid: a picture is none.
        TooMany: the picture decoders are busy.
    """
    kept = [photos.photo_keep(raw) for raw in pictures]
    code = codes.new_code()
    with transaction.atomic():
        tip = _tip(what, where)
        _secret(tip, code, {"what": what, "where": where, "contact": contact})
        for photo in kept:
            _attach(tip, photo)
    return code


def _tip(what: str, where: str) -> Tip:
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    no, policy_id = number_next(TIPS.series), policy_keep(TIPS)
    # The first tip under a policy makes its row, whose time must not tell the minute either.
    KeptPolicy.objects.filter(pk=policy_id, created_at__gt=hour).update(created_at=hour)
    tip = Tip(
        no=no, title="群众举报线索", channel=Channel.WEB, original=redacted(what), place=redacted(where),
        opened_at=hour, updated_at=hour, policy_id=policy_id, state=TIPS.states[0].name,
    )  # fmt: skip
    set_next_step(tip, TIPS, hour)
    tip.wake_at = hour + HOUR
    tip.save(force_insert=True)
    Entry.objects.create(register=TIPS.name, record_id=tip.pk, at=hour, kind="created", text="收到举报", by_name="系统")
    return tip


def _secret(tip: Tip, code: str, identity: dict[str, str]) -> None:
    secret = Secret(tip=tip, **codes.hashes(code))
    pair = keepers()
    if pair is not None:
        said, suite = json.dumps(identity, ensure_ascii=False), settings().crypto_suite
        box = sealing.seal_between(said, pair[0].public, pair[1].public, suite)
        secret.sealed, secret.first_share, secret.second_share = box
        secret.first_keeper, secret.second_keeper = pair
        tip.has_identity = True
        tip.save(update_fields=["has_identity"])
    secret.save(force_insert=True)


def _attach(tip: Tip, photo: photos.Photo) -> None:
    """The picture without its time: what the camera wrote, and when the file came, stay outside."""
    for name in (photo.sha256, photo.thumb_sha256):
        os.utime(photos.file_path(name), (0, 0))
    Attachment.objects.create(
        sha256=photo.sha256, thumb_sha256=photo.thumb_sha256, media_type="image/jpeg", size_bytes=photo.size_bytes,
        width_px=photo.width_px, height_px=photo.height_px, created_at=tip.opened_at,
        owner_type=owner_type(TIPS, "evidence"), owner_id=tip.pk,
    )  # fmt: skip
