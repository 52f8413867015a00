"""Outbox and numbers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from anlan.domain.clock import ManualClock
from anlan.records.core import clock
from anlan.records.core.models import OutboxMessage
from anlan.records.core.services import number_next, outbox_add
from anlan.web import worker_store
from tests.factories import production


@pytest.mark.django_db(transaction=True)
def test_outbox_refuses_to_be_written_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        outbox_add(topic="alarm", kind="raised", payload={})


@pytest.mark.django_db(transaction=True)
def test_a_message_lives_and_dies_with_its_record() -> None:
    with transaction.atomic():
        outbox_add(topic="alarm", kind="raised", payload={"id": "1"})
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_the_same_key_is_sent_once() -> None:
    for _ in range(3):
        outbox_add(topic="alarm", kind="raised", payload={"id": "1"}, dedupe_key="alarm.1.raised")
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_numbers_begin_anew_each_local_day_and_run_per_series() -> None:
    with clock.use_clock(ManualClock(datetime(2026, 11, 23, 15, 59, tzinfo=UTC))) as manual:
        assert [number_next("AL"), number_next("AL"), number_next("YH")] == [
            "AL-20261123-0001",
            "AL-20261123-0002",
            "YH-20261123-0001",
        ]
        manual.advance(60)
        assert number_next("AL") == "AL-20261124-0001"


CLERK = """
from anlan.records.core.services import number_next
for _ in range(25):
    print(number_next("AL"))
"""


def test_numbers_are_never_given_twice_to_processes_that_ask_at_once(tmp_path: Path) -> None:
    production.migrate(tmp_path)
    clerks = [production.start(tmp_path, CLERK) for _ in range(3)]
    given = [line for clerk in clerks for line in clerk.communicate(timeout=120)[0].split()]
    assert [clerk.returncode for clerk in clerks] == [0, 0, 0]
    assert sorted(int(number[-4:]) for number in given) == list(range(1, 76))


@pytest.mark.django_db
def test_what_is_on_the_bus_and_not_yet_marked_is_not_sent_again() -> None:
    with transaction.atomic():
        for number in range(3):
            outbox_add(topic="alarm", kind="raised", payload={"id": str(number)})
    first, second, third = worker_store.unsent()
    assert worker_store.unsent(besides=[first.pk, third.pk]) == [second]
    worker_store.mark_sent([first.pk])
    assert worker_store.unsent() == [second, third]
