"""The worker's own small dealings with the database: outbox, set-aside messages."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from anlan.bus.log_reader import LogMessage
from anlan.bus.messages import AlarmTransition
from anlan.domain.grades import Grade, worst
from anlan.kit.logs import get_logger
from anlan.kit.settings import settings
from anlan.records.alarm_log.models import AppliedTransition, LogPlace, SetAsideMessage
from anlan.records.core import clock
from anlan.records.core.batches import OF_THE_DATABASE
from anlan.records.core.models import OutboxMessage
from anlan.records.dispatch import people
from anlan.records.incidents.intake import take_in
from anlan.records.notices import canary
from anlan.records.notices.models import Delivery
from anlan.records.notices.services import notify
from anlan.records.positions.services import positions_prune
from anlan.records.sites.models import ConfigVersion

log = get_logger(__name__)

#: Outbox rows per round.
PAGE = 500
#: Longer than the alarm stream keeps its messages: what is older cannot be delivered again.
TRANSITIONS_KEPT = timedelta(days=35)
OUTBOX_KEPT = timedelta(days=2)
#: Messages set aside whose content is kept until somebody has looked at them.
MOST_KEPT = 2_000


def unsent(besides: Collection[int] = ()) -> list[OutboxMessage]:
    """What waits, oldest first, ``besides`` what is on the bus and not yet marked."""
    known = set(besides)
    rows = OutboxMessage.objects.filter(published_at=None).order_by("id")[: PAGE + len(known)]
    return [row for row in rows if row.pk not in known][:PAGE]


def mark_sent(ids: Collection[int]) -> None:
    """These are on the bus."""
    OutboxMessage.objects.filter(pk__in=ids).update(published_at=clock.now())


def age_s(row: OutboxMessage) -> float:
    """How long a row has waited."""
    return (clock.now() - row.created_at).total_seconds()


def newest_written() -> datetime | None:
    """When a worker last marked news as told, as far as the newest rows know; None before the first.

    Not when rows were made: seeds of a demo make theirs by a clock of their own.
    """
    rows = OutboxMessage.objects.order_by("-id").values_list("published_at", flat=True)[:PAGE]
    return max((at for at in rows if at is not None), default=None)


def newest_published() -> int:
    """Number of the newest configuration that these records know to be published; 0 before the first."""
    row = ConfigVersion.objects.exclude(published_at=None).order_by("-pk").first()
    return row.pk if row else 0


def place_of(stream: str) -> tuple[str, int]:
    """(creation time, last applied message) of a stream; ("", 0) when nothing of it was applied yet."""
    place = LogPlace.objects.filter(stream=stream).first()
    return (place.created, place.seq) if place else ("", 0)


@transaction.atomic
def apply(transitions: Sequence[AlarmTransition], stream: str, created: str, seq: int) -> None:
    """Take transitions in and move the place, both or neither."""
    for_people, of_canary = canary.apart(transitions)
    take_in(for_people)
    canary.heard(of_canary)
    _move(stream, created, seq)


def apply_ahead(transitions: Sequence[AlarmTransition]) -> None:
    """Take transitions in before their turn, in one transaction; the place stays where it is."""
    for_people, _ = canary.apart(transitions)
    take_in(for_people)


def apply_what_can_be(transitions: Sequence[AlarmTransition]) -> list[AlarmTransition]:
    """Take in each transition by itself; returns those that cannot be.

    One message holds all alarms of a few milliseconds: one that cannot be written must not take the others along.

    Raises:
        OperationalError, InterfaceError: the database's trouble, not a transition's.
    """
    return [transition for transition in transitions if not _is_applied(transition)]


def _is_applied(transition: AlarmTransition) -> bool:
    for_people, of_canary = canary.apart([transition])
    try:
        with transaction.atomic():
            take_in(for_people)
            canary.heard(of_canary)
    except OF_THE_DATABASE:
        raise
    except Exception:
        log.exception("an alarm cannot be taken into the records", alarm=transition.alarm_id, kind=transition.kind)
        return False
    return True


def keep_aside(stream: str, seq: int, subject: str, payload: bytes, error: str) -> None:
    """Keep a message, whole, for a person to look at; the health page lists it until then.

    A fault that meets every message must not fill the disk: beyond ``MOST_KEPT`` only that it was, and why, is kept.
    """
    if SetAsideMessage.objects.filter(resolved_at=None).count() >= MOST_KEPT:
        payload, error = b"", f"not kept, {MOST_KEPT} others wait already; {error}"
    SetAsideMessage.objects.get_or_create(
        stream=stream, seq=seq, defaults={"subject": subject, "payload": payload, "error": error[:4000]}
    )


@transaction.atomic
def set_aside(
    stream: str, created: str, message: LogMessage, error: str, refused: Sequence[AlarmTransition] = ()
) -> None:
    """Keep a message that cannot be applied, whole, for a person to look at, and go on behind it.

    The duty officers are told of ``refused``: an alarm without a record has no work order that would tell anybody.
    """
    keep_aside(stream, message.seq, message.subject, message.payload, error)
    raised = [transition for transition in refused if transition.kind == "raised"]
    if raised or not refused:
        _tell_duty(f"{stream}.{created}.{message.seq}", raised)
    _move(stream, created, message.seq)


def _tell_duty(key: str, raised: Sequence[AlarmTransition]) -> None:
    which = "、".join(f"测点 {one.point_id} {one.rule} {one.label}" for one in raised[:5])
    count = f"{len(raised)} 条报警" if raised else "一批报警"
    text = f"{count}无法写入记录，没有工单：{which or '内容无法读取'}，请立即人工核实"
    notify(
        people=people.people_for(("duty_officer",), None), incident_id=None, reason="set_aside", channel="call",
        text=text, facts={"what": text}, key=f"set_aside.{key}",
        grade=worst([one.grade for one in raised]).value if raised else Grade.RED.value,
    )  # fmt: skip


def _move(stream: str, created: str, seq: int) -> None:
    """Forward only within one stream: of two workers by mistake, the slower must not take the place back."""
    here = LogPlace.objects.filter(stream=stream, created=created)
    if not here.filter(seq__lt=seq).update(seq=seq) and not here.exists():
        LogPlace.objects.update_or_create(stream=stream, defaults={"created": created, "seq": seq})


def prune() -> None:
    """Forget what can no longer matter."""
    now = clock.now()
    OutboxMessage.objects.filter(published_at__lt=now - OUTBOX_KEPT).delete()
    Delivery.objects.filter(notice=None, created_at__lt=now - OUTBOX_KEPT).delete()  # tests and codes
    AppliedTransition.objects.filter(applied_at__lt=now - TRANSITIONS_KEPT).delete()
    SetAsideMessage.objects.filter(resolved_at__lt=now - TRANSITIONS_KEPT).delete()
    positions_prune(kept_days=settings().position_kept_days)
