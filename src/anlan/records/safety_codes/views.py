"""A scanned code: an officer gets the file, everybody else what is public. And the sheet to print. No JavaScript."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from anlan.kit.settings import settings
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core.qr import picture
from anlan.records.places.county import county
from anlan.records.registry.limiter import Limiter
from anlan.records.safety_codes.selectors import code_of, codes_in_force, enterprise_of, public_facts
from anlan.records.sites.models import Enterprise

#: A market street scans from one address; who tries codes out needs more than a lifetime at this pace.
limiter = Limiter({"scan": (120, 6_000)})
SHEETS_MAX = 200


@require_safe
def scanned(request: HttpRequest, token: str) -> HttpResponse:
    """The enterprise of a code. A code that is none and one that was withdrawn are answered alike."""
    if not limiter.allows("scan", request.META.get("REMOTE_ADDR", "")):
        return _page(request, {"says": "扫码过于频繁，请稍后再试；发现险情请拨打 12350 或 119。"}, 429)
    code = code_of(token)
    if code is None:
        return _page(request, {"says": "此安全码无效或已停用。请扫描企业门口现行的安全码牌。"}, 404)
    enterprise = enterprise_of(code)
    if _sees(request.user, enterprise):
        return _private(redirect(f"/enterprises/{enterprise.pk}"))
    facts = public_facts(enterprise)
    return _page(request, {**facts, "tip": f"/tip?{urlencode({'where': facts['name']})}", "token": token})


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """Signs to print, one a page: of one enterprise (``enterprise``) or of a town (``town``)."""
    user = request.user
    if not isinstance(user, User) or not user.may(Permission.SITE_VIEW):
        return _page(request, {"says": "请登录后打开。"}, 403)
    rows = codes_in_force(for_user=user, town=request.GET.get("town", ""))
    if (wanted := request.GET.get("enterprise", "")).isdecimal() and len(wanted) < 16:
        rows = rows.filter(enterprise=int(wanted))
    elif not request.GET.get("town"):
        return _page(request, {"says": "请指定企业或乡镇。"}, 404)
    base = settings().public_url.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    shown = [_sign(code.enterprise, f"{base}/s/{code.token}") for code in rows[:SHEETS_MAX]]
    if not shown:
        return _page(request, {"says": "没有可打印的安全码，请先制码。"}, 404)
    return _private(render(request, "safety_codes/sheet.html", {"signs": shown, "office": county().office}))


def _sign(enterprise: Enterprise, address: str) -> dict[str, str]:
    drawn = mark_safe(picture(address))  # noqa: S308 - drawn by us
    return {"name": enterprise.name, "town": enterprise.town.name, "address": address, "picture": drawn}


def _sees(user: object, enterprise: Enterprise) -> bool:
    if not isinstance(user, User) or not user.may(Permission.SITE_VIEW):
        return False
    return Scope.of(user).sees(
        enterprise_id=enterprise.pk, town_code=enterprise.town_id, field=enterprise.field, grid=enterprise.grid
    )


def _page(request: HttpRequest, shown: dict[str, object], status: int = 200) -> HttpResponse:
    return _private(render(request, "safety_codes/scanned.html", shown, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
