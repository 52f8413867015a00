"""A trial of two rule sets: what each raises, how far it is, and that it ends at its limits."""

import msgspec
import pytest

from anlan.alarms import trial as trials
from anlan.alarms.trial import Job, Line, Trial
from tests.unit.alarms.plant import T0, config, limit, point
from tests.unit.alarms.test_backtest import recording


def job(**more: int) -> Job:
    """The limit as it is and at 50; one hour with a minute at 40 in every ten."""
    return Job(before=config(point(limit())), after=config(point(limit("H", 50.0))),
               from_ms=T0, to_ms=T0 + 3_600_000, **more)  # fmt: skip


def test_both_rule_sets_judge_the_same_readings() -> None:
    trial = Trial(job())
    line = trial.feed(recording())
    done = trial.done()
    assert (line.readings, 0.99 < line.progress <= 1.0, line.is_done) == (720, True, False)
    assert [(p, at - T0, until - at) for p, at, until in done.before[:2]] == [
        (5, 540_000, 60_000),
        (5, 1_140_000, 60_000),
    ]
    assert (len(done.before), done.after, done.at_ms) == (6, (), T0 + 3_600_000)


def test_a_condition_that_still_stands_ends_with_the_recording() -> None:
    trial = Trial(job())
    trial.feed(recording())
    assert trial.done().before[-1] == (5, T0 + 3_540_000, T0 + 3_595_000)


def test_it_ends_at_its_limits_and_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    trial = Trial(job(most_readings=700))
    assert trial.stopped() == ""
    trial.feed(recording())
    assert trial.stopped() == "readings"
    assert trial.done("readings").at_ms == T0 + 3_595_000, "only as far as it looked"
    assert Trial(job(most_s=0)).stopped() == "time"
    monkeypatch.setattr(trials, "MOST_RAISES", 3)
    many = Trial(job())
    many.feed(recording())
    assert many.stopped() == "raises"


def test_job_and_lines_survive_the_pipe() -> None:
    sent = job()
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(sent), type=Job) == sent
    done = Trial(sent).done()
    assert msgspec.json.decode(msgspec.json.encode(done), type=Line) == done
