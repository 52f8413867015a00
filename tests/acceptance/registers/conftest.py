"""What the public sends is counted by the hour of the test's clock, and every test's day is the same: begin anew."""

import pytest

from anlan.records.registers.outreach import views as outreach
from anlan.records.registers.tips import views as tips
from anlan.records.registers.training import views as training


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    for module in (outreach, tips, training):
        module.limiter.forget()
