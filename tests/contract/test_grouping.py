"""Tests of one `xdist_group` run in one process: the browser tests share a platform that takes half a minute to start.

When a new pytest and an old xdist stop understanding each other, nothing fails; everything only starts again and again.
"""

import subprocess
import sys
from pathlib import Path

import pytest

GROUPED = """
import os, pathlib, pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_of_a_group(number):
    pathlib.Path(__file__).with_name(f"{os.getpid()}.ran").touch()
"""


@pytest.mark.slow
def test_a_group_of_tests_stays_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "test_grouped.py").write_text(GROUPED)
    command = ["-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider", "-c", "/dev/null"]
    told = subprocess.run(
        [sys.executable, *command, f"--rootdir={tmp_path}", str(tmp_path)], capture_output=True, text=True, timeout=120
    )
    assert "8 passed" in told.stdout, told.stdout + told.stderr
    assert len(list(tmp_path.glob("*.ran"))) == 1
