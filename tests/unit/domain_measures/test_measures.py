"""The measures card: every alarm that the rule set can raise says what to do, and which paper says so."""

import pytest

from anlan.domain.measures import measures_for
from anlan.domain.rule_set import rule_set

GASES = {"nh3_concentration": ("H", "HH", "HHH", "IDLH"), "h2_concentration": ("H", "HH"), "dust_concentration": ("H",)}


@pytest.mark.parametrize(("kind", "label"), [(kind, label) for kind, labels in GASES.items() for label in labels])
def test_what_can_kill_has_a_card_for_the_plant_in_order(kind: str, label: str) -> None:
    steps = [m for m in measures_for(kind, "limit", label) if m.actor == "enterprise" and not m.is_avoid]
    assert [m.step for m in steps] == sorted(m.step for m in steps)
    assert len(steps) >= 2


@pytest.mark.parametrize("rule", ["offline", "fault", "stuck"])
def test_instrument_trouble_has_a_card_whatever_it_measures(rule: str) -> None:
    assert measures_for("anything", rule, rule) == measures_for("nh3_concentration", rule, rule) != []


def test_every_limit_of_the_rule_set_has_a_card() -> None:
    without = {
        (kind, limit.label)
        for kind, defaults in rule_set().items()
        for limit in defaults.limits
        if not measures_for(kind, "limit", limit.label)
    }
    assert without == set()


def test_papers_are_named_as_an_official_knows_them() -> None:
    sources = {m.source for m in measures_for("nh3_concentration", "limit", "HHH")}
    assert sources == {"GB 28009-2011《冷库安全规程》；液氨泄漏处置步骤（公开资料）"}


def test_the_worst_ammonia_card_says_what_must_not_be_done() -> None:
    assert any("不得" in m.text or m.is_avoid for m in measures_for("nh3_concentration", "limit", "HHH"))
