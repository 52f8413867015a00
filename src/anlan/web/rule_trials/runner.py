"""Runs a trial in a process of its own at the lowest priority and tells the records how far it is.

A thread per trial reads the process's lines. Cancelling ends the process with its next line, or at once when it was
started here. When this web process dies, the trial's next line finds nobody and ends it; the records then call it
interrupted (``records.rules.choices.TRIAL_SILENT``).
"""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterable

import msgspec
from django.db import close_old_connections, connection

from anlan.alarms.trial import Job, Line
from anlan.kit.logs import get_logger
from anlan.records.rules import trials
from anlan.records.rules.models import RuleTrial
from anlan.records.rules.targets import target_of

log = get_logger(__name__)

COMMAND = [sys.executable, "-m", "anlan.alarms.trial"]
_running: dict[int, "subprocess.Popen[bytes]"] = {}


def job_of(trial: RuleTrial) -> Job:
    """What is to be tried: the part of the configuration its draft is about, before and after."""
    before, after = target_of(trial.version.target, trial.version.content).configs(trial.version.content)
    begins, ends = trials.window_ms(trial)
    return Job(before=before, after=after, from_ms=begins, to_ms=ends)


def start(trial: RuleTrial) -> None:
    """Start the process and follow it."""
    job = job_of(trial)
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own module
    _running[trial.pk] = process
    threading.Thread(target=_run, args=(trial.pk, job, process), name=f"trial-{trial.pk}", daemon=True).start()


def stop(trial_id: int) -> None:
    """End its process when it was started here."""
    if process := _running.get(trial_id):
        process.kill()


def _run(trial_id: int, job: Job, process: "subprocess.Popen[bytes]") -> None:
    close_old_connections()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(msgspec.msgpack.encode(job))
        follow(trial_id, job, process.stdout)
    except Exception:
        log.exception("a trial could not be followed", trial=trial_id)
        trials.trial_fail(trial_id, "推演结果无法记录，请查看日志后重新推演。")
    finally:
        process.kill()
        process.wait()
        _running.pop(trial_id, None)
        connection.close()


def follow(trial_id: int, job: Job, lines: Iterable[bytes]) -> None:
    """Take what the process says until it is done, cancelled or gone."""
    for text in lines:
        line = msgspec.json.decode(text, type=Line)
        if line.problem:
            return trials.trial_fail(trial_id, f"历史数据读取失败：{line.problem}")
        if line.is_done:
            points = sorted({p.id for p in (*job.before.points, *job.after.points)})
            return trials.trial_done(
                trial_id, points=points, before=list(line.before), after=list(line.after), covered_to_ms=line.at_ms,
                readings=line.readings, stopped=line.stopped,
            )  # fmt: skip
        if not trials.trial_beat(trial_id, progress=line.progress, readings=line.readings):
            return None
    return trials.trial_fail(trial_id, "推演进程意外结束，请查看日志后重新推演。")
