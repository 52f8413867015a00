"""What falls due of itself: gaps in a roster are told before they come, unsigned hand-overs are pressed for."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from anlan.domain.clock import to_ms
from anlan.records.calendar.selectors import SATURDAY, is_working_day
from anlan.records.core import clock
from anlan.records.core.clock import LOCAL
from anlan.records.notices.services import notify
from anlan.records.rosters.handing import facts_of
from anlan.records.rosters.models import Handover, Post
from anlan.records.rosters.selectors import Gap, gaps_between, shifts_between

#: How far ahead a gap is looked for, and how often.
AHEAD = timedelta(days=7)
LOOK_EVERY = timedelta(hours=1)
BATCH = 50
WEEKDAYS = "一二三四五六日"


@transaction.atomic
def gaps_due() -> int:
    """Look for gaps of the coming week and tell the leader of the post; returns how many were told."""
    now = clock.now()
    stale = Q(looked_at=None) | Q(looked_at__lte=now - LOOK_EVERY)
    rows = Post.objects.filter(stale, is_active=True).select_for_update(skip_locked=True, of=("self",))
    posts = list(rows.select_related("leader")[:BATCH])
    told = sum(_tell_gap(post, gap, now) for post in posts for gap in gaps_of(post, now))
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(looked_at=now)
    return told


def gaps_of(post: Post, now: datetime) -> list[Gap]:
    """Gaps between now and a week from now. Begins where the last shift ended, so that a gap keeps its name."""
    begins = max(post.created_at, now - AHEAD)
    gaps = gaps_between(shifts_between(post, begins, now + AHEAD), begins, now + AHEAD)
    return [gap for gap in gaps if gap.ends_at > now]


def _tell_gap(post: Post, gap: Gap, now: datetime) -> int:
    """Once per gap; one that began before we look back (a post that nobody keeps a roster for) once a week."""
    name = f"{gap.begins_at:%Y%m%d%H%M}" if gap.begins_at > now - AHEAD else f"{now.astimezone(LOCAL):%G-W%V}"
    text = f"“{post.name}”{said(gap)}无人值班，请安排"
    told = notify(
        people=[post.leader], incident_id=None, reason="roster_gap", text=text,
        facts={
            "post": post.name, "begins_ms": to_ms(gap.begins_at), "ends_ms": to_ms(gap.ends_at), "path": "/rosters",
        },
        key=f"gap.{post.pk}.{name}",
    )  # fmt: skip
    return len(told)


def said(gap: Gap) -> str:
    """A gap in words: 周六 11-28 20:00 至 11-29 08:00; says so where the calendar differs from the weekday."""
    begins, ends = gap.begins_at.astimezone(LOCAL), gap.ends_at.astimezone(LOCAL)
    works, usually = is_working_day(begins.date()), begins.weekday() < SATURDAY
    note = "" if works == usually else "（上班）" if works else "（放假）"
    return f"周{WEEKDAYS[begins.weekday()]}{note} {begins:%m-%d %H:%M} 至 {ends:%m-%d %H:%M}"


@transaction.atomic
def handovers_due() -> int:
    """Tell the leader of the post of a hand-over that the incoming person has not signed in time."""
    rows = Handover.objects.filter(take_due_at__lte=clock.now()).select_for_update(skip_locked=True, of=("self",))
    due = list(rows.select_related("post__leader", "outgoing", "incoming")[:BATCH])
    for handover in due:
        text = f"“{handover.post.name}”交接班尚未由{handover.incoming.name}签字，仍由{handover.outgoing.name}负责"
        people = {p.pk: p for p in (handover.post.leader, handover.incoming, handover.outgoing)}
        notify(
            people=people.values(), incident_id=None, reason="handover_late", text=text, facts=facts_of(handover),
            key=f"handover.{handover.pk}.late",
        )  # fmt: skip
    Handover.objects.filter(pk__in=[one.pk for one in due]).update(take_due_at=None)
    return len(due)
