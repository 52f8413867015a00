"""The duty room of the demo county: rosters without holes but one, a hand-over, a policy, and real names at night."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from anlan.domain.grades import Grade
from anlan.kit.settings import Settings
from anlan.records.core import clock
from anlan.records.dispatch import selectors
from anlan.records.dispatch.models import PolicyVersion
from anlan.records.dispatch.simulation import simulate
from anlan.records.notices.models import Notice
from anlan.records.rosters.models import Handover, Post, Shift, Swap
from anlan.records.rosters.selectors import shifts_now
from anlan.records.rosters.watching import gaps_due, gaps_of
from anlan.records.sites.models import Enterprise
from anlan.web.demo_seed import seed
from anlan.web.demo_seed_duty import duty_seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(tmp_path: Path) -> Settings:
    config = Settings(data=tmp_path)
    seed(config)
    return config


def sunday_at_3_10() -> datetime:
    local = clock.now().astimezone(clock.LOCAL)
    sunday = local + timedelta(days=(6 - local.weekday()) % 7 or 7)
    return sunday.replace(hour=3, minute=10, second=0, microsecond=0)


def test_the_duty_pages_of_the_county_have_something_to_show(county: Settings) -> None:
    posts, now = list(Post.objects.all()), clock.now()
    assert {post.role for post in posts} == {"duty_officer", "leader", "town_officer", "enterprise_manager"}
    assert all(shifts for shifts in shifts_now(posts, now).values())
    assert [post.name for post in posts if gaps_of(post, now)] == ["应急指挥中心值班"]
    stands_in = Shift.objects.exclude(substitute=None).get()
    assert stands_in.substitute != stands_in.person
    assert [swap.state for swap in Swap.objects.all()] == ["asked"]
    handover = Handover.objects.get()
    assert (handover.state, "检修" in handover.notes, handover.taken_at < now) == ("taken", True, True)
    assert gaps_due() == 1
    assert Notice.objects.filter(reason="roster_gap").count() == 1
    before = (Post.objects.count(), Shift.objects.count(), PolicyVersion.objects.count())
    assert duty_seed() == 0
    seed(county)
    assert (Post.objects.count(), Shift.objects.count(), PolicyVersion.objects.count()) == before


def test_who_would_be_told_on_sunday_at_3_10_has_names_from_the_rosters(county: Settings) -> None:
    at = sunday_at_3_10()
    book = selectors.book_at(at)
    plant = Enterprise.objects.filter(is_demo=True).order_by("pk")[0]
    found = simulate(book=book, grade=Grade.RED, kind="process", enterprise=plant, at=at)
    assert (book.version, "夜间" in found.policy.why, found.policy.arrive_within_s) == (2, True, 900.0)
    roles = {line.call.person.role for line in found.lines}
    assert roles >= {"enterprise_manager", "enterprise_principal", "town_officer", "duty_officer", "leader"}
    on_shift = [line for line in found.lines if line.call.pick.because == "shift"]
    assert {line.call.person.role for line in on_shift} >= {"town_officer", "duty_officer", "leader"}
    assert all("值班表" in line.why and line.call.person.name.startswith("演示") for line in on_shift)
    assert [draft.number for draft in PolicyVersion.objects.filter(state="draft")] == [3]
