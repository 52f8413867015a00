"""Calls go out: claim what is due, call outside the database, write down what came of it.

The newest red goes first. A loudspeaker is in one call at a time; what is worse than what it is saying takes its
place. A worker that dies leaves a claim that runs out within seconds, and the call is made again.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from anlan.kit.field_network import Forbidden, address_to_call
from anlan.kit.logs import get_logger
from anlan.kit.pauses import doubled_s
from anlan.kit.sealing import NotOurs, unseal
from anlan.kit.settings import settings
from anlan.kit.sip import caller
from anlan.kit.sip.address import SipAddress
from anlan.kit.sip.audio import PACKET_S
from anlan.kit.sip.dialogue import Login
from anlan.kit.sip.ending import Ended, Ending, Target
from anlan.records.core import clock
from anlan.records.loudspeakers.choices import ENDED_NAMES, RANK_MANUAL, RANK_TEST, CallState, Reason, TestBy
from anlan.records.loudspeakers.models import BroadcastCall, Loudspeaker
from anlan.records.loudspeakers.saying import Script, heard
from anlan.records.loudspeakers.sound import silence
from anlan.records.loudspeakers.telling import loudspeaker_failed, loudspeaker_works

log = get_logger(__name__)

CLAIM = timedelta(seconds=20)
FIRST_RETRY_S, LAST_RETRY_S = 3.0, 30.0
#: Of the calls at once, those that only red may use; and those that tests may use at most.
KEPT_FOR_RED, MOST_TESTS = 0.25, 4
#: A call says what it did; more attempts than this are counted and not listed.
ATTEMPTS_LISTED = 30
#: The endpoint has the last word: dialling again in this broadcast changes nothing.
USELESS = (Ended.LOGIN, Ended.UNFIT, Ended.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt, with everything it needs outside the database. ``script`` None: a test without a sound."""

    call_id: int
    address: str
    user: str
    password: str
    script: Script | None
    test_by: str = TestBy.OPTIONS


# --- claiming ------------------------------------------------------------------------------------------


def claim(at_once: int, in_flight: int = 0) -> list[Job]:
    """Take what may be dialled now: ``at_once`` places, of which this worker has ``in_flight`` under way.

    Holds no lock with nothing to do: the alarm log writes to the same database.
    """
    calls = BroadcastCall.objects
    if not calls.filter(state=CallState.WAITING).exists() and not calls.filter(state=CallState.CALLING).exists():
        return []
    return _claim(at_once, in_flight)


@transaction.atomic
def _claim(at_once: int, in_flight: int) -> list[Job]:
    now = clock.now()
    _recover(now)
    rows = BroadcastCall.objects.filter(state=CallState.WAITING, due_at__lte=now).select_for_update(
        of=("self",), skip_locked=True
    )
    due = rows.select_related("broadcast__sentence", "loudspeaker").order_by("grade_rank", "-created_at", "id")
    busy = {row.loudspeaker_id: row for row in BroadcastCall.objects.filter(state=CallState.CALLING)}
    tests = sum(row.grade_rank == RANK_TEST for row in busy.values())
    jobs: list[Job] = []
    for row in due[: 4 * at_once]:
        if row.loudspeaker_id in busy:
            _take_its_place(busy[row.loudspeaker_id], row)
        elif in_flight + len(jobs) < _places(row, at_once) and (row.grade_rank != RANK_TEST or tests < MOST_TESTS):
            tests += row.grade_rank == RANK_TEST
            busy[row.loudspeaker_id] = row
            jobs += _job(row, now)
    return jobs


def _places(row: BroadcastCall, at_once: int) -> int:
    return at_once if row.grade_rank <= RANK_MANUAL else max(1, round(at_once * (1 - KEPT_FOR_RED)))


def _take_its_place(running: BroadcastCall, waiting: BroadcastCall) -> None:
    """What is being said ends for something worse."""
    if waiting.grade_rank < running.grade_rank and running.state == CallState.CALLING and not running.is_to_stop:
        running.is_to_stop = True
        BroadcastCall.objects.filter(pk=running.pk).update(is_to_stop=True)


def _job(row: BroadcastCall, now: datetime) -> list[Job]:
    row.state, row.dialled_at, row.claimed_until, row.is_to_stop = CallState.CALLING, now, now + CLAIM, False
    horn, broadcast = row.loudspeaker, row.broadcast
    try:
        password = unseal(horn.sealed, settings(), "notice") if horn.sealed else ""
    except NotOurs:
        row.save()
        settle(row.pk, Ending(Ended.LOGIN, why="SIP 密码无法打开，请重新填写"))
        return []
    row.save()
    script = None
    if broadcast.reason != Reason.TEST:
        recording = broadcast.sentence.recording if broadcast.sentence else None
        script = Script(broadcast.text, broadcast.repeats, broadcast.is_drill, bytes(recording) if recording else None)
    return [Job(row.pk, horn.sip_address, horn.login_user, password, script, horn.test_by)]


