"""Loudspeakers, and what is said through them."""

from typing import Any

from anlan.records.core import clock
from anlan.records.loudspeakers.models import BroadcastRule, Loudspeaker
from anlan.records.loudspeakers.services.equipment import loudspeaker_save
from anlan.records.sites.models import Enterprise


def loudspeaker(enterprise: Enterprise | None = None, **fields: Any) -> Loudspeaker:
    """One in the yard of a plant, or with ``town_id`` in a village."""
    at = {"lon": enterprise.lon, "lat": enterprise.lat} if enterprise else {"lon": 120.6, "lat": 27.8}
    given = {
        "name": "机房喇叭", "enterprise_id": enterprise.pk if enterprise else None, "sip_address": "sip:8001@10.30.1.5",
        "test_every": "never", **at, **fields,
    }  # fmt: skip
    return loudspeaker_save(actor=None, **given)


def rule(enterprise: Enterprise, *grades: str, **fields: Any) -> BroadcastRule:
    """A rule that is on."""
    given = {"agreed": "2026-11-01 与企业安全管理员商定", "repeats": 1, **fields}
    return BroadcastRule.objects.create(
        enterprise=enterprise, grades=list(grades), is_enabled=True, enabled_at=clock.now(), **given
    )
