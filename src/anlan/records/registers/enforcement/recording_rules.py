"""What the declaration of recordings says by name."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.enforcement.clocks import CLOCKS
from anlan.records.registers.enforcement.rules import two_officers

HASH = re.compile(r"[0-9a-f]{64}")
LONGEST = timedelta(hours=24)  # a file that runs longer has a wrong clock


def registered(recording: Any, actor: Any) -> None:
    """Two officers, a time that can be, a hash that is one; kept for as long as the table says at least."""
    two_officers(recording)
    times_fit(recording)
    recording.sha256 = hash_of(recording.sha256, "sha256")
    recording.minutes = round((recording.ended_at - recording.began_at).total_seconds() / 60)
    recording.keep_until = max(recording.keep_until or least(recording), least(recording))
    if recording.case:
        belongs_to_case(recording)


def belongs_to_case(recording: Any) -> None:
    """It lies where its case lies, so that whoever reads the one reads the other."""
    for column in ("enterprise", "town", "field"):
        setattr(recording, column, getattr(recording, column) or getattr(recording.case, column))


def times_fit(recording: Any) -> None:
    """It ended after it began, not in the future, and within a day."""
    if not recording.began_at < recording.ended_at <= clock.now():
        raise Invalid(fields={"ended_at": "应晚于开始时间且不晚于现在，请核对记录仪时钟。"})
    if recording.ended_at - recording.began_at > LONGEST:
        raise Invalid(fields={"ended_at": "一个文件不应超过 24 小时，请核对记录仪时钟。"})


def least(recording: Any) -> Any:
    """The first day on which it may go, by the table of time limits (``recording_kept``)."""
    return recording.began_at.astimezone(clock.LOCAL).date() + timedelta(days=CLOCKS["recording_kept"].value)


def hash_of(text: str, field: str) -> str:
    """As 64 small hexadecimal digits.

    Raises:
        Invalid: it is none.
    """
    found = text.strip().lower()
    if not HASH.fullmatch(found):
        raise Invalid(fields={field: "应为 64 位十六进制数（SHA-256）。"})
    return found


def verify(recording: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The hash of the file as it lies there now is that of the day on which it was registered."""
    if hash_of(form["found_sha256"], "found_sha256") != recording.sha256:
        raise Invalid(fields={"found_sha256": "与登记值不一致，文件可能被改动。请重新计算；仍不一致的，登记为异常。"})


def longer(recording: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Never shorter than before."""
    if recording.keep_until < max(least(recording), clock.today()):
        raise Invalid(fields={"keep_until": f"不得早于 {max(least(recording), clock.today()):%Y-%m-%d}。"})


def why_not_destroyed(recording: Any, actor: Any) -> str:
    """Nothing goes before its time, nor while its case is open."""
    if recording.keep_until and recording.keep_until >= clock.today():
        return f"保存期至 {recording.keep_until:%Y-%m-%d}，期满后方可提请销毁。"
    if recording.case and recording.case.is_open:
        return f"案件 {recording.case.no} 尚未办结，不得销毁。"
    return ""


def from_case(case: Any, reader: Any) -> dict[str, Any]:
    """Drafted from the case that it belongs to."""
    return {"case": case, "title": f"{case.title}执法音像", "enterprise": case.enterprise, "town": case.town,
            "field": case.field, "officers": case.officers}  # fmt: skip
