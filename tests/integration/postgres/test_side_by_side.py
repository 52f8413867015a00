"""Two workers and a web process write at the same time: nothing is doubled, nothing is undone."""

import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from anlan.domain.incident_states import IncidentAction
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm, AppliedTransition
from anlan.records.alarm_log.services import acknowledge
from anlan.records.audit.models import AuditEntry
from anlan.records.audit.selectors import verify
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.services import number_next
from anlan.records.incidents import services, sweeper
from anlan.records.incidents.form import Form
from anlan.records.incidents.intake import take_in
from anlan.records.incidents.models import Incident, IncidentEntry, PendingAlarm
from anlan.records.merging import services as merging
from anlan.records.merging import taking_back
from anlan.records.merging.models import EnterpriseMerge
from anlan.records.notices.models import Notice
from anlan.records.registry import consents
from anlan.records.sites.models import Enterprise, Point
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, UserFactory, WorkshopFactory
from tests.factories.alarms import cleared, raised
from tests.integration.postgres.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_sweepers_escalate_each_work_order_once() -> None:
    UserFactory(role="duty_officer")
    for _ in range(12):
        take_in([raised(PointFactory())])
    Incident.objects.update(wake_at=clock.now() - timedelta(seconds=1))
    swept = at_once(sweeper.sweep, sweeper.sweep, sweeper.sweep)
    assert [one.failed for one in swept] == [0, 0, 0]
    assert sum(one.escalated for one in swept) == 12
    assert IncidentEntry.objects.filter(kind="escalated").count() >= 12
    keys = list(Notice.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    assert Incident.objects.filter(wake_at__lte=clock.now()).count() == 0


def test_two_sweepers_judge_a_late_alarm_once() -> None:
    take_in([raised(PointFactory(), is_late=True) for _ in range(6)])
    PendingAlarm.objects.update(due_at=clock.now() - timedelta(seconds=1))
    counts = at_once(sweeper.late_alarms_due, sweeper.late_alarms_due)
    assert sum(counts) == 6
    assert not PendingAlarm.objects.exists()


def test_same_batch_applied_by_two_workers_counts_once() -> None:
    batch = [raised(PointFactory(), label) for label in ("H", "HH") for _ in range(5)]
    results = at_once(lambda: take_in(batch), lambda: take_in(batch))
    assert sum(isinstance(one, IntegrityError) for one in results) <= 1, results
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, IntegrityError)]
    take_in(batch)  # what was refused is delivered again
    assert Alarm.objects.count() == AppliedTransition.objects.count() == 10


def test_alarms_of_one_place_that_arrive_at_once_share_a_work_order() -> None:
    point = PointFactory()
    jobs = [lambda label=label: take_in([raised(point, label)]) for label in ("H", "HH", "HHH", "L")]
    assert not [one for one in at_once(*jobs) if isinstance(one, Exception)]
    assert Incident.objects.filter(is_open=True).count() == 1
    assert set(Alarm.objects.values_list("incident_id", flat=True)) == {Incident.objects.get().pk}


def test_acknowledgement_and_clear_at_the_same_moment_both_hold() -> None:
    begun, officer = raised(PointFactory()), UserFactory(role="duty_officer")
    take_in([begun])
    alarm = Alarm.objects.get()
    is_acknowledged = threading.Event()

    def slow_acknowledge() -> None:
        with transaction.atomic():
            acknowledge(alarm_id=alarm.pk, actor=officer)
            is_acknowledged.set()
            time.sleep(0.5)  # the clear arrives before this is committed

    def clear() -> None:
        is_acknowledged.wait(10)
        take_in([cleared(begun)])

    assert at_once(slow_acknowledge, clear) == [None, None]
    alarm.refresh_from_db()
    assert (alarm.is_acked, alarm.is_active, alarm.acked_by) == (True, False, officer)


def test_numbers_are_given_once_and_without_gaps() -> None:
    numbers = at_once(*[lambda: [number_next("XX") for _ in range(25)]] * 4)
    assert sorted(int(no[-4:]) for some in numbers for no in some) == list(range(1, 101))


def test_audit_chain_of_many_writers_is_whole() -> None:
    def write() -> None:
        for n in range(20):
            with transaction.atomic():
                audit_write(actor=None, action=f"a.{n}")

    assert at_once(*[write] * 4) == [None] * 4
    assert list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 81))
    assert verify().is_whole


def _merge(who: User, one: Incident, into: Incident) -> Incident:
    form = Form(into_id=into.pk, reason="同一处泄漏")
    return services.act(incident_id=one.pk, action=IncidentAction.MERGE, actor=who, form=form)


