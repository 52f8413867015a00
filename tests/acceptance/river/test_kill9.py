"""kill -9 of gateway, alarms, history, worker and NATS under load: nothing acknowledged is lost, nothing is doubled."""

import asyncio
import json

import pytest

from tests.acceptance.river.kill_run import kill_run
from tests.acceptance.river.sabotage import SABOTAGES

pytestmark = pytest.mark.nats


@pytest.mark.timeout(170)
def test_a_few_kills_lose_nothing() -> None:
    verdict = asyncio.run(kill_run(kills=5, seed=20261123))
    assert verdict.acknowledged > 0
    assert verdict.transitions > 0
    assert verdict.is_clean, json.dumps(verdict.summary(), default=str)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_two_hundred_kills_lose_nothing() -> None:
    verdict = asyncio.run(kill_run(kills=200, seed=1))
    assert sum(verdict.kills.values()) == 200
    assert verdict.is_clean, json.dumps(verdict.summary(), default=str)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("what", sorted(SABOTAGES.keys() - {"hurried"}))
def test_the_run_finds_a_promise_broken_on_purpose(what: str) -> None:
    """Negative control: the same run over a platform that does not keep its word must not be clean."""
    verdict = asyncio.run(kill_run(kills=12, seed=7, victims=(SABOTAGES[what],), sabotage=what))
    assert not verdict.is_clean, f"{what} went unnoticed: {json.dumps(verdict.summary(), default=str)}"
