"""People on site sign with a finger what the screen shows them; what they signed is kept word for word.

A statement is text made from the record (:attr:`Paper.statement`, else the document's body as text). The device shows
it and sends it back with the signatures. Kept are the text, its SHA-256, and per signature a seal over that hash, the
picture's hash, the name and the time; the seals go into the audit trail. Whether it still holds is worked out, never
stored: the statement is made from the record again, and the seals are compared with the trail.

What it is worth in law, and what it is not: ``docs/explanation/signing-on-site.md``.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from PIL import Image
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Forbidden, Invalid
from anlan.records.core.models import Attachment
from anlan.records.core.photos import file_path
from anlan.records.registry import selectors, traces
from anlan.records.registry.declare import Paper, Register
from anlan.records.registry.models import Signature, Signing
from anlan.records.registry.official import Heading, Para, Picture, Table, moment, spaced

SIGNERS_MAX = 12
STATEMENT_MAX = 60_000
#: A phone may lie in a locker over a holiday week; older than that is signed anew.
AGE_MAX = timedelta(days=14)
CLOCK_SLACK = timedelta(minutes=10)
#: A signature darkens at least this share of its picture; less is a touch by mistake.
INK_MIN = 0.0005
SLOT = "signature"
Role = Signature.Role


class Signer(BaseModel):
    """One person at the screen, or one who refused to sign."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    role: Role
    name: str = Field(min_length=1, max_length=64)
    duty: str = Field(default="", max_length=64)
    photo_id: int | None = Field(default=None, ge=1, le=2**62)
    is_refused: bool = False
    reason: str = Field(default="", max_length=500)
    signed_at: AwareDatetime


class Signed(BaseModel):
    """What a device sends: the text that was shown, and who signed it."""

    model_config = ConfigDict(extra="forbid")

    statement: str = Field(min_length=1, max_length=STATEMENT_MAX)
    signers: list[Signer] = Field(min_length=1, max_length=SIGNERS_MAX)
    agrees_to_e_service: bool = False


_SIGNED = TypeAdapter(Signed)


def signed_read(text: str) -> Signed:
    """``text`` is JSON of a :class:`Signed`.

    Raises:
        Invalid: it is not.
    """
    try:
        return _SIGNED.validate_json(text)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise Invalid(fields={"signed": f"签名内容有误：{first['loc']} {first['msg']}"}) from None


