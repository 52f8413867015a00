"""A platform is upgraded in the middle of a night: alarms stand, work orders are under way, and nobody is forgotten."""

import json
from pathlib import Path

import pytest

from tests.factories import production

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def run(folder: Path, module: str) -> str:
    """What the process printed."""
    process = production.start(folder, f"import tests.integration.upgrade.{module}")
    printed, _ = process.communicate(timeout=800)
    assert process.returncode == 0, printed[-2000:]
    return printed


def test_standing_alarms_and_open_work_orders_go_on_where_they_were(tmp_path: Path) -> None:
    run(tmp_path, "older_release")
    said = json.loads(run(tmp_path, "next_release").splitlines()[-1])
    assert said == {
        "alarms": ["unacked", "acked", "shelved"],
        "problems": [],
        "rung up for what was told before": 0,
        "failed": False,
        "escalated to": ["duty", "manager", "officer"],
        "accepting": "",
        "feedback": ["", ""],
        "one's own": ["Forbidden", "Forbidden"],
        "another's": ["", ""],
        "failed later": False,
        "states": ["closed", "closed"],
        "hands": [True, True],
        "shelved": 0,
        "problems later": [],
    }
