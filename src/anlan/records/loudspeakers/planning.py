"""What is to be said of itself: alarms by the rules of their enterprise, and the silent tests that are due.

The alarm log is looked at, not listened to: whatever goes wrong here, no alarm waits for it and nobody is told later.
A broadcast is an addition. It is nobody's notice, and no work order rests because a horn has spoken.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from anlan.domain.grades import Grade
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.core.clock import LOCAL
from anlan.records.loudspeakers.choices import RANK_TEST, CallState, Reason, TestEvery
from anlan.records.loudspeakers.models import Broadcast, BroadcastCall, BroadcastRule, Loudspeaker
from anlan.records.loudspeakers.sentences import saying_of_alarm

#: An alarm older than this, after a standstill, is not spoken of itself: a person decides. It is written down.
SPOKEN_WITHIN = timedelta(minutes=2)
#: An alarm that old is history.
LOOKED_AT = timedelta(hours=1)
#: How long a horn that does not answer is tried.
ALARM_WITHIN, TEST_WITHIN = timedelta(minutes=10), timedelta(minutes=3)
#: The same words through the same horn within this are said once.
SAME_WITHIN = timedelta(seconds=60)
BATCH = 50
TESTS_KEPT = timedelta(days=30)


def plan() -> int:
    """Write broadcasts for new alarms and tests that are due; returns how many. With nothing to do no lock is held."""
    now = clock.now()
    planned = 0
    if BroadcastRule.objects.filter(is_enabled=True).exists():
        planned += _plan_alarms(now)
    if Loudspeaker.objects.filter(is_enabled=True, next_test_at__lte=now).exists():
        planned += _plan_tests(now)
    return planned


def forget() -> None:
    """Drop tests of long ago; what was said to people stays."""
    Broadcast.objects.filter(reason=Reason.TEST, created_at__lt=clock.now() - TESTS_KEPT).delete()


# --- alarms --------------------------------------------------------------------------------------------


@transaction.atomic
def _plan_alarms(now: datetime) -> int:
    rules = {rule.enterprise_id: rule for rule in BroadcastRule.objects.filter(is_enabled=True)}
    said = Broadcast.objects.filter(reason=Reason.ALARM, created_at__gt=now - 2 * LOOKED_AT)
    known = set(said.values_list("key", flat=True))
    fresh = [alarm for alarm in _standing(rules, now) if _key(alarm) not in known and _asks(rules, alarm)]
    for alarm in fresh[:BATCH]:
        _speak(rules[alarm.enterprise_id or 0], alarm, now)
    return len(fresh)


def _standing(enterprises: Iterable[int], now: datetime) -> QuerySet[Alarm]:
    """Acknowledged ones too: that the duty officer knows does not tell the people in the hall."""
    rows = Alarm.objects.filter(
        enterprise__in=list(enterprises), is_open=True, is_active=True, is_late=False,
        is_shelved=False, is_suppressed=False, is_out_of_service=False, is_false=False, logged_at__gt=now - LOOKED_AT,
    )  # fmt: skip
    return rows.select_related("enterprise").order_by("logged_at", "id")


def _key(alarm: Alarm) -> str:
    return f"alarm.{alarm.pk}"


def _asks(rules: dict[int, BroadcastRule], alarm: Alarm) -> bool:
    rule = rules[alarm.enterprise_id or 0]
    is_new = rule.enabled_at is not None and alarm.logged_at >= rule.enabled_at
    return is_new and alarm.grade in rule.grades and (not rule.kinds or alarm.kind in rule.kinds)


def _speak(rule: BroadcastRule, alarm: Alarm, now: datetime) -> None:
    saying = saying_of_alarm(alarm)
    broadcast = Broadcast.objects.create(
        reason=Reason.ALARM, enterprise=alarm.enterprise, incident_id=alarm.incident_id, grade=alarm.grade,
        text=saying.text, sentence_id=saying.sentence_id, repeats=rule.repeats, key=_key(alarm), created_at=now,
    )  # fmt: skip
    chosen = rule.loudspeakers.all() if rule.loudspeakers.exists() else Loudspeaker.objects.filter(
        enterprise=rule.enterprise_id
    )  # fmt: skip
    is_late = now - alarm.logged_at > SPOKEN_WITHIN
    for horn in chosen.filter(is_enabled=True):
        why = (
            "报警已超过 2 分钟（平台恢复后补记），未自动广播，请值班员决定"
            if is_late
            else _said_already(horn, saying.text, now)
        )
        call_add(broadcast, horn, Grade(alarm.grade).rank, now + ALARM_WITHIN, skipped=why)
        if not why:
            _replace_older(horn, broadcast, alarm.grade)


def _said_already(horn: Loudspeaker, text: str, now: datetime) -> str:
    calls = horn.calls.filter(broadcast__reason=Reason.ALARM, broadcast__text=text)
    said = Q(state=CallState.PLAYED, ended_at__gt=now - SAME_WITHIN) | Q(
        state__in=(CallState.WAITING, CallState.CALLING)
    )
    return "同一内容正在播报或刚刚播过" if calls.filter(said).exists() else ""


def _replace_older(horn: Loudspeaker, broadcast: Broadcast, grade: str) -> None:
    """One automatic broadcast waits at a horn, the newest: a flood must not be read out for an hour."""
    older = horn.calls.filter(
        state=CallState.WAITING, broadcast__reason=Reason.ALARM, grade_rank__gte=Grade(grade).rank
    ).exclude(broadcast=broadcast)
    older.update(state=CallState.SKIPPED, why=f"有更新的报警须先播报（广播 {broadcast.pk}）")


def call_add(
    broadcast: Broadcast, horn: Loudspeaker, rank: int, give_up_at: datetime, skipped: str = ""
) -> BroadcastCall:
    """One loudspeaker of a broadcast."""
    now = clock.now()
    state = CallState.SKIPPED if skipped else CallState.WAITING
    return BroadcastCall.objects.create(
        broadcast=broadcast, loudspeaker=horn, grade_rank=rank, state=state, why=skipped, created_at=now, due_at=now,
        give_up_at=give_up_at,
    )  # fmt: skip


# --- tests ---------------------------------------------------------------------------------------------


@transaction.atomic
def _plan_tests(now: datetime) -> int:
    rows = Loudspeaker.objects.filter(is_enabled=True, next_test_at__lte=now).select_for_update(
        of=("self",), skip_locked=True
    )
    due = list(rows.order_by("next_test_at")[:BATCH])
    for horn in due:
        trial_add(horn, f"test.{horn.pk}.{horn.next_test_at:%Y%m%d%H}")
        horn.next_test_at = next_test(horn, now)
        horn.save(update_fields=["next_test_at"])
    return len(due)


def trial_add(horn: Loudspeaker, key: str, by: User | None = None) -> Broadcast:
    """A test of one loudspeaker, to be made now."""
    now = clock.now()
    broadcast, is_new = Broadcast.objects.get_or_create(
        key=key,
        defaults={"reason": Reason.TEST, "enterprise": horn.enterprise, "text": "静音检测", "created_at": now,
                  "ordered_by": by},
    )  # fmt: skip
    if is_new:
        call_add(broadcast, horn, RANK_TEST, now + TEST_WITHIN)
    return broadcast


def next_test(horn: Loudspeaker, after: datetime) -> datetime | None:
    """When it is tried next: at its hour, local time; None when it is not."""
    if horn.test_every == TestEvery.NEVER or not horn.is_enabled:
        return None
    local = after.astimezone(LOCAL)
    at = local.replace(hour=horn.test_hour, minute=0, second=0, microsecond=0)
    days = (1 if at <= local else 0) if horn.test_every == TestEvery.DAY else (-local.weekday()) % 7
    at += timedelta(days=days)
    return at + timedelta(days=7) if at <= local else at
