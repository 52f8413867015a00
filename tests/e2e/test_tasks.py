"""What a duty officer does at night, counted in clicks and keys from the moment of being signed in.

The browser itself counts. It comes after the closed loop of test_console.py, which wants no red alarm before its own.
"""

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Platform

# Slow: they raise alarms at the plant that the closed-loop tests share, and those then wait for an order that is open.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("e2e-pages")]

# A word typed into a field is one act, however many letters it has: the tests insert it whole.
COUNTER = """
sessionStorage.acts ??= 0
for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => sessionStorage.acts++, true)
"""


def counted(visitor: Visitor) -> int:
    """Clicks and keys so far."""
    return int(visitor.page.evaluate("sessionStorage.acts"))


@pytest.fixture
def duty(visit: Visit) -> Visitor:
    """A duty officer who has just signed in and has not touched anything yet."""
    visitor = visit("duty_officer")
    visitor.page.evaluate(COUNTER)
    assert counted(visitor) == 0
    return visitor


@pytest.fixture
def leak(platform: Platform) -> Iterator[None]:
    """The probe of the plant reads what makes a red alarm."""
    platform.plant.value = 160.0
    yield
    platform.plant.value = 2.0


def test_the_newest_red_alarm_is_acknowledged_and_dispatched_in_three(duty: Visitor, leak: None) -> None:
    page = duty.page
    page.locator("aside ol button", has_text="氨气浓度").filter(has_text="三级高报").first.click(timeout=60_000)
    page.locator(".quick button.main").click()
    page.locator(".quick >> text=/确认/").wait_for(state="detached")
    assert page.locator(".quick b", has_text="待签收").count() == 1, "somebody has the work order now"
    assert 1 <= counted(duty) <= 3


def test_who_has_not_answered_is_seen_in_two(duty: Visitor, leak: None) -> None:
    page = duty.page
    page.locator(".rail a[href='/incidents']").click()
    page.locator("a[href^='/incidents/']", has_text="冷冻").first.click(timeout=60_000)
    page.locator(".told >> text=/尚未在平台阅读|已在平台阅读/").first.wait_for()
    assert page.locator(".told .waits").count() > 0, "who has not read it is marked"
    assert 1 <= counted(duty) <= 2
