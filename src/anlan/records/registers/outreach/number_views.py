"""The page that takes a list of numbers for a mass text: server-rendered, so that no browser keeps anything of it."""

from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from anlan.records.accounts.models import User
from anlan.records.core.errors import DomainError, Invalid
from anlan.records.registers.outreach import texting
from anlan.records.registers.outreach.register import SMS
from anlan.records.registry import selectors


@csrf_protect
@require_http_methods(["GET", "POST"])
def numbers_page(request: HttpRequest, record_id: int) -> HttpResponse:
    """For those who may send; shows how many numbers there are, never which."""
    user = request.user
    if not isinstance(user, User):
        return redirect(f"/?next=/sms-numbers/{record_id}")
    if not user.may(SMS.right("send")):
        return _page(request, {"says": "您的角色没有发送短信的权限。"}, 403)
    try:
        campaign = selectors.record_get(SMS, for_user=user, record_id=record_id)
        if request.method == "POST":
            campaign = _take(request, user, record_id)
            return _page(request, {"campaign": campaign, "done": f"已收到 {campaign.number_count} 个号码。"})
    except DomainError as error:
        return _page(request, {"says": "".join(error.fields.values()) or error.message}, error.status)
    return _page(request, {"campaign": campaign})


def _take(request: HttpRequest, user: User, record_id: int) -> Any:
    file = request.FILES.get("file")
    if file is None:
        raise Invalid("请选择文件。")
    return texting.numbers_take(
        SMS, actor=user, record_id=record_id, file=BytesIO(file.read()), size=file.size or 0, name=file.name or "",
        request=request,
    )  # fmt: skip


def _page(request: HttpRequest, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    most = {"most": texting.NUMBERS_MAX, "column": texting.COLUMN}
    answer = render(request, "outreach/numbers.html", {**most, **shown}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
