"""A draft tried on real history: readings that a history process keeps, in a process of its own, against verdicts."""

import asyncio
import contextlib
import os
import subprocess
import sys
from typing import Any

import msgspec
import pytest

from anlan.bus.client import Bus
from anlan.bus.readings import Readings
from anlan.domain.clock import SystemClock
from anlan.kit.settings import Settings
from anlan.records.alarm_log.models import Alarm
from anlan.records.incidents.models import Incident
from anlan.records.rules import services, trials
from anlan.records.rules.models import RuleTrial
from anlan.records.sites.models import Point
from anlan.web.rule_trials import runner
from tests.factories import PointFactory, UserFactory
from tests.factories.alarms import alarm
from tests.integration.history.support import publish, running, until_count

pytestmark = [pytest.mark.django_db, pytest.mark.nats]
MINUTE = 60_000
H35 = {"label": "H", "direction": 1, "set_point": 35.0, "grade": "yellow", "deadband": 2.0, "on_delay_s": 2.0}


def readings_of(point: int, begins: int) -> Readings:
    """Forty minutes, every 5 s: a minute at 30 ppm from minutes 10 and 20, one at 90 ppm from minute 30."""
    values = {10: 30.0, 20: 30.0, 30: 90.0}
    return Readings.of([(point, begins + s * 1000, values.get(s // 60, 3.0), 0) for s in range(0, 2400, 5)])


def trial_of(point: Point, by: Any) -> RuleTrial:
    draft = services.draft_make(
        actor=by, target=f"kind:{point.kind}", title="减少误报",
        content={"is_default": False, "limits": [H35], "timings": {}},
    )  # fmt: skip
    return trials.trial_begin(actor=by, version=draft, days=7)


async def played(config: Settings, batch: Readings, job: bytes) -> list[bytes]:
    """Keep the readings, then run the job as the web process would; its lines."""
    bus = await Bus.connect("test", config)
    await bus.ensure_streams()
    try:
        async with running(bus):
            await publish(bus, batch, "history-of-the-trial")
            assert await until_count(bus, len(batch)) == len(batch)
            environment = {**os.environ, **config.as_environment(), "PYTHONPATH": os.pathsep.join(sys.path)}
            done = await asyncio.to_thread(
                subprocess.run, runner.COMMAND, input=job, env=environment, capture_output=True, timeout=120, check=True
            )
            return done.stdout.splitlines()
    finally:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(bus.close(), 5)


@pytest.mark.slow
def test_what_a_draft_would_have_done_is_held_against_what_people_said(nats_server: Settings) -> None:
    point, by = PointFactory(), UserFactory(role="duty_officer")
    begins = SystemClock().now_ms() - 3_600_000
    false = alarm(point, "H", at_ms=begins + 10 * MINUTE)
    true = alarm(point, "H", at_ms=begins + 30 * MINUTE)
    lost = alarm(point, "H", at_ms=begins + 20 * MINUTE)
    Alarm.objects.update(cleared_at=None)
    for row in (false, true, lost):
        row.cleared_at = row.raised_at
        row.is_false = row is false
        row.save()
    for row in (true, lost):  # handled, and verified by a second person
        type(row).objects.filter(pk=row.pk).update(incident_id=_closed(row))
    trial = trial_of(point, by)
    job = runner.job_of(trial)
    lines = asyncio.run(played(nats_server, readings_of(point.pk, begins), msgspec.msgpack.encode(job)))
    runner.follow(trial.pk, job, lines)
    trial.refresh_from_db()
    assert trial.state == "done", trial.problem
    found = trial.result
    assert found is not None
    assert (trial.readings, found["stopped"], found["recorded"]) == (480, "", 3)
    assert found["before"] == {"fired": 4, "confirmed": 3, "false": 1, "open": 0, "unseen": 0, "missed": 0, "spared": 0}
    assert found["after"] == {"fired": 1, "confirmed": 1, "false": 0, "open": 0, "unseen": 0, "missed": 1, "spared": 1}
    assert found["newly_missed"] == [lost.pk]
    assert [row["name"] for row in found["enterprises"]] == [point.enterprise.name]
    trial.version.refresh_from_db()
    assert trial.version.tried_at == trial.ended_at


def _closed(row: Alarm) -> int:
    order = Incident.objects.get(pk=row.incident_id)
    order.pk, order.no, order.state, order.is_open = None, f"{order.no}-{row.pk}", "closed", False
    order.save()
    return order.pk


def test_a_cancelled_trial_is_left_and_a_broken_one_says_why() -> None:
    point, by = PointFactory(), UserFactory(role="duty_officer")
    trial = trial_of(point, by)
    job = runner.job_of(trial)
    half = b'{"progress": 0.5, "readings": 10, "at_ms": 1}'
    trials.trial_cancel(actor=by, trial=trial)
    runner.follow(trial.pk, job, iter([half, _never()]))  # the second line is not waited for
    trial.refresh_from_db()
    assert (trial.state, trial.result) == ("cancelled", None)
    again = trials.trial_begin(actor=by, version=trial.version, days=7)
    runner.follow(again.pk, job, [half])
    again.refresh_from_db()
    assert (again.state, "意外结束" in again.problem) == ("failed", True)


def _never() -> bytes:
    return b'{"progress": 1, "readings": 10, "at_ms": 1, "is_done": true}'
