"""Every test here is a duty log on a working day; a test that needs a night asks for one."""

from collections.abc import Iterator

import pytest

from tests.acceptance.timeline import Timeline, duty_log


@pytest.fixture
def log(db: None) -> Iterator[Timeline]:
    """Monday afternoon, 14:00 in Asia/Shanghai."""
    with duty_log("2026-11-23 14:00") as played:
        yield played


@pytest.fixture
def night(db: None) -> Iterator[Timeline]:
    """The same plant at three in the morning."""
    with duty_log("2026-11-23 03:00") as played:
        yield played
