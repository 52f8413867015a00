"""Rosters over HTTP: edges only."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.accounts.selectors import person_list
from anlan.records.alarm_log.rows import person_data
from anlan.records.core import clock
from anlan.records.core.clock import LOCAL
from anlan.records.core.downloads import XLSX
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.notices import unreached
from anlan.records.rosters import handing, importing, selectors, services
from anlan.records.rosters.models import Handover, Post, Swap
from anlan.records.rosters.rows import gap_data, handover_data, post_data, shift_data, swap_data
from anlan.records.rosters.watching import gaps_of
from anlan.records.sites.tables.reading import require_small

router = Router(tags=["rosters"])

WEEK = timedelta(days=7)
HANDOVERS_SHOWN = 20
V, M = Permission.ROSTER_VIEW, Permission.ROSTER_MANAGE


class PostIn(StrictSchema):
    name: str = Field(min_length=1, max_length=64)
    role: str
    leader_id: int
    town_code: str = ""
    enterprise_id: int | None = None


class RotationIn(StrictSchema):
    """``people`` take turns; ``starts`` are the changes of shift, e.g. 08:00 and 20:00."""

    people: list[int] = Field(min_length=1, max_length=50)
    from_day: date
    days: int = Field(ge=1, le=92)
    starts: list[str] = Field(min_length=1, max_length=8)


class SubstituteIn(StrictSchema):
    """``person_id`` null takes a substitution back."""

    person_id: int | None = None
    reason: str = Field(min_length=2, max_length=200)


class SwapIn(StrictSchema):
    to_user_id: int
    with_shift_id: int | None = None
    reason: str = Field(min_length=2, max_length=200)


class AnswerIn(StrictSchema):
    agrees: bool


class HandoverIn(StrictSchema):
    incoming_id: int
    notes: str = Field("", max_length=2000)


@router.get("/rosters/posts", response={200: list[dict[str, Any]], **PROBLEMS})
def post_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Posts in scope, who sits there now, and the gaps of the coming week."""
    user = allowed(request, V)
    posts, now = list(selectors.post_list(for_user=user)), clock.now()
    present = selectors.shifts_now(posts, now)
    return [post_data(post, present[post.pk], gaps_of(post, now), user) for post in posts]


@router.post("/rosters/posts", response={201: dict[str, Any], **PROBLEMS})
def post_make(request: HttpRequest, body: PostIn) -> tuple[int, dict[str, Any]]:
    """Set up a post."""
    user = allowed(request, M)
    post = services.post_make(actor=user, request=request, **body.dict())
    return 201, post_data(post, [], gaps_of(post, clock.now()), user)


@router.get("/rosters/posts/{int:post_id}/week", response={200: dict[str, Any], **PROBLEMS})
def week(request: HttpRequest, post_id: int, day: date | None = None) -> dict[str, Any]:
    """Seven days from ``day`` (today): shifts, gaps, requests to swap, who may serve, and who cannot be reached."""
    user = allowed(request, V)
    post = selectors.post_get(for_user=user, post_id=post_id)
    first = datetime.combine(_within_years(day or clock.today()), time(), LOCAL)
    shifts = selectors.shifts_between(post, first, first + WEEK)
    return {
        "post": post_data(post, selectors.shifts_now([post], clock.now())[post.pk], gaps_of(post, clock.now()), user),
        "first_day": first.date().isoformat(),
        "days_off": selectors.days_off(first.date()),
        "shifts": [shift_data(shift) for shift in shifts],
        "gaps": [gap_data(gap) for gap in selectors.gaps_between(shifts, first, first + WEEK)],
        "swaps": [swap_data(swap) for swap in _open_swaps(post)],
        "people": [person_data(one) for one in _people_of(post, user)],
        "unreachable": _unreachable({shift.serves_id for shift in shifts if shift.ends_at > clock.now()}),
    }


def _unreachable(person_ids: set[int]) -> list[dict[str, Any]]:
    """Of those who will come: whom no channel in use could call, and what they lack (:mod:`notices.unreached`)."""
    missing = unreached.addresses_in_use()
    found = unreached.unreachable(User.objects.filter(pk__in=person_ids)).order_by("id")
    return [{**(person_data(one) or {}), "missing": missing} for one in found]


def _within_years(day: date) -> date:
    if not 2000 <= day.year <= 2200:
        raise Invalid(fields={"day": "日期不合理。"})
    return day


def _open_swaps(post: Post) -> list[Swap]:
    rows = Swap.objects.filter(shift__post=post, state="asked", shift__ends_at__gt=clock.now())
    along = [f"{shift}__{who}" for shift in ("shift", "with_shift") for who in ("person", "substitute", "serves")]
    return list(rows.select_related("asked_by", "asked_of", *along)[:50])


def _people_of(post: Post, user: User) -> list[User]:
    return [one for one in person_list(for_user=user).filter(role=post.role) if not services.fits(post, one)]


