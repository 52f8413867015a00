"""Silences in words."""

from datetime import datetime

from anlan.records.alarm_flow.models import Silence
from anlan.records.core.clock import LOCAL


def until_words(instant: datetime) -> str:
    """``11 月 23 日 14:30``, Asia/Shanghai."""
    local = instant.astimezone(LOCAL)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"


def silence_words(silence: Silence) -> str:
    """Why nobody is told, in a sentence: ``检修停用至…（票号 …）：更换探头``."""
    permit = f"（票号 {silence.permit_no}）" if silence.permit_no else ""
    return f"{silence.get_way_display()}至{until_words(silence.until)}{permit}：{silence.reason}"
