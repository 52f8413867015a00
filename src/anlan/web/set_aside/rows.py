"""What was set aside, from both places: messages that the worker keeps in SQL, and readings that the alarms process
keeps as files (``alarms/poison/``; seen only where both share a data folder).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.db.models import QuerySet

from anlan.bus import subjects
from anlan.bus.cascade_messages import CameraTurned
from anlan.bus.messages import AlarmBatch, AlarmTransition, from_json
from anlan.kit.settings import settings
from anlan.records.alarm_log.models import SetAsideMessage
from anlan.records.sites.models import Camera, Point

#: So many are listed, the oldest first: with them the trouble began. The rest is counted.
LISTED = 100
NAMED = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """One message. ``what`` says what it holds: ``alarms``, ``turning``, ``readings``, or ``unreadable``.

    ``names`` are of points or cameras, the first few of ``count``. Readings cannot be tried again: they are judged in
    the order of the log, and that has gone on.
    """

    key: str
    process: str
    stream: str
    seq: int
    at: datetime
    error: str
    size: int
    what: str
    count: int
    names: list[str]
    can_retry: bool


def waiting() -> tuple[int, list[Kept]]:
    """How many there are, and the first of them."""
    rows, files = _rows(), poison_files()
    shown = [of_row(row) for row in rows[:LISTED]] + [of_file(file) for file in files[:LISTED]]
    shown.sort(key=lambda one: one.at)
    return rows.count() + len(files), shown[:LISTED]


def count() -> int:
    """How many wait for a person."""
    return _rows().count() + len(poison_files())


def _rows() -> QuerySet[SetAsideMessage]:
    return SetAsideMessage.objects.filter(resolved_at=None).order_by("id")


def poison_files() -> list[Path]:
    """Unreadable readings that the alarms process kept, at most 200 of them; empty on another machine."""
    folder = settings().data / "alarms" / "poison"
    return sorted(folder.glob("*-*.bin")) if folder.is_dir() else []


def of_file(file: Path) -> Kept:
    """One file, named by partition and place in the stream."""
    known = file.stat()
    at, seq = datetime.fromtimestamp(known.st_mtime, UTC), file.stem.rpartition("-")[2]
    return Kept(
        f"file-{file.stem}", "alarms", subjects.READINGS, int(seq) if seq.isdigit() else 0, at, "", known.st_size,
        "readings", 0, [], can_retry=False,
    )  # fmt: skip


def of_row(row: SetAsideMessage) -> Kept:
    """One row of the worker's."""
    what, count, names = _inside(row)
    return Kept(
        str(row.pk), "worker", row.stream, row.seq, row.at, row.error[:500], len(row.payload), what, count, names,
        can_retry=what != "unreadable",
    )  # fmt: skip


def transitions_of(row: SetAsideMessage) -> list[AlarmTransition]:
    """Alarms of a message; empty where it cannot be read."""
    try:
        return from_json(bytes(row.payload), AlarmBatch).transitions
    except msgspec.MsgspecError:
        return []


def _inside(row: SetAsideMessage) -> tuple[str, int, list[str]]:
    if row.stream == subjects.AUDIT:
        try:
            turned = from_json(bytes(row.payload), CameraTurned)
        except msgspec.MsgspecError:
            return "unreadable", 0, []
        camera: Any = Camera.objects.filter(pk=turned.camera_id).first()
        return "turning", 1, [camera.name if camera else str(turned.camera_id)]
    found = transitions_of(row)
    return ("alarms", len(found), _points(found[:NAMED])) if found else ("unreadable", 0, [])


def _points(transitions: Iterable[AlarmTransition]) -> list[str]:
    listed = list(transitions)
    names = dict(Point.objects.filter(pk__in=[one.point_id for one in listed]).values_list("pk", "name"))
    return [f"{names.get(one.point_id, one.point_id)} {one.label}" for one in listed]
