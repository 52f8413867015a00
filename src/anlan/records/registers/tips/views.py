"""Pages for the public: send a tip, see how far it is. They work without JavaScript and without signing in."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from anlan.records.core.errors import DomainError
from anlan.records.places.models import Town
from anlan.records.registers.tips.codes import WHOLE, secret_of
from anlan.records.registers.tips.intake import tip_receive
from anlan.records.registers.tips.keepers import keepers
from anlan.records.registers.tips.progress import progress_of
from anlan.records.registers.tips.reward import rule
from anlan.records.registers.tips.uploads import InMemory
from anlan.records.registry.limiter import Limiter

PHOTOS_MAX = 3
limiter = Limiter({"send": (6, 300), "look": (40, 4_000)})
TOO_OFTEN = "提交过于频繁，请一小时后再试；情况紧急请直接拨打 12350 或 119。"
_LENGTHS = {"what": (5, 2000, "请写明情况，5 至 2000 字。"), "where": (2, 200, "请写明地点，2 至 200 字。"),
            "contact": (0, 200, "联系方式不超过 200 字。")}  # fmt: skip


@csrf_exempt  # checked by the inner view: the way uploads are read must be set before the form is
@require_http_methods(["GET", "POST"])
def tip(request: HttpRequest) -> HttpResponse:
    """The form, and the code after it was sent."""
    request.upload_handlers = [InMemory(request)]
    return _tip(request)


@csrf_protect
def _tip(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        # The sign at a gate names its enterprise.
        return _form(request, {"where": request.GET.get("where", "")[:200]}, {})
    if not limiter.allows("send", request.META.get("REMOTE_ADDR", "")):
        return _form(request, request.POST.dict(), {"form": TOO_OFTEN}, 429)
    given = {name: request.POST.get(name, "").strip() for name in _LENGTHS}
    pictures = [file for file in request.FILES.getlist("photo") if file.size]
    wrong = {name: says for name, (least, most, says) in _LENGTHS.items() if not least <= len(given[name]) <= most}
    if len(pictures) > PHOTOS_MAX:
        wrong["photo"] = f"照片最多 {PHOTOS_MAX} 张。"
    if wrong:
        return _form(request, given, wrong, 422)
    try:
        code = tip_receive(**given, pictures=[file.read() for file in pictures])
    except DomainError as error:
        return _form(request, given, {"photo": error.fields.get("file", error.message)}, error.status)
    return _private(render(request, "tips/sent.html", {"code": _spaced(code), "plain": code}))


@csrf_protect
@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest, code: str = "") -> HttpResponse:
    """How far a tip is, for whoever knows its code."""
    code = re.sub(r"\D", "", code or request.POST.get("code", ""))
    if not code:
        return _private(render(request, "tips/progress.html", {"says": ""}))
    if not limiter.allows("look", request.META.get("REMOTE_ADDR", "")):
        return _private(render(request, "tips/progress.html", {"says": "查询过于频繁，请一小时后再试。"}, status=429))
    secret = secret_of(code) if len(code) == WHOLE else None
    if secret is None:
        says = "没有这个查询码，请核对 16 位数字。"
        return _private(render(request, "tips/progress.html", {"says": says}, status=404))
    return _private(render(request, "tips/progress.html", {"progress": progress_of(secret.tip, code)}))


def _form(request: HttpRequest, given: dict[str, str], wrong: dict[str, str], status: int = 200) -> HttpResponse:
    towns = Town.objects.values_list("name", flat=True)
    shown = {"given": given, "wrong": wrong, "towns": towns, "is_sealed": keepers() is not None, "rule": rule(),
             "photos_max": PHOTOS_MAX}  # fmt: skip
    return _private(render(request, "tips/form.html", shown, status=status))


def _spaced(code: str) -> str:
    return " ".join(code[n : n + 4] for n in range(0, WHOLE, 4))


def _private(answer: HttpResponse) -> HttpResponse:
    """Nothing of these pages stays in a cache or is told to the next site."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "same-origin"
    return answer
