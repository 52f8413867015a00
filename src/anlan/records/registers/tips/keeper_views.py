"""The keepers' page: take office, ask for an opening, open together. Server-rendered, so that nothing is kept by it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from anlan.records.accounts.models import User
from anlan.records.core.errors import DomainError
from anlan.records.registers.tips import keepers
from anlan.records.registers.tips.models import Keeper, Opening


@csrf_protect
@require_http_methods(["GET", "POST"])
def keepers_page(request: HttpRequest) -> HttpResponse:
    """For those with the right ``tips.keep``; everybody else is sent away."""
    user = request.user
    if not isinstance(user, User):
        return redirect("/?next=/keepers-of-tips")
    if not user.may(keepers.KEEP):
        return _page(request, {"says": "您的角色没有保管密封信息的权限。"}, 403)
    if request.method == "GET":
        return _page(request, {})
    try:
        return _page(request, _DOES[request.POST.get("does", "")](request, user))
    except KeyError:
        return _page(request, {"says": "没有这个操作。"}, 422)
    except DomainError as error:
        return _page(request, {"says": "".join(error.fields.values()) or error.message}, error.status)


def _take_office(request: HttpRequest, user: User) -> dict[str, Any]:
    keepers.keeper_take_office(actor=user, passphrase=request.POST.get("passphrase", ""), request=request)
    return {"done": "您已成为保管人。口令不能找回，请妥善保存。"}


def _leave(request: HttpRequest, user: User) -> dict[str, Any]:
    keepers.keeper_leave(actor=user, reason=request.POST.get("reason", ""), request=request)
    return {"done": "已卸任。此前密封的信息仍须您的口令才能开启。"}


def _ask(request: HttpRequest, user: User) -> dict[str, Any]:
    given = {name: request.POST.get(name, "") for name in ("no", "reason", "passphrase")}
    keepers.opening_ask(actor=user, request=request, **given)
    return {"done": "已提出申请，请另一位保管人在 24 小时内共同开启。"}


def _open(request: HttpRequest, user: User) -> dict[str, Any]:
    opening_id = request.POST.get("opening", "")
    opened = keepers.opening_complete(
        actor=user, opening_id=int(opening_id) if opening_id.isdecimal() and len(opening_id) < 16 else 0,
        passphrase=request.POST.get("passphrase", ""), request=request,
    )  # fmt: skip
    return {"opened": opened}


_DOES = {"take_office": _take_office, "leave": _leave, "ask": _ask, "open": _open}


def _page(request: HttpRequest, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    shown = {"keepers": None, **shown}
    if isinstance(request.user, User) and request.user.may(keepers.KEEP):
        rows = Opening.objects.select_related("tip", "asked_by", "opened_by")[:50]
        office = Keeper.objects.filter(retired_at=None).select_related("person").order_by("half")
        shown = {**shown, "openings": rows, "keepers": office, "mine": keepers.keeper_of(request.user)}
    answer = render(request, "tips/keepers.html", shown, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
