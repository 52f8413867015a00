"""Signing in to a training with a phone, reading its lesson and answering its paper. No account, no JavaScript."""

import secrets

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from anlan.records.accounts.models import User
from anlan.records.core.errors import DomainError, NotFound
from anlan.records.core.qr import picture
from anlan.records.registers.training.models import Attendance, Batch
from anlan.records.registers.training.papers import mark, paper_of
from anlan.records.registers.training.register import BATCHES
from anlan.records.registers.training.signing import GOOD_FOR_S, CodeOver, batch_of, token_of
from anlan.records.registry import selectors
from anlan.records.registry.limiter import Limiter

ATTENDANCES_MAX = 2_000
PAPER_FOR_S = 86_400
limiter = Limiter({"sign": (300, 5_000)})  # a whole hall may sign in from one address
_papers = TimestampSigner(salt="anlan.training.paper", sep=".")


@require_safe
def code(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The code for the wall; drawn anew whenever the page reloads, every five minutes."""
    user = request.user
    if not isinstance(user, User) or not user.may(BATCHES.right("run")):
        return _says(request, "请由有权举办培训的人员登录后打开。", 403)
    try:
        batch = selectors.record_get(BATCHES, for_user=user, record_id=batch_id)
    except DomainError as error:
        return _says(request, error.message, error.status)
    address = request.build_absolute_uri(f"/sign-in-sheet/{token_of(batch.pk)}")
    shown = {"batch": batch, "picture": mark_safe(picture(address)), "address": address}  # noqa: S308 - drawn by us
    answer = _private(render(request, "training/code.html", shown))
    answer["Refresh"] = str(GOOD_FOR_S // 2)
    return answer


@csrf_protect
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Name and unit; the same person signs in once."""
    try:
        batch = _open_batch(token)
    except DomainError as error:
        return _says(request, error.message, error.status)
    if request.method == "GET":
        return _private(render(request, "training/sign_in.html", {"batch": batch}))
    name, unit = (request.POST.get(one, "").strip() for one in ("name", "unit"))
    if not 2 <= len(name) <= 32 or not 2 <= len(unit) <= 100:
        shown = {"batch": batch, "says": "请填写姓名和单位。", "name": name, "unit": unit}
        return _private(render(request, "training/sign_in.html", shown, status=422))
    if not limiter.allows("sign", request.META.get("REMOTE_ADDR", "")):
        return _says(request, "签到过于频繁，请稍后再试或找现场工作人员登记。", 429)
    if batch.attendances.count() >= ATTENDANCES_MAX:
        return _says(request, "签到人数已满，请联系现场工作人员。", 429)
    seed = secrets.randbelow(2**31)
    row, _ = Attendance.objects.get_or_create(batch=batch, name=name, unit=unit, defaults={"paper_seed": seed})
    return redirect(f"/sign-in-sheet/paper/{_papers.sign(str(row.pk))}")


@csrf_protect
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The lesson, and a paper of one's own; marked once."""
    try:
        row = _attendance(token)
    except DomainError as error:
        return _says(request, error.message, error.status)
    course = row.batch.course
    questions = paper_of(course, row.paper_seed) if course else []
    if request.method == "POST" and row.score_percent is None and row.batch.state == "planned" and questions:
        row.score_percent = mark(questions, request.POST.dict())
        row.save(update_fields=["score_percent"])
    least = course.pass_percent if course else 0
    shown = {"row": row, "course": course, "has_passed": (row.score_percent or 0) >= least,
             "questions": [(one, [(key, getattr(one, key)) for key in "abcd" if getattr(one, key)])
                           for one in questions]}  # fmt: skip
    return _private(render(request, "training/paper.html", shown))


def _open_batch(token: str) -> Batch:
    batch = Batch.objects.filter(pk=batch_of(token), state="planned").first()
    if batch is None:
        raise CodeOver
    return batch


def _attendance(token: str) -> Attendance:
    try:
        pk = int(_papers.unsign(token, max_age=PAPER_FOR_S))
    except (BadSignature, ValueError) as error:
        raise CodeOver from error
    row = Attendance.objects.filter(pk=pk).select_related("batch__course").first()
    if row is None:
        raise NotFound
    return row


def _says(request: HttpRequest, text: str, status: int) -> HttpResponse:
    return _private(render(request, "training/says.html", {"says": text}, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
