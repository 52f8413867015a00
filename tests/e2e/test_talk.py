"""Two people talk on an emergency command, each in a browser: what one says, the other reads and is told of."""

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.platform import Platform
from tests.e2e.shots import shows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("e2e")]

COMMAND = """
from anlan.records.accounts.models import User
from anlan.records.registers.drills.register import COMMANDS
from anlan.records.registry.services import record_create
from anlan.records.sites.models import Enterprise
told = {"title": "隧道坍塌", "event": "出口段坍塌，3 人被困", "place": "某隧道", "level": 3}
made = record_create(COMMANDS, actor=User.objects.filter(role="duty_officer").first(),
                     values={**told, "enterprise": Enterprise.objects.first().pk})
print(f"{made.pk} {User.objects.filter(role='leader', is_active=True).first().name}")
"""


def test_what_one_says_the_other_reads_without_asking(visit: Visit, platform: Platform) -> None:
    record, leader_name = platform.manage(COMMAND).split()[-2:]
    leader, duty = visit("leader"), visit("duty_officer")
    for one in (leader, duty):
        one.opens(f"/registers/commands/{record}")
        shows(one, "talk-open")
        one.page.wait_for_selector("text=还没有人发言")
    box = duty.page.locator(".talk textarea")
    box.press_sequentially(f"请 @{leader_name[:-1]}")
    duty.page.locator(".offered button", has_text=leader_name).first.wait_for()
    assert duty.faults() == []
    box.press("Enter")  # takes the name; a second one sends
    box.press_sequentially("到场")
    box.press("Enter")
    duty.page.wait_for_selector(".talk li.mine")
    leader.page.wait_for_selector(f".talk li:not(.mine) >> text=请 @{leader_name} 到场")
    shows(duty, "talk")
    leader.is_sound()
    leader.opens("/leader")
    duty.is_sound()
    leader.page.locator("header").get_by_role("button", name="通知").first.click()
    leader.page.locator("#notice-list button", has_text=f"请 @{leader_name} 到场").click()
    leader.page.wait_for_url(f"**/registers/commands/{record}")