def test_two_people_who_merge_two_work_orders_into_each_other_leave_one_open() -> None:
    """Without one order of locking each holds what the other needs, and the database breaks one of them off."""
    here, there = (UserFactory(role="duty_officer") for _ in range(2))
    plant = EnterpriseFactory()
    for _ in range(3):
        for gateway in [GatewayFactory(enterprise=plant) for _ in range(2)]:
            take_in([raised(PointFactory(gateway=gateway, workshop=WorkshopFactory(enterprise=plant)))])
            Incident.objects.update(opened_at=clock.now() - timedelta(hours=1))  # no burst: the next opens its own
        one, other = Incident.objects.order_by("-pk")[:2]
        results = at_once(partial(_merge, here, one, other), partial(_merge, there, other, one))
        assert [type(r) for r in results if isinstance(r, Exception)] == [Invalid], results  # into one that has ended
        ended = Incident.objects.filter(pk__in=[one.pk, other.pk]).values_list("is_open", flat=True)
        assert sorted(ended) == [False, True]


def _proposed(kept: Enterprise, gone: Enterprise) -> EnterpriseMerge:
    return merging.merge_propose(
        actor=UserFactory(role="admin"), kept=kept, gone=gone, choices=[], reason="同一家企业重复建档"
    )


def test_two_people_who_propose_to_merge_two_enterprises_into_each_other_leave_one_proposal() -> None:
    for _ in range(3):
        here, there = EnterpriseFactory(), EnterpriseFactory()
        results = at_once(partial(_proposed, here, there), partial(_proposed, there, here))
        assert [type(r) for r in results if isinstance(r, Exception)] == [Conflict], results


def test_a_merge_that_two_people_confirm_at_once_happens_once() -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    PointFactory(gateway=GatewayFactory(enterprise=gone), enterprise=gone)
    merge = _proposed(kept, gone)
    leaders = UserFactory(role="leader"), UserFactory(role="leader")
    results = at_once(*[partial(merging.merge_confirm, actor=one, merge_id=merge.pk) for one in leaders])
    assert [type(r) for r in results if isinstance(r, Exception)] == [Conflict], results
    assert AuditEntry.objects.filter(action="enterprise.merged").count() == 1
    assert Point.objects.get().enterprise_id == kept.pk


def test_a_merge_that_two_people_take_back_at_once_is_taken_back_once() -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    PointFactory(gateway=GatewayFactory(enterprise=gone), enterprise=gone)
    merge = _proposed(kept, gone)
    merging.merge_confirm(actor=UserFactory(role="leader"), merge_id=merge.pk)
    taking_back.back_ask(actor=UserFactory(role="admin"), merge_id=merge.pk, reason="不是同一家")
    leaders = UserFactory(role="leader"), UserFactory(role="leader")
    results = at_once(*[partial(taking_back.back_confirm, actor=one, merge_id=merge.pk) for one in leaders])
    assert [type(r) for r in results if isinstance(r, Exception)] == [Conflict], results
    assert AuditEntry.objects.filter(action="enterprise.merge_taken_back").count() == 1
    assert Point.objects.get().enterprise_id == gone.pk


def test_a_merge_is_taken_back_or_its_survivor_goes_into_a_third_not_both() -> None:
    for _ in range(3):
        kept, gone, third = EnterpriseFactory(), EnterpriseFactory(), EnterpriseFactory()
        merge = _proposed(kept, gone)
        leader, other = UserFactory(role="leader"), UserFactory(role="leader")
        merging.merge_confirm(actor=leader, merge_id=merge.pk)
        taking_back.back_ask(actor=UserFactory(role="admin"), merge_id=merge.pk, reason="不是同一家")
        results = at_once(
            partial(taking_back.back_confirm, actor=other, merge_id=merge.pk), partial(_proposed, third, kept)
        )
        gone.refresh_from_db()
        is_back = not isinstance(results[0], Exception)
        assert gone.is_active is is_back
        assert is_back or isinstance(results[0], Conflict), results
        EnterpriseMerge.objects.all().delete()


def test_what_is_written_while_its_enterprise_goes_is_found_afterwards() -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    gateway = GatewayFactory(enterprise=gone)
    merge, leader = _proposed(kept, gone), UserFactory(role="leader")
    is_written = threading.Event()

    def write() -> None:
        with transaction.atomic():
            PointFactory(gateway=gateway, enterprise=gone)
            is_written.set()
            time.sleep(0.5)  # the merge is over before this is committed, and has not seen it

    def go() -> None:
        is_written.wait(10)
        merging.merge_confirm(actor=leader, merge_id=merge.pk)

    assert not [one for one in at_once(write, go) if isinstance(one, Exception)]
    merging.stragglers_move()
    assert set(Point.objects.values_list("enterprise_id", flat=True)) == {kept.pk}


def test_a_consent_that_is_withdrawn_twice_at_once_is_withdrawn_once() -> None:
    site = EnterpriseFactory()
    person = UserFactory(role="enterprise_manager", enterprise=site)
    consents.consent_give(actor=person)
    results = at_once(*[partial(consents.consent_withdraw, actor=person)] * 2)
    assert [type(r) for r in results if isinstance(r, Exception)] == [Conflict], results