def sha256(text: str) -> str:
    """Hex digest of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def statement_of(register: Register, paper: Paper, record: Any, reader: Any) -> str:
    """What is to be signed of a record as it stands now, as text."""
    if paper.statement:
        return paper.statement(record)
    lines = [f"{paper.label} {record.no}"]
    for block in paper.body(record, reader):
        if isinstance(block, Table):
            lines += ["：".join(row) if len(row) == 2 else " | ".join(row) for row in block.rows]
        elif not is_line_to_sign(block):
            lines.append(block.text)
    return "\n".join(lines)


def is_line_to_sign(block: Any) -> bool:
    """True for the blank lines of :func:`~anlan.records.registry.official.signed_by`."""
    return isinstance(block, Para) and "（签名）：＿" in block.text


# --- signing -------------------------------------------------------------------------------------------


def require_signers(signers: Sequence[Signer]) -> None:
    """An officer must have signed; who refused is vouched for.

    Raises:
        Invalid: nobody of the agency signed, a signature without a picture, or a refusal nobody vouches for.
    """
    officers = [one for one in signers if one.role == Role.OFFICER and not one.is_refused]
    if not officers:
        raise Invalid(fields={"signed": "至少一名检查人员须签名。"})
    for one in signers:
        if one.is_refused and one.role != Role.PARTY:
            raise Invalid(fields={"signed": f"只有被检查单位人员可以登记拒签，{one.name}请签名。"})
        if one.is_refused and not one.reason:
            raise Invalid(fields={"signed": f"请写明{one.name}拒签的情况。"})
        if one.is_refused == (one.photo_id is not None):
            raise Invalid(fields={"signed": f"{one.name}：签名图与拒签只能有一项，且必有一项。"})
    is_vouched = len(officers) >= 2 or any(one.role == Role.WITNESS for one in signers)
    if any(one.is_refused for one in signers) and not is_vouched:
        raise Invalid(fields={"signed": "拒绝签字的，须由两名检查人员签名注明，或由见证人签名。"})


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


# --- does it still hold? -------------------------------------------------------------------------------


def signings_of(register: Register, record: Any, paper: str = "") -> list[Signing]:
    """What was signed of a record, newest first."""
    rows = Signing.objects.filter(register=register.name, record_id=record.pk, **({"paper": paper} if paper else {}))
    return list(rows.prefetch_related("signatures__picture", "signatures__signing").select_related("kept_by"))


def standing(register: Register, paper: Paper, record: Any, row: Signing) -> tuple[str, list[str]]:
    """``(valid | changed | broken, what differs)``.

    ``changed``: the record says something else than what was signed. ``broken``: what was kept of the signature itself
    no longer agrees with its hashes or with the audit trail.
    """
    if wrong := _tampered(register, record, row):
        return "broken", wrong
    now = statement_of(register, paper, record, row.kept_by)
    if sha256(now) == row.sha256:
        return "valid", []
    was, is_ = row.statement.splitlines(), now.splitlines()
    return "changed", [f"签署时：{line}" for line in was if line not in is_][:10] + [
        f"现为：{line}" for line in is_ if line not in was
    ][:10]


def _tampered(register: Register, record: Any, row: Signing) -> list[str]:
    signatures = list(row.signatures.all())
    wrong = [] if sha256(row.statement) == row.sha256 else ["签署内容与其 SHA-256 不符。"]
    wrong += [f"{one.name}的签名与其摘要不符。" for one in signatures if seal_of(one) != one.seal]
    wrong += [f"{one.name}的签名图缺失或被替换。" for one in signatures if one.picture and not _is_whole(one.picture)]
    trail = AuditEntry.objects.filter(
        action=f"{register.name}.signed", target_type=record._meta.model_name, target_id=str(record.pk)
    )
    kept = next((entry.changes for entry in trail if entry.changes.get("signing") == row.pk), None)
    if kept is None or (kept["sha256"], kept["seals"]) != (row.sha256, [one.seal for one in signatures]):
        wrong.append("与审计记录不符。")
    return wrong


def _is_whole(picture: Attachment) -> bool:
    path = file_path(picture.sha256)
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == picture.sha256


def signing_data(register: Register, paper: Paper, record: Any, row: Signing) -> dict[str, Any]:
    """A signing as the API gives it, with whether it holds now."""
    state, differs = standing(register, paper, record, row)
    base = f"/api/registers/{register.name}/records/{record.pk}/photos"
    return {
        "id": row.pk, "paper": paper.name, "title": paper.label, "sha256": row.sha256, "statement": row.statement,
        "kept_at": row.kept_at.isoformat(), "kept_by": row.kept_by.name if row.kept_by else "", "state": state,
        "differs": differs, "agrees_to_e_service": row.agrees_to_e_service,
        "signatures": [
            {"role": one.role, "role_label": one.get_role_display(), "name": one.name, "duty": one.duty,
             "is_refused": one.is_refused, "reason": one.reason, "signed_at": one.signed_at.isoformat(),
             "lon": one.lon, "lat": one.lat, "accuracy_m": one.accuracy_m, "seal": one.seal,
             "url": f"{base}/{one.picture_id}/original" if one.picture_id else ""}
            for one in row.signatures.all()
        ],
    }  # fmt: skip


# --- on paper ------------------------------------------------------------------------------------------

LEGAL_NOTE = "本页签名系现场在屏幕上手写形成的电子签名，由平台以摘要固定签署内容；未使用第三方电子认证服务（CA）证书。"


def signed_blocks(register: Register, paper: Paper, record: Any, blocks: list[Any]) -> list[Any]:
    """A document's blocks with the newest signatures in place of the blank lines, where there are any.

    Signatures that no longer belong to what the record says are not shown: a sentence says so instead.
    """
    rows = signings_of(register, record, paper.name)
    if not rows:
        return blocks
    state, _ = standing(register, paper, record, rows[0])
    if state != "valid":
        said = f"签署的内容（SHA-256：{spaced(rows[0].sha256)}）与本记录现状不一致，原签名不适用于本文书，请重新签署。"
        return [*blocks, Heading("电子签名"), Para(said)]
    shown = [block for block in blocks if not is_line_to_sign(block)]
    lines = [part for one in rows[0].signatures.all() for part in _signature_blocks(one)]
    digest = Table([["签署内容", "SHA-256"], [f"《{paper.label}》", spaced(rows[0].sha256)]])
    return [*shown, Heading("电子签名"), *lines, digest, Para(LEGAL_NOTE)]


def _signature_blocks(one: Signature) -> list[Any]:
    who = f"{one.get_role_display()}：{one.name}" + (f"（{one.duty}）" if one.duty else "")
    place = f"，位置 {one.lon:.5f}，{one.lat:.5f}" if one.lon is not None and one.lat is not None else ""
    when = f"{who}，{moment(one.signed_at)}{place}"
    if one.is_refused:
        return [Para(f"{when}，拒绝签字。情况：{one.reason.rstrip('。')}。")]
    assert one.picture is not None, "who did not refuse has signed"
    data = base64.b64encode(file_path(one.picture.sha256).read_bytes()).decode()
    return [Picture(data, 52, when)]
