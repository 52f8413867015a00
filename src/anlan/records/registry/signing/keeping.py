"""Keep what was signed, word for word, with a seal over each signature."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from PIL import Image

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Forbidden, Invalid
from anlan.records.core.models import Attachment
from anlan.records.core.photos import file_path
from anlan.records.registry import selectors, traces
from anlan.records.registry.consents import SIGNED_ON_SITE, consent_keep
from anlan.records.registry.declare import Paper, Register
from anlan.records.registry.models import EServiceConsent, Signature, Signing
from anlan.records.registry.signing.schema import Signed, Signer, require_signers
from anlan.records.registry.signing.statement import sha256, statement_of

#: A phone may lie in a locker over a holiday week; older than that is signed anew.
AGE_MAX = timedelta(days=14)


CLOCK_SLACK = timedelta(minutes=10)


#: A signature darkens at least this share of its picture; less is a touch by mistake.
INK_MIN = 0.0005


SLOT = "signature"


@transaction.atomic
def signing_keep(
    register: Register, paper: Paper, record: Any, signed: Signed, *, actor: User, request: HttpRequest | None = None
) -> Signing:
    """Keep what was signed. The text is kept as the device showed it, even where the record says something else by
    now: then the signature stands as broken from the beginning, and everybody sees it.

    Raises:
        Invalid: signers or pictures are not in order.
    """
    require_signers(signed.signers)
    row = Signing.objects.create(
        register=register.name, record_id=record.pk, paper=paper.name, statement=signed.statement,
        sha256=sha256(signed.statement), agrees_to_e_service=signed.agrees_to_e_service,
        enterprise_id=record.enterprise_id, kept_at=clock.now(), kept_by=actor,
    )  # fmt: skip
    if signed.agrees_to_e_service and record.enterprise is not None:
        on_site = EServiceConsent.Source.SIGNED
        consent_keep(record.enterprise, source=on_site, basis=SIGNED_ON_SITE, actor=actor, request=request)
    pictures = _claimed(register, record, signed.signers, actor)
    kept = [_signature(row, one, pictures) for one in signed.signers]
    Signature.objects.bulk_create(kept)
    names = "、".join(f"{one.get_role_display()}{one.name}{'（拒签）' if one.is_refused else ''}" for one in kept)
    facts = {"signing": row.pk, "paper": paper.name, "sha256": row.sha256, "seals": [one.seal for one in kept]}
    text = f"现场签署《{paper.label}》：{names}（签署内容 SHA-256 {row.sha256[:16]}…）"
    kept_as = {"signing": row.pk, "sha256": row.sha256}
    traces.leave(register, record, "signed", text, by=actor, changes=facts, data=kept_as, request=request)
    return row


def _claimed(register: Register, record: Any, signers: Sequence[Signer], actor: User) -> dict[int, Attachment]:
    ids = [one.photo_id for one in signers if one.photo_id is not None]
    rows = Attachment.objects.filter(pk__in=ids, created_by=actor, owner_id=None, media_type="image/jpeg")
    found = {row.pk: row for row in rows}
    if len(found) != len(ids):
        raise Invalid(fields={"signed": "签名图不存在或已被使用，请重新签名。"})
    for row in found.values():
        if _ink(row) < INK_MIN:
            raise Invalid(fields={"signed": "签名图是空白的，请重新签名。"})
    rows.update(
        owner_type=selectors.owner_type(register, SLOT), owner_id=record.pk, enterprise_id=record.enterprise_id,
        town_code=record.town_id or "",
    )  # fmt: skip
    return found


def _ink(row: Attachment) -> float:
    """The dark share of a picture that this platform has rebuilt itself."""
    with Image.open(file_path(row.sha256)) as picture:
        counts = picture.convert("L").histogram()
    return sum(counts[:128]) / max(1, sum(counts))


def _signature(signing: Signing, one: Signer, pictures: dict[int, Attachment]) -> Signature:
    picture = pictures.get(one.photo_id or 0)
    row = Signature(
        signing=signing, role=one.role, name=one.name, duty=one.duty, picture=picture, is_refused=one.is_refused,
        reason=one.reason, signed_at=_signed_at(one.signed_at), lon=picture.lon if picture else None,
        lat=picture.lat if picture else None, accuracy_m=picture.accuracy_m if picture else None,
    )  # fmt: skip
    row.seal = seal_of(row)
    return row


def _signed_at(at: datetime) -> datetime:
    now = clock.now()
    if not now - AGE_MAX <= at <= now + CLOCK_SLACK:
        raise Invalid(fields={"signed": "签署时间应在近 14 日内，请核对手机时间后重新签名。"})
    return at


def seal_of(row: Signature) -> str:
    """The SHA-256 over everything that a signature says."""
    said = [
        row.signing.sha256, row.picture.sha256 if row.picture else "", row.role, row.name, row.duty,
        row.is_refused, row.reason, row.signed_at.astimezone(clock.LOCAL).isoformat(timespec="milliseconds"),
    ]  # fmt: skip
    return sha256(json.dumps(said, ensure_ascii=False))


@transaction.atomic
def paper_sign(
    register: Register, *, actor: User, record_id: int, paper: Paper, signed: Signed, request: HttpRequest | None = None
) -> Signing:
    """Sign a record's document on a screen at a desk, where the record is at hand.

    Raises:
        Forbidden, NotFound: not for this role, or not in scope.
        Conflict: the record has changed since it was shown.
    """
    if not (actor.may(register.right("edit")) and actor.may(register.right(paper.right))):
        raise Forbidden
    record = selectors.record_get(register, for_user=actor, record_id=record_id)
    if signed.statement != statement_of(register, paper, record, actor):
        raise Conflict("记录在签名时已有改动，请刷新后核对内容并重新签名。", code="statement_changed")
    return signing_keep(register, paper, record, signed, actor=actor, request=request)
