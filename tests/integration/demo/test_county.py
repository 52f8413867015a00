"""The county in a box judges the platform: a short run in every suite, a long one among the slow tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.kit.settings import Settings
from tests.servers import database


def scored(duration_s: int, config: Settings, folder: Path) -> dict:
    """Run `anlan demo` as people do; returns its report, and fails when the command itself did.

    On a database that is migrated already: a first start makes it as ``database.migrated`` does.
    """
    database.place(config.data)
    report = folder / "r.json"
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "anlan.cli", "demo", "--duration", str(duration_s), "--report", str(report)]
    done = subprocess.run(
        command,
        env={**inherited, **config.as_environment(), "ANLAN_LOG_LEVEL": "WARNING"},
        capture_output=True,
        text=True,
        timeout=duration_s + 240,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return json.loads(report.read_text("utf-8"))


def is_clean(report: dict) -> bool:
    """The figures themselves, looked at a second time: an exit code of 0 must not be the only witness."""
    readings, alarms, incidents = report["readings"], report["alarms"], report["incidents"]
    return (
        readings["stored"] == readings["acknowledged"] - readings["stamped_twice"] > 1000
        and readings["lost"] == alarms["missed"] == alarms["spurious"] == alarms["not_cleared"] == 0
        and alarms["raised"] >= alarms["expected"] > 0
        and incidents["opened"] == incidents["closed"] > 0
    )


@pytest.mark.demo
@pytest.mark.nats
@pytest.mark.timeout(330)
def test_a_minute_in_the_county_is_watched_without_a_fault(test_settings: Settings, tmp_path: Path) -> None:
    report = scored(60, test_settings, tmp_path)
    assert is_clean(report), report
    people = report["people"]["actions"]
    assert min(people[step] for step in ("accept", "start", "feedback", "verify")) == report["incidents"]["opened"]
    assert report["hostile"]["bad_frames"] > 0
    truth = [json.loads(line) for line in (tmp_path / "r.truth.jsonl").read_text("utf-8").splitlines()]
    assert {line["type"] for line in truth} == {"story", "alarm"}


@pytest.mark.slow
@pytest.mark.demo
@pytest.mark.nats
@pytest.mark.timeout(1200)
def test_ten_minutes_in_the_county(test_settings: Settings, tmp_path: Path) -> None:
    report = scored(600, test_settings, tmp_path)
    assert is_clean(report), report
    assert report["alarms"]["expected"] >= 37  # every story fits
