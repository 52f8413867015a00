"""The shipped limits: what a limit raises, a value of its kind can end."""

import pytest

from anlan.domain.rule_set import KindRules, RuleLimit, rule_set

LIMITS = [(kind, limit) for kind in rule_set().values() for limit in kind.limits]


@pytest.mark.parametrize(("kind", "limit"), LIMITS, ids=lambda one: getattr(one, "kind", getattr(one, "label", "")))
def test_every_limit_can_clear(kind: KindRules, limit: RuleLimit) -> None:
    """An alarm ends when the value is farther from its set point than the deadband. Minutes owed are never below 0, so
    with a set point of 0 it would stand for ever."""
    clears_beyond = limit.set_point - limit.direction * limit.deadband
    low, high = (getattr(kind, name) for name in ("range_low", "range_high"))
    if limit.direction > 0:
        assert low is None or clears_beyond > low
    else:
        assert high is None or clears_beyond < high
