"""kill -9 of gateway, alarms, history, worker and NATS under load: nothing acknowledged is lost, nothing is doubled."""

import asyncio
import json

import pytest

from tests.acceptance.river.kill_run import kill_run

pytestmark = pytest.mark.nats


@pytest.mark.timeout(170)
def test_a_few_kills_lose_nothing() -> None:
    verdict = asyncio.run(kill_run(kills=8, seed=20261123))
    assert verdict.acknowledged > 0
    assert verdict.transitions > 0
    assert verdict.is_clean, json.dumps(verdict.summary(), default=str)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_two_hundred_kills_lose_nothing() -> None:
    verdict = asyncio.run(kill_run(kills=200, seed=1))
    assert sum(verdict.kills.values()) >= 150, "some victims were already dead, most were not"
    assert verdict.is_clean, json.dumps(verdict.summary(), default=str)
