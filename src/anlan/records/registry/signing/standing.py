"""Does a signing still hold? Worked out from what was kept, the record as it stands, and the audit trail."""

import hashlib
from typing import Any

from anlan.records.audit.models import AuditEntry
from anlan.records.core.models import Attachment
from anlan.records.core.photos import file_path
from anlan.records.registry.declare import Paper, Register
from anlan.records.registry.models import Signing
from anlan.records.registry.signing.keeping import seal_of
from anlan.records.registry.signing.statement import sha256, statement_of


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
