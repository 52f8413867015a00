"""Judged camera alarms as labelled data: a ZIP in the layout that ``anlan cameras evaluate`` reads.

``manifest.csv`` is what it reads; ``manifest.json`` has everything that is known of each file. A verdict says whether
there was what the scene watches for, no more: no counts, no boxes.
"""

import csv
import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from anlan.domain.behaviours import BEHAVIOURS
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Forbidden, Invalid
from anlan.records.core.files import attachment_path
from anlan.records.evidence.choices import Judgement, Rendition, Role
from anlan.records.evidence.models import Evidence

#: Larger exports are made in parts, by time.
MOST_ALARMS = 500
MOST_BYTES = 2**30

COLUMNS = ("file", "sha256", "bytes", "kind", "behaviour", "label", "intervals_or_boxes", "zone", "parameters", "notes")
LABELS = {Judgement.TRUE: "pos", Judgement.FALSE: "neg"}
SUFFIXES = {"image/jpeg": "jpg", "video/mp4": "mp4"}

README = """Judged camera alarms of Anlan.

manifest.csv    what `anlan cameras evaluate <this folder>` reads; label "pos": a person said the camera was right,
                "neg": a person said it was a false alarm
manifest.json   everything known of each file, with the SHA-256 that was taken when it was cut

Blurred pictures have coarse heads, and zone, boxes and time drawn into them: good for looking, poor for training.
A verdict holds no count and no boxes. A clip is 20 s long: what takes minutes to alarm will not alarm in it again.
These are pictures of people at work. Keep them only as long as they are needed.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished ZIP, at its beginning, and how much is in it. ``left_out``: alarms beyond the bounds."""

    file: IO[bytes]
    alarms: int
    files: int
    left_out: int


def labels_export(
    *, actor: User, alarms: QuerySet[Any], is_original: bool, reason: str, request: HttpRequest | None = None
) -> Exported:
    """Pack the judged ones of ``alarms``, newest first.

    Raises:
        Forbidden: originals are not for this reader.
        Invalid: originals without a reason, or nothing to export.
    """
    if is_original and not actor.may(Permission.EVIDENCE_ORIGINAL):
        raise Forbidden("您的角色无权导出未打码影像，请导出已打码版本。")
    if is_original and len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "导出未打码影像请填写理由。"})
    judged = alarms.filter(judgement__in=list(LABELS))
    total = judged.count()
    rendition = Rendition.ORIGINAL if is_original else Rendition.BLURRED
    target = tempfile.TemporaryFile(suffix=".zip")  # noqa: SIM115 - whoever answers closes it
    rows, packed = _pack(target, judged[:MOST_ALARMS], rendition)
    if not rows:
        target.close()
        raise Invalid("没有可导出的影像：所选范围内没有已判定且留有影像的报警。")
    with transaction.atomic():
        facts: dict[str, Any] = {
            "alarms": [None, packed], "files": [None, len(rows)], "rendition": [None, rendition.value]
        }  # fmt: skip
        audit_write(actor=actor, action="evidence.exported", changes=facts, reason=reason[:500], request=request)
    target.seek(0)
    return Exported(target, packed, len(rows), total - packed)


def _pack(target: IO[bytes], alarms: QuerySet[Any], rendition: str) -> tuple[list[dict[str, Any]], int]:
    rows: list[dict[str, Any]] = []
    size, packed = 0, 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:  # pictures and films are compressed already
        for alarm in alarms.select_related("point__scene__camera", "enterprise"):
            pieces = _pieces(alarm, rendition)
            size += sum(piece.attachment.size_bytes for piece in pieces)
            if size > MOST_BYTES:
                break
            packed += 1
            rows += [row for piece in pieces if (row := _add(archive, alarm, piece))]
        archive.writestr("manifest.csv", _as_csv(rows))
        facts = {"exported_at": clock.now().isoformat(), "rendition": rendition, "files": rows}
        archive.writestr("manifest.json", json.dumps(facts, ensure_ascii=False, indent=1, default=str))
        archive.writestr("README.txt", README)
    return rows, packed


def _pieces(alarm: Alarm, rendition: str) -> list[Evidence]:
    """What shows the moment of the alarm; "before" is not labelled by the verdict."""
    return list(
        alarm.evidence.filter(rendition=rendition, removed_at=None, role__in=[Role.AT, Role.CLIP]).select_related(
            "attachment"
        )
    )


def _add(archive: zipfile.ZipFile, alarm: Any, piece: Evidence) -> dict[str, Any] | None:
    """Write one file; its row, or None when the file is not there (restored from an older backup)."""
    path, scene = attachment_path(piece.attachment.sha256), alarm.point.scene
    known = BEHAVIOURS.get(scene.behaviour)
    footage = known.footage if known else scene.behaviour
    name = f"{footage}/{alarm.pk}-{piece.role}-{piece.rendition}.{SUFFIXES.get(piece.attachment.media_type, 'bin')}"
    try:
        archive.write(path, name)
    except FileNotFoundError:
        return None
    return {
        "file": name,
        "sha256": piece.attachment.sha256,
        "bytes": piece.attachment.size_bytes,
        "kind": "video" if piece.role == Role.CLIP else "image",
        "behaviour": footage,
        "label": LABELS[alarm.judgement],
        "intervals_or_boxes": _interval(alarm, piece),
        "zone": " ".join(f"{x:g},{y:g}" for x, y in scene.watched_area),
        "parameters": json.dumps(scene.parameters, ensure_ascii=False),
        "notes": f"alarm {alarm.pk}; scene {scene.pk}",
        "alarm_id": alarm.alarm_id,
        "scene": scene.name,
        "camera": scene.camera.name,
        "at": piece.at.isoformat(),
        "raised_at": alarm.raised_at.isoformat(),
        "value": alarm.value,
        "set_point": alarm.set_point,
    }


def _interval(alarm: Any, piece: Evidence) -> str:
    """From the alarm to the clip's end, in seconds of the clip; only what was true has an interval."""
    if piece.role != Role.CLIP or alarm.judgement != Judgement.TRUE:
        return ""
    begin_s = max(0.0, (alarm.raised_at - piece.at).total_seconds())
    return f"alarm[{begin_s:.1f}-{begin_s + 10:.1f}]"


def _as_csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
