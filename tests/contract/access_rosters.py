"""Access rows of duty rosters and hand-overs."""

from datetime import timedelta

from anlan.records.accounts.choices import Permission, Role
from anlan.records.core import clock
from anlan.records.rosters.models import Handover, Post, Shift, Swap
from tests.contract.access import Place, Route, World

V, M = Permission.ROSTER_VIEW, Permission.ROSTER_MANAGE
#: Not on this person's roster, or not theirs to answer: the workflow's answer, not access.
STATE = frozenset({409, 422})


def _post(world: World, place: Place) -> Post:
    row = Post.objects.filter(enterprise=place.enterprise).first()
    if row is None:
        leader = world.person(Role.ENTERPRISE_PRINCIPAL, place)
        row = Post.objects.create(name="值班室", role="enterprise_manager", enterprise=place.enterprise, leader=leader)
    return row


def _shift(world: World, place: Place) -> Shift:
    post, now = _post(world, place), clock.now()
    row = Shift.objects.filter(post=post).first()
    if row is None:
        who = world.person(Role.ENTERPRISE_MANAGER, place)
        row = Shift.objects.create(post=post, person=who, serves=who, begins_at=now, ends_at=now + timedelta(hours=12))
    return row


def post(world: World, place: Place) -> dict[str, object]:
    return {"post_id": _post(world, place).pk}


def shift(world: World, place: Place) -> dict[str, object]:
    return {"shift_id": _shift(world, place).pk}


def swap(world: World, place: Place) -> dict[str, object]:
    row = _shift(world, place)
    return {"swap_id": Swap.objects.create(shift=row, asked_by=row.person, asked_of=row.person, reason="家事").pk}


def handover(world: World, place: Place) -> dict[str, object]:
    row = _shift(world, place)
    made = Handover.objects.create(post=row.post, outgoing=row.person, incoming=row.person)
    return {"handover_id": made.pk}


def person(world: World, place: Place) -> int:
    return world.person(Role.ENTERPRISE_MANAGER, place).pk


def new_post(world: World, place: Place) -> dict[str, object]:
    count = Post.objects.count()
    leader = world.person(Role.ENTERPRISE_PRINCIPAL, place).pk
    return {
        "name": f"岗位 {count}", "role": "enterprise_manager", "leader_id": leader,
        "enterprise_id": place.enterprise.pk,
    }  # fmt: skip


def rotation(world: World, place: Place) -> dict[str, object]:
    return {"people": [person(world, place)], "from_day": "2026-11-24", "days": 1, "starts": ["08:00"]}


FILE = "日期,开始,结束,用户名\n2026-11-24,08:00,20:00,nobody\n".encode()

ROUTES = [
    Route("GET", "/api/rosters/posts", V),
    Route("POST", "/api/rosters/posts", M, body=new_post),
    Route("GET", "/api/rosters/posts/{post_id}/week", V, post),
    Route("POST", "/api/rosters/posts/{post_id}/rotation", M, post, body=rotation),
    Route("POST", "/api/rosters/posts/{post_id}/import", M, post, upload=FILE, may_answer=STATE),
    Route("GET", "/api/rosters/posts/{post_id}/file", V, post),
    Route("POST", "/api/rosters/shifts/{shift_id}/substitute", M, shift,
          body=lambda w, p: {"person_id": person(w, p), "reason": "请假"}),
    Route("POST", "/api/rosters/shifts/{shift_id}/swap", V, shift,
          body=lambda w, p: {"to_user_id": person(w, p), "reason": "家事"}, may_answer=STATE),
    Route("POST", "/api/rosters/swaps/{swap_id}/answer", V, swap, body=lambda w, p: {"agrees": True},
          may_answer=STATE),
    Route("GET", "/api/rosters/posts/{post_id}/handovers", V, post),
    Route("POST", "/api/rosters/posts/{post_id}/handovers", V, post,
          body=lambda w, p: {"incoming_id": person(w, p)}, may_answer=STATE),
    Route("POST", "/api/rosters/handovers/{handover_id}/take", V, handover, may_answer=STATE),
]  # fmt: skip
