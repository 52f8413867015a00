"""Puts rosters and a dispatch policy into the county, once, through their services: also into one that is older.

A quarter of shifts from yesterday on, one substitution, one swap that waits, one hand-over with its notes, and one gap,
so that every page of the duty room has something to show. Names are those of :mod:`anlan.demo.plan`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from anlan.domain.clock import ManualClock
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.dispatch import services as dispatch
from anlan.records.dispatch import shipped
from anlan.records.dispatch.choices import When
from anlan.records.dispatch.policy import Rule, Step
from anlan.records.rosters import handing, services
from anlan.records.rosters.models import Post, Shift

DAYS = 90
TWICE, ONCE = ("08:00", "20:00"), ("08:00",)
NOTES = "演示：2 号冷库压缩机检修至次日 12:00，期间排气温度报警按检修停用处理；夜间请每两小时核对一次氨气测点。"


@transaction.atomic
def duty_seed() -> int:
    """Make posts, shifts, a hand-over and a policy; returns how many posts were made, 0 where there are any."""
    people = list(User.objects.filter(username__startswith="demo-", is_active=True).order_by("pk"))
    if Post.objects.exists() or not people:
        return 0
    leader = _of(people, Role.LEADER)[0]
    desk = _county(people, leader)
    for officer in _firsts(_of(people, Role.TOWN_OFFICER), "town_id"):
        _town(officer, [p for p in _of(people, Role.TOWN_OFFICER) if p.town_id == officer.town_id])
    for manager in _of(people, Role.ENTERPRISE_MANAGER):
        _plant(manager)
    _life(desk)
    _policy(_of(people, Role.DUTY_OFFICER)[0], leader)
    return Post.objects.count()


def _of(people: list[User], role: Role) -> list[User]:
    return [person for person in people if person.role == role]


def _firsts(people: list[User], name: str) -> list[User]:
    return list({getattr(person, name): person for person in reversed(people)}.values())[::-1]


def _roster(actor: User, post: Post, people: list[User], starts: tuple[str, ...], days: int = DAYS) -> None:
    services.rotation_apply(
        actor=actor, post_id=post.pk, people=[p.pk for p in people], from_day=clock.today() - timedelta(days=1),
        days=days, starts=starts,
    )  # fmt: skip


def _county(people: list[User], leader: User) -> Post:
    """The bureau's desk, day and night, and the leader who answers for it; that desk is returned."""
    watch = _of(people, Role.DUTY_OFFICER)
    desk = services.post_make(actor=watch[0], name="应急指挥中心值班", role=Role.DUTY_OFFICER, leader_id=leader.pk)
    _roster(watch[0], desk, watch, TWICE)
    head = services.post_make(actor=watch[0], name="局带班领导", role=Role.LEADER, leader_id=leader.pk)
    _roster(watch[0], head, _of(people, Role.LEADER)[::-1], ONCE)
    return desk


def _town(officer: User, colleagues: list[User]) -> None:
    post = services.post_make(
        actor=officer,
        name="街道安全值班",
        role=Role.TOWN_OFFICER,
        leader_id=officer.pk,
        town_code=officer.town_id or "",
    )
    _roster(officer, post, colleagues, ONCE)


def _plant(manager: User) -> None:
    post = services.post_make(
        actor=manager, name="企业安全值班", role=Role.ENTERPRISE_MANAGER, leader_id=manager.pk,
        enterprise_id=manager.enterprise_id,
    )  # fmt: skip
    _roster(manager, post, [manager], ONCE)


def _life(desk: Post) -> None:
    """What happens at a desk: the last change of shift was signed, tomorrow somebody stands in, a swap is asked for,
    and six days ahead a night is not covered."""
    shifts = list(Shift.objects.filter(post=desk).select_related("person").order_by("begins_at"))
    now = clock.now()
    at = next(n for n, shift in enumerate(shifts) if shift.ends_at > now)
    before, present, following = shifts[at - 1], shifts[at], shifts[at + 1]
    with _at(present.begins_at):
        made = handing.hand_over(actor=before.person, post_id=desk.pk, incoming_id=present.person_id, notes=NOTES)
        handing.take(actor=present.person, handover_id=made.pk)
    later = shifts[at + 2]
    instead = next(person for person in (before.person, present.person) if person != later.person)
    services.shift_substitute(
        actor=later.person, shift_id=later.pk, person_id=instead.pk, reason="演示：原值班人参加培训"
    )
    services.swap_ask(
        actor=following.person, shift_id=following.pk, to_user_id=before.person_id, with_shift_id=None,
        reason="演示：家中有事",
    )  # fmt: skip
    shifts[at + 12].delete()
    services.roster_changed(desk)


@contextmanager
def _at(instant: datetime) -> Iterator[None]:
    with clock.use_clock(ManualClock(instant)):
        yield


def _policy(drafter: User, leader: User) -> None:
    """Version 2: at night the street's officer goes to a red alarm at once, and there are minutes to arrive and report.

    Drafted by one, tried, and put in force by another, as the platform asks of everybody. A draft of version 3 waits.
    """
    second = dispatch.draft_make(actor=drafter, from_number=shipped.NUMBER, title="演示：夜间红色报警街道同步到场")
    red = next(rule for rule in shipped.rules() if rule.grade == "red")
    night = replace(
        red, when=When.NIGHT.value, channel="call", night_factor=1.0, accept_within_s=60.0, arrive_within_s=900.0,
        report_within_s=1200.0, first=(*red.first, "town_officer"), inform=("duty_officer",),
        steps=_closer(red.steps), source="演示", mark="", note="演示规则，不作为正式策略",
    )  # fmt: skip
    _edit(second.number, drafter, [*shipped.rules(), night])
    dispatch.simulated(number=second.number)
    dispatch.publish(actor=leader, number=second.number, reason="演示")
    third = dispatch.draft_make(actor=drafter, from_number=second.number, title="演示草稿：橙色报警二十分钟到场")
    rules = [
        replace(rule, arrive_within_s=1200.0) if rule.grade == "orange" else rule for rule in (*shipped.rules(), night)
    ]
    _edit(third.number, drafter, rules)


def _edit(number: int, actor: User, rules: list[Rule]) -> None:
    dispatch.draft_edit(actor=actor, number=number, rules=rules, title="")


def _closer(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """By night the ladder is climbed in half the time."""
    return tuple(replace(step, after_s=step.after_s / 2) for step in steps)
