"""People whom nothing can reach: of one notice, once its ways were planned or tried, and beforehand, of those on duty.

Where no channel is set up at all, notices are read on the platform's pages and everybody counts as reachable there. A
channel without personal addresses (a group chat) reaches everybody: who is in the group, only the group knows.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from anlan.records.accounts.models import User
from anlan.records.notices.channels.catalogue import kinds
from anlan.records.notices.models import Channel, ContactPoint, Notice, PushSubscription

OFF, FAILED = "off", "failed"
#: Codes of ``Notice.unreached``, comma-separated there, as the timeline says them. The first three say what is missing.
WORDS = {
    "phone": "没有手机号", "push": "未开启推送", "email": "没有电子邮箱",
    OFF: "本人关闭了全部渠道", FAILED: "各渠道均未能发出",
}  # fmt: skip
#: A channel that stumbles once is tried again; what has not gone out by then counts as not told.
FAILED_AFTER = timedelta(seconds=30)


def said(codes: str) -> str:
    """Why somebody cannot be reached, in words: 没有手机号、未开启推送."""
    return "、".join(WORDS[code] for code in codes.split(",") if code in WORDS)


def addresses_in_use() -> list[str]:
    """What a person must have one of (``phone``, ``push``, ``email``); empty where nobody can be without a way."""
    found = _in_use()
    return [] if "none" in found else missing(found)


def has_channels() -> bool:
    """True when people are told by anything but the platform's own pages."""
    return bool(_in_use())


def _in_use() -> set[str]:
    known = kinds()
    used = Channel.objects.filter(is_enabled=True, is_for_public=False).values_list("kind", flat=True)
    return {known[kind].address for kind in used if kind in known and not known[kind].is_internal}


def missing(found: Iterable[str]) -> list[str]:
    """``found`` in the order in which people say it."""
    wanted = set(found)
    return [code for code in WORDS if code in wanted]


def unreachable(people: QuerySet[User]) -> QuerySet[User]:
    """Those of ``people`` without any address that a channel in use could write to: not even red would reach them."""
    needed = addresses_in_use()
    if not needed:
        return people.none()
    proven = ContactPoint.objects.filter(person=OuterRef("pk"), verified_at__isnull=False).exclude(value="")
    ways = {
        "phone": ~Q(phone="") | Exists(proven.filter(kind="phone")),
        "email": ~Q(email="") | Exists(proven.filter(kind="email")),
        "push": Exists(PushSubscription.objects.filter(person=OuterRef("pk"))),
    }
    reached = Q(pk__in=[])
    for address in needed:
        reached |= Q(ways[address])
    return people.exclude(reached)


def unsaid(now: datetime) -> QuerySet[Notice]:
    """Notices of work orders that reached nobody, and of which the work order does not know yet."""
    rows = Notice.objects.filter(unreached_at__isnull=False, unreached_said_at=None, incident_id__isnull=False)
    return rows.exclude(unreached=FAILED, created_at__gt=now - FAILED_AFTER)


def note_failed(notice_id: int, now: datetime) -> None:
    """Every way of a notice has failed at least once, and none is left to begin."""
    Notice.objects.filter(pk=notice_id, unreached="", read_at=None).update(unreached=FAILED, unreached_at=now)


def note_sent(notice: Notice) -> None:
    """A way that had failed has worked after all."""
    if notice.unreached:
        Notice.objects.filter(pk=notice.pk).update(unreached="", unreached_at=None)
