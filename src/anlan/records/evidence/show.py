"""Rows of the evidence into API shapes."""

from typing import Any

from anlan.records.evidence.models import Evidence, Verdict


def piece_shown(row: Evidence) -> dict[str, Any]:
    """One piece as screens get it."""
    return {
        "id": row.pk,
        "role": row.role,
        "role_name": row.get_role_display(),
        "rendition": row.rendition,
        "at": row.at,
        "media_type": row.attachment.media_type,
        "width_px": row.attachment.width_px,
        "height_px": row.attachment.height_px,
        "size_bytes": row.attachment.size_bytes,
        "sha256": row.attachment.sha256,
        "url": f"/api/evidence/{row.pk}/file",
        "expires_at": row.expires_at,
    }


def verdict_shown(row: Verdict) -> dict[str, Any]:
    """One verdict as screens get it."""
    return {
        "id": row.pk,
        "judgement": row.judgement,
        "judgement_name": row.get_judgement_display(),
        "note": row.note,
        "by": row.by.name,
        "at": row.at,
    }
