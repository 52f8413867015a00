"""Loudspeakers and broadcasts as screens show them."""

from typing import Any

from anlan.records.alarm_log.names import kind_name
from anlan.records.loudspeakers.models import Broadcast, BroadcastCall, BroadcastRule, Loudspeaker, Sentence
from anlan.records.loudspeakers.selectors import ended_name


def loudspeaker_data(row: Loudspeaker, far_m: float | None = None) -> dict[str, Any]:
    """One loudspeaker."""
    return {
        "id": row.pk, "name": row.name, "enterprise_id": row.enterprise_id,
        "enterprise_name": str(row.enterprise) if row.enterprise else "", "workshop_id": row.workshop_id,
        "town_code": row.town_id or "", "town_name": row.town.name if row.town else "", "place": row.place,
        "lon": row.lon, "lat": row.lat, "sip_address": row.sip_address, "login_user": row.login_user,
        "has_password": bool(row.sealed), "is_enabled": row.is_enabled, "test_by": row.test_by,
        "test_every": row.test_every, "test_hour": row.test_hour, "next_test_at": _iso(row.next_test_at),
        "last_called_at": _iso(row.last_called_at), "last_answered_at": _iso(row.last_answered_at),
        "last_error": row.last_error, "down_since": _iso(row.down_since),
        "distance_m": None if far_m is None else round(far_m),
    }  # fmt: skip


def broadcast_data(row: Broadcast, counts: dict[str, int]) -> dict[str, Any]:
    """One broadcast."""
    return {
        "id": row.pk, "reason": row.reason, "reason_name": row.get_reason_display(),
        "enterprise_id": row.enterprise_id, "enterprise_name": str(row.enterprise) if row.enterprise else "",
        "incident_id": str(row.incident_id) if row.incident_id else None, "grade": row.grade, "text": row.text,
        "has_recording": row.sentence_id is not None, "repeats": row.repeats, "is_drill": row.is_drill,
        "created_at": row.created_at.isoformat(), "ordered_by": row.ordered_by.name if row.ordered_by else "",
        "stopped_at": _iso(row.stopped_at), "stopped_by": row.stopped_by.name if row.stopped_by else "",
        "counts": counts,
    }  # fmt: skip


def call_data(row: BroadcastCall) -> dict[str, Any]:
    """One loudspeaker of a broadcast."""
    return {
        "loudspeaker_id": row.loudspeaker_id, "loudspeaker": row.loudspeaker.name, "state": row.state,
        "state_name": row.get_state_display(), "dialled_at": _iso(row.dialled_at),
        "answered_at": _iso(row.answered_at), "played_s": row.played_s, "ended_at": _iso(row.ended_at),
        "ended_name": ended_name(row), "why": row.why, "attempts": row.attempts,
    }  # fmt: skip


def rule_data(enterprise_id: int, row: BroadcastRule | None) -> dict[str, Any]:
    """The rule of an enterprise; off where there is none."""
    row = row or BroadcastRule(enterprise_id=enterprise_id)
    ids = [horn.pk for horn in row.loudspeakers.all()] if row.pk else []
    return {
        "enterprise_id": enterprise_id, "grades": row.grades, "kinds": row.kinds, "loudspeaker_ids": ids,
        "repeats": row.repeats, "agreed": row.agreed, "is_enabled": row.is_enabled,
        "enabled_at": _iso(row.enabled_at),
    }  # fmt: skip


def sentence_data(row: Sentence) -> dict[str, Any]:
    """One sentence."""
    return {
        "id": row.pk, "kind": row.kind, "kind_name": kind_name(row.kind), "grade": row.grade, "text": row.text,
        "recording_s": row.recording_s,
    }  # fmt: skip


def _iso(at: Any) -> str | None:
    return at.isoformat() if at is not None else None
