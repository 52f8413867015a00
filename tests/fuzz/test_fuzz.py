"""Fuzzed input does no harm: no exception, no growth of memory, nothing slower than 50 ms."""

import json

import pytest

from tests.fuzz.__main__ import TARGETS, fuzz
from tests.fuzz.runner import SLOW_S, Report

SEED = 20261123


def judge(report: Report) -> None:
    print(json.dumps(report.as_dict(), indent=1))
    assert report.is_clean, report.as_dict()
    assert report.outcomes["stored"] > report.inputs // 100, "most inputs never reached the part that stores"


@pytest.mark.parametrize("name", list(TARGETS))
async def test_forty_thousand_inputs_do_no_harm(name: str) -> None:
    judge(await fuzz(name, SEED, 40_000))


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("name", list(TARGETS))
async def test_a_million_inputs_do_no_harm(name: str) -> None:
    judge(await fuzz(name, SEED, 1_000_000))


def test_a_report_knows_harm() -> None:
    assert Report("x", 1).is_clean
    assert not Report("x", 1, errors=["input 1"]).is_clean
    assert not Report("x", 1, slow=[f"above {SLOW_S}"]).is_clean
    assert not Report("x", 1, growth_blocks=10**6).is_clean
    assert not Report("x", 1, growth_mb=100).is_clean
