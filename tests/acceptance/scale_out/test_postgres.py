"""The whole system with its records on PostgreSQL: from a device's message to a work order, through crashes."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from tests.acceptance.river.kill_run import kill_run
from tests.servers import Missing, postgres

pytestmark = pytest.mark.nats


@pytest.fixture
def database_url() -> Iterator[str]:
    """An empty database on a cluster of its own."""
    try:
        with postgres.cluster() as url:
            yield url
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.mark.timeout(170)
def test_readings_become_work_orders_on_postgres_and_crashes_lose_nothing(database_url: str) -> None:
    verdict = asyncio.run(kill_run(kills=3, seed=20261124, database_url=database_url))
    assert verdict.acknowledged > 0
    assert verdict.transitions > 0
    assert verdict.incidents > 0
    assert verdict.is_clean, json.dumps(verdict.summary(), default=str)
