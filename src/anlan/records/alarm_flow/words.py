"""Silences in words."""

from datetime import datetime

from anlan.records.alarm_flow.models import Silence
from anlan.records.core.clock import LOCAL
from anlan.records.sites.models import Enterprise, Equipment


def covers_of(enterprise: Enterprise, equipment: Equipment | None) -> str:
    """What a logic, and what it drives, covers, in words."""
    part = equipment.name if equipment else "全部测点"
    return f"{enterprise.short_name or enterprise.name} {part}"[:200]


def until_words(instant: datetime) -> str:
    """``11 月 23 日 14:30``, Asia/Shanghai."""
    local = instant.astimezone(LOCAL)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"


def silence_words(silence: Silence) -> str:
    """Why nobody is told, in a sentence: ``检修停用至…（票号 …）：更换探头``."""
    permit = f"（票号 {silence.permit_no}）" if silence.permit_no else ""
    return f"{silence.get_way_display()}至{until_words(silence.until)}{permit}：{silence.reason}"