def _recover(now: datetime) -> None:
    """Calls whose worker died are made again; what is too late is given up."""
    orphans = BroadcastCall.objects.filter(state=CallState.CALLING, claimed_until__lt=now)
    orphans.update(state=CallState.WAITING, due_at=now, claimed_until=None)
    late = BroadcastCall.objects.filter(state=CallState.WAITING, give_up_at__lt=now)
    late.filter(attempts=[]).update(state=CallState.FAILED, ended_at=now, why="超过时限仍未呼出")
    late.update(state=CallState.FAILED, ended_at=now)


def keep(call_ids: Collection[int]) -> set[int]:
    """Say that these calls are under way; returns those that are to stop."""
    rows = BroadcastCall.objects.filter(pk__in=call_ids)
    rows.update(claimed_until=clock.now() + CLAIM)
    return set(rows.filter(is_to_stop=True).values_list("pk", flat=True))


# --- dialling ------------------------------------------------------------------------------------------


def dial(job: Job, is_stopped: Callable[[], bool] = lambda: False, packet_s: float = PACKET_S) -> Ending:
    """One attempt; touches no database and never raises."""
    judge = partial(address_to_call, allowed=settings().field_hosts)
    try:
        to = SipAddress.parse(job.address)
        login = Login(job.user, job.password) if job.user else None
        target = Target(to, judge(to.host), login)
        if job.script is None and job.test_by == TestBy.OPTIONS:
            return caller.is_there(target)
        samples = silence(1.0) if job.script is None else heard(job.script).samples
        return caller.play(target, samples, judge=judge, is_stopped=is_stopped, packet_s=packet_s)
    except Forbidden as error:
        return Ending(Ended.FORBIDDEN, why=str(error)[:120])
    except OSError as error:
        return Ending(Ended.UNREACHABLE, why=f"{to.host}: {error}"[:120])
    except Exception as error:  # a mistake of ours must not stop the others
        log.exception("a loudspeaker was not called", call=job.call_id)
        return Ending(Ended.UNREACHABLE, why=f"程序出错（{type(error).__name__}）")


# --- settling ------------------------------------------------------------------------------------------


@transaction.atomic
def settle(call_id: int, ending: Ending) -> None:
    """Write down how an attempt ended, and what follows."""
    now = clock.now()
    row = (
        BroadcastCall.objects.select_for_update(of=("self",))
        .select_related("broadcast", "loudspeaker__enterprise", "loudspeaker__town")
        .filter(pk=call_id, state=CallState.CALLING)
        .first()
    )
    if row is None:
        return
    _note(row, ending, now)
    if ending.how == Ended.PLAYED:
        row.state = CallState.PLAYED
    elif row.broadcast.stopped_at is not None:
        row.state = CallState.STOPPED
    elif ending.how in USELESS:
        row.state = CallState.FAILED
    else:
        _again(row, ending, now)
    row.claimed_until, row.is_to_stop = None, False
    row.save()
    _note_horn(row.loudspeaker, row, ending, now)


def _note(row: BroadcastCall, ending: Ending, now: datetime) -> None:
    row.ended, row.ended_at, row.played_s = ending.how, now, ending.played_s
    said = f"{ending.status} {ending.why}".strip() if ending.status not in (0, 200) else ending.why
    row.why = said[:200]
    row.answered_at = None
    if ending.answered_after_s is not None and row.dialled_at is not None:
        row.answered_at = row.dialled_at + timedelta(seconds=ending.answered_after_s)
    if len(row.attempts) < ATTEMPTS_LISTED:
        at = row.dialled_at.isoformat() if row.dialled_at else ""
        row.attempts.append(
            {"at": at, "answered_s": ending.answered_after_s, "played_s": ending.played_s, "ended": ending.how,
             "status": ending.status, "why": ending.why}
        )  # fmt: skip


def _again(row: BroadcastCall, ending: Ending, now: datetime) -> None:
    """Soon at first: somebody ought to hear it now. What made room for worse goes on as soon as that has been said."""
    tried = max(0, len(row.attempts) - 1)
    wait_s = 0.0 if ending.how == Ended.STOPPED else doubled_s(FIRST_RETRY_S, LAST_RETRY_S, tried)
    row.state, row.due_at = CallState.WAITING, now + timedelta(seconds=wait_s)
    if row.due_at > row.give_up_at:
        row.state = CallState.FAILED


def _note_horn(horn: Loudspeaker, row: BroadcastCall, ending: Ending, now: datetime) -> None:
    horn.last_called_at = now
    if ending.answered_after_s is not None:
        horn.last_answered_at = now
    if ending.how in (Ended.PLAYED, Ended.STOPPED):
        loudspeaker_works(horn)
    elif ending.how != Ended.BUSY:
        horn.last_error = f"{ENDED_NAMES[ending.how]} {row.why}".strip()[:200]
        loudspeaker_failed(horn, now)
    horn.save(update_fields=["last_called_at", "last_answered_at", "last_error", "failures", "down_since"])


def run_once(at_once: int = 16, packet_s: float = PACKET_S) -> int:
    """Claim, call and settle in this thread: for tests; returns how many calls were made."""
    jobs = claim(at_once)
    for job in jobs:
        settle(job.call_id, dial(job, packet_s=packet_s))
    return len(jobs)
