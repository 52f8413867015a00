"""Every error of the API in one form: ``{"code", "message", "fields"}``, in the language its reader wants."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from anlan.kit.logs import get_logger
from anlan.records.core.errors import DomainError, Forbidden, Invalid, NotFound, NotSignedIn
from anlan.records.core.language import CHINESE, all_said, language_wanted, said

log = get_logger(__name__)


class StalePage(DomainError):
    """A write without a valid CSRF token: the page is stale or the request comes from elsewhere."""

    code, status, message = "csrf", 403, "页面已过期，请刷新后重试。"


def answer(error: DomainError, request: HttpRequest) -> HttpResponse:
    """The HTTP response of a domain error, in the language that ``request`` wants."""
    language = language_wanted(request.headers.get("Accept-Language", ""))
    message = said(error.message, language)
    body = {"code": error.code, "message": message, "fields": all_said(error.fields, language)}
    response = JsonResponse(body, status=error.status, json_dumps_params={"ensure_ascii": False})
    response["Content-Language"] = CHINESE if message == error.message else language  # Chinese where English is unknown
    patch_vary_headers(response, ["Accept-Language"])
    return response


def install(api: NinjaAPI) -> None:
    """Teach ``api`` to answer every kind of error in our form."""

    def domain(request: HttpRequest, error: DomainError) -> HttpResponse:
        return answer(error, request)

    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(Invalid(fields=_fields(error.errors)), request)

    def missing(request: HttpRequest, __: Http404) -> HttpResponse:
        return answer(NotFound(), request)

    def unsigned(request: HttpRequest, __: AuthenticationError) -> HttpResponse:
        return answer(NotSignedIn(), request)

    def forbidden(request: HttpRequest, __: AuthorizationError) -> HttpResponse:
        return answer(Forbidden(), request)

    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == 403:  # the only one Ninja raises itself: a missing or stale CSRF token
            return answer(StalePage(), request)
        return answer(
            DomainError("请求格式有误，请检查后重试。", code="bad_request", status=error.status_code), request
        )

    def oversized(request: HttpRequest, __: SuspiciousOperation) -> HttpResponse:
        return answer(
            DomainError("上传内容过大或部分过多，请压缩或拆分后重试。", code="too_large", status=413), request
        )

    def unreadable(request: HttpRequest, __: Exception) -> HttpResponse:
        return answer(DomainError("请求内容不完整或格式有误，请检查后重试。", code="bad_request", status=400), request)

    def out_of_range(request: HttpRequest, error: Exception) -> HttpResponse:
        # The one place for every number, instant and text of every route: a larger id than the database has, the
        # year 1 in another zone, a NUL or half a character in a text.
        log.warning("a value is out of range", path=request.path, method=request.method, error=str(error))
        return answer(
            Invalid("填写的数值、时间或文字超出系统可处理的范围，请修改后重新提交。", code="out_of_range"), request
        )

    def crash(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("request failed", path=request.path, method=request.method)
        return answer(DomainError("系统出现故障，已记录，请稍后重试。", code="internal", status=500), request)

    handlers: list[tuple[type[Exception], Any]] = [
        (DomainError, domain),
        (ValidationError, validation),
        (Http404, missing),
        (AuthenticationError, unsigned),
        (AuthorizationError, forbidden),
        (HttpError, http),
        # Django raises these when a body is first looked at, which is inside the endpoint.
        (SuspiciousOperation, oversized),
        (MultiPartParserError, unreadable),
        (UnreadablePostError, unreadable),
        (OverflowError, out_of_range),
        (DataError, out_of_range),
        (UnicodeEncodeError, out_of_range),
        (Exception, crash),
    ]
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)


def _fields(errors: list[dict[str, Any]]) -> dict[str, str]:
    """``{"field": sentence}`` from pydantic's list."""
    words = {
        "missing": "必填。",
        "extra_forbidden": "不允许提交该项。",
        "string_too_long": "内容过长。",
        "string_too_short": "内容过短。",
    }
    shown: dict[str, str] = {}
    for error in errors:
        # ("body", "body", "reason"): where it came in, our parameter's name, and then what the caller knows.
        parts = [str(part) for part in error["loc"][1:]]
        name = ".".join(parts[1:] if parts[:1] == ["body"] and len(parts) > 1 else parts)
        shown[name or "body"] = words.get(error["type"], "格式不正确。")
    return shown


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's own views answer a missing token the same way."""
    return answer(StalePage(), request)


def unknown_path(request: HttpRequest) -> HttpResponse:
    """No such endpoint: in our form as well."""
    return answer(NotFound("没有这个接口，请核对地址。"), request)
