"""Every plug-in rule there is, with the sample package from ``tests/recordings/rules`` installed beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from anlan.alarms import rule_catalogue
from anlan.bus.messages import RuleConfig
from tests.unit.alarms.streams import Stream, random_stream

SAMPLE = Path(__file__).parents[2] / "recordings" / "rules" / "sample_package"
NAMES = ["deviation", "total", "voting"]


@contextmanager
def sample_installed() -> Iterator[None]:
    """The sample package on the path, as ``pip install`` would put it there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SAMPLE)
        rule_catalogue.rule_types.cache_clear()
        try:
            yield
        finally:
            rule_catalogue.rule_types.cache_clear()


def with_rules(stream: Stream, rule: str, seed: int, count: int = 4) -> Stream:
    """The stream with some examples of a rule over random points, some of them shared."""
    rng = np.random.default_rng(seed)
    folder = rule_catalogue.folder_of(rule_catalogue.rule_types()[rule])
    example = rule_catalogue.manifest(folder).example
    assert example is not None
    ids = [p.id for p in stream.config.points]
    rules: list[RuleConfig] = []
    for number in range(count):
        points = [int(p) for p in rng.permutation(ids)]
        rules.append(replace(example.config(rule, points, f"r{number}"), label=f"{example.label}{number}"))
    return Stream(replace(stream.config, rules=rules), stream.entries)


def rule_stream(rule: str, seed: int, steps: int = 40) -> Stream:
    """A random log over a few points, so that points of one rule are read together."""
    return with_rules(random_stream(seed, steps, least_points=5, most_points=9), rule, seed)
