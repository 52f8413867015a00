"""Two machines with their records on PostgreSQL: from a device's message to a work order, through crashes."""

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.acceptance.river.kill_run import kill_run
from tests.acceptance.scale_out.second_machine import KEYS, second_machine
from tests.servers import Missing, postgres

pytestmark = [pytest.mark.nats, pytest.mark.slow]


@pytest.fixture
def database_url() -> Iterator[str]:
    """An empty database on a cluster of its own."""
    try:
        with postgres.cluster() as url:
            yield url
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.mark.timeout(170)
def test_two_machines_on_postgres_make_work_orders_and_crashes_lose_and_double_nothing(
    database_url: str, tmp_path: Path
) -> None:
    shared = {"database_url": database_url, "lease_s": 2.0, **KEYS}
    beside = partial(second_machine, folder=tmp_path)
    verdict = asyncio.run(kill_run(kills=4, seed=20261124, beside=beside, **shared))
    assert verdict.acknowledged > 0
    assert verdict.transitions > 0
    assert verdict.incidents > 0
    assert verdict.is_clean, json.dumps(verdict.summary(), default=str)