@router.post("/rosters/posts/{int:post_id}/rotation", response={200: dict[str, Any], **PROBLEMS})
def rotation(request: HttpRequest, post_id: int, body: RotationIn) -> dict[str, Any]:
    """Fill days by rotation; shifts that begin within them are replaced."""
    user = allowed(request, M)
    _within_years(body.from_day)
    shifts = services.rotation_apply(actor=user, post_id=post_id, request=request, **body.dict())
    return {"shifts": len(shifts)}


@router.post("/rosters/posts/{int:post_id}/import", response={200: dict[str, Any], **PROBLEMS})
def roster_import(request: HttpRequest, post_id: int, file: File[UploadedFile]) -> dict[str, Any]:
    """Take a roster in from Excel or CSV: 日期, 开始, 结束, 用户名, 替班用户名. All rows or none."""
    user = allowed(request, M)
    require_small(file.size)
    count = importing.roster_import(
        actor=user, post_id=post_id, file=BytesIO(file.read()), size=file.size or 0, name=file.name or "",
        request=request,
    )  # fmt: skip
    return {"shifts": count}


@router.get("/rosters/posts/{int:post_id}/file", response={200: bytes, **PROBLEMS})
def roster_file(request: HttpRequest, post_id: int, day: date | None = None) -> HttpResponse:
    """Four weeks from ``day`` as Excel, in the columns of the import."""
    user = allowed(request, V)
    post = selectors.post_get(for_user=user, post_id=post_id)
    first = datetime.combine(_within_years(day or clock.today()), time(), LOCAL)
    body = importing.template(selectors.shifts_between(post, first, first + 4 * WEEK))
    return HttpResponse(
        body, content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="roster.xlsx"', "Cache-Control": "no-store"},
    )  # fmt: skip


@router.post("/rosters/shifts/{int:shift_id}/substitute", response={200: dict[str, Any], **PROBLEMS})
def substitute(request: HttpRequest, shift_id: int, body: SubstituteIn) -> dict[str, Any]:
    """Send somebody else for one shift."""
    user = allowed(request, M)
    shift = services.shift_substitute(actor=user, shift_id=shift_id, request=request, **body.dict())
    return shift_data(shift)


@router.post("/rosters/shifts/{int:shift_id}/swap", response={201: dict[str, Any], **PROBLEMS})
def swap_ask(request: HttpRequest, shift_id: int, body: SwapIn) -> tuple[int, dict[str, Any]]:
    """Ask a colleague to take one's shift."""
    user = allowed(request, V)
    return 201, swap_data(services.swap_ask(actor=user, shift_id=shift_id, request=request, **body.dict()))


@router.post("/rosters/swaps/{int:swap_id}/answer", response={200: dict[str, Any], **PROBLEMS})
def swap_answer(request: HttpRequest, swap_id: int, body: AnswerIn) -> dict[str, Any]:
    """Agree to a swap, or not."""
    user = allowed(request, V)
    return swap_data(services.swap_answer(actor=user, swap_id=swap_id, agrees=body.agrees, request=request))


@router.get("/rosters/posts/{int:post_id}/handovers", response={200: dict[str, Any], **PROBLEMS})
def handover_list(request: HttpRequest, post_id: int) -> dict[str, Any]:
    """The last hand-overs of a post, and for whoever is on duty what they would hand over now, and to whom."""
    user = allowed(request, V)
    post = selectors.post_get(for_user=user, post_id=post_id)
    rows = Handover.objects.filter(post=post).select_related("outgoing", "incoming")[:HANDOVERS_SHOWN]
    hands = not handing.outgoing_refusal(post, user)
    return {
        "items": [handover_data(row) for row in rows],
        "serves": not services.fits(post, user),
        "on_duty": [person_data(shift.serves) for shift in selectors.shifts_now([post], clock.now())[post.pk]],
        "mine": handing.carried_by(post, user) if hands else None,
        "people": [person_data(one) for one in _people_of(post, user) if one.pk != user.pk] if hands else [],
        "next_up": handing.next_up(post, user) if hands else None,
    }


@router.post("/rosters/posts/{int:post_id}/handovers", response={201: dict[str, Any], **PROBLEMS})
def hand_over(request: HttpRequest, post_id: int, body: HandoverIn) -> tuple[int, dict[str, Any]]:
    """Sign as the outgoing person."""
    user = allowed(request, V)
    return 201, handover_data(handing.hand_over(actor=user, post_id=post_id, request=request, **body.dict()))


@router.post("/rosters/handovers/{int:handover_id}/take", response={200: dict[str, Any], **PROBLEMS})
def take(request: HttpRequest, handover_id: int) -> dict[str, Any]:
    """Sign as the incoming person; work orders and their notices move."""
    user = allowed(request, V)
    return handover_data(handing.take(actor=user, handover_id=handover_id, request=request))
