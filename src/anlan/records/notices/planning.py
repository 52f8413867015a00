"""Notices become deliveries: which ways at once, which wait as a reserve.

When too much waits on a channel (``MOST_WAITING``), yellow and blue are not queued on it any more: they stay on the
console and the row says why. Red and orange are always queued.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Case, Count, When

from anlan.domain.grades import Grade
from anlan.records.core import clock
from anlan.records.core.batches import together_or_singly
from anlan.records.notices.choices import DeliveryState
from anlan.records.notices.models import Delivery, Notice
from anlan.records.notices.ways import AT_ONCE, Book, Way, quiet_until

BATCH = 500
MOST_WAITING = 20_000
#: What could not be said in this time is not worth saying; the console and the work order have it.
GIVE_UP = {"red": timedelta(hours=24), "orange": timedelta(hours=24)}
GIVE_UP_OTHERWISE = timedelta(hours=8)
MAY_BE_LEFT_OUT = ("yellow", "blue", "")


def plan() -> int:
    """Make the deliveries of what was written since, red first; returns how many notices were planned.

    Raises:
        PartlyFailed: some cannot be planned (all others were): they wait for whoever repairs them.
    """
    red_first = Case(When(grade=Grade.RED, then=0), default=1)
    waiting = Notice.objects.filter(planned_at=None).order_by(red_first, "id")
    return together_or_singly("notice", list(waiting.values_list("pk", flat=True)[:BATCH]), _plan)


def _plan(ids: Sequence[int]) -> int:
    rows = Notice.objects.filter(pk__in=ids, planned_at=None).order_by("id")
    notices = list(rows.select_for_update(of=("self",), skip_locked=True).select_related("person"))
    if not notices:
        return 0
    book, now = Book.read(n.person_id for n in notices), clock.now()
    full = _full_channels()
    wanted = [notice for notice in notices if notice.stopped_at is None]
    made = {notice.pk: _deliveries(notice, book, now, full) for notice in wanted}
    Delivery.objects.bulk_create((one for ways in made.values() for one in ways), ignore_conflicts=True)
    Notice.objects.filter(pk__in=[n.pk for n in notices]).update(planned_at=now)
    _note_unreached([notice for notice in wanted if not made[notice.pk]], book, now)
    return len(notices)


def _note_unreached(notices: Sequence[Notice], book: Book, now: datetime) -> None:
    """Without any way a notice is a row that waits to be read: the work order must not take its person for told."""
    by_reason: dict[str, list[int]] = {}
    for notice in notices:
        by_reason.setdefault(book.why_unreached(notice), []).append(notice.pk)
    by_reason.pop("", None)
    for why, ids in by_reason.items():
        Notice.objects.filter(pk__in=ids).update(unreached=why, unreached_at=now)


def _full_channels() -> set[int]:
    waiting = Delivery.objects.filter(state=DeliveryState.QUEUED).order_by()
    counted = waiting.values_list("channel_id").annotate(Count("id"))
    return {channel for channel, count in counted if count >= MOST_WAITING}


def _deliveries(notice: Notice, book: Book, now: datetime, full: set[int]) -> list[Delivery]:
    due = quiet_until(book.preferences.get(notice.person_id), notice, now)
    at_once = AT_ONCE.get(notice.grade, 1)
    return [
        _delivery(notice, way, place, now, due, place < at_once, way.channel.pk in full)
        for place, way in enumerate(book.ways(notice))
    ]


def _delivery(
    notice: Notice, way: Way, place: int, now: datetime, due: datetime, is_first: bool, is_full: bool
) -> Delivery:
    made = Delivery(
        notice=notice, channel=way.channel, person=notice.person, key=key_of(notice, way), rank=place,
        grade_rank=rank_of(notice.grade), address=way.address, text=notice.text, created_at=now, due_at=due,
        give_up_at=due + GIVE_UP.get(notice.grade, GIVE_UP_OTHERWISE),
        state=DeliveryState.QUEUED if is_first else DeliveryState.STANDBY,
    )  # fmt: skip
    if is_full and notice.grade in MAY_BE_LEFT_OUT:
        made.state, made.error = DeliveryState.FAILED, "该渠道排队已满，仅保留站内通知"
    return made


def rank_of(grade: str) -> int:
    """1 = red … 4 = blue, 5 = none."""
    return Grade(grade).rank if grade in list(Grade) else 5


def key_of(notice: Notice, way: Way) -> str:
    """The same for every attempt; a channel without personal address (a group) is told once per occasion."""
    occasion = notice.key if way.address else notice.key.rpartition(".")[0]
    return hashlib.sha256(f"{occasion}|{way.channel.name}|{way.address}".encode()).hexdigest()[:32]
