"""What every response and every session gets."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.db import DataError
from django.http import HttpRequest, HttpResponse

from anlan.records.accounts import sessions
from anlan.records.accounts.models import User
from anlan.records.core.errors import DomainError
from anlan.records.core.language import page_language, said
from anlan.web.errors import answer

Handler = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Puts the policy on every response that has none of its own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the header added."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response


class SameOrigin:
    """Refuses writes that another site's page sent, sign-in included: beside the CSRF token, not instead of it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 403 to a write whose browser says it comes from elsewhere."""
        if request.method not in ("GET", "HEAD", "OPTIONS") and _is_foreign(request):
            return answer(
                DomainError("请求来自其他网站，已拒绝，请从本平台页面操作。", code="foreign_origin", status=403),
                request,
            )
        return self.get_response(request)


class OutOfRange:
    """Answers, on pages as the API does, what no database holds: a NUL in a name, a number beyond its columns."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """422 in plain words; every other error goes its way."""
        if not isinstance(error, (DataError, OverflowError, UnicodeEncodeError)):
            return None
        sentence = "填写的内容含有系统不能保存的字符或数值，请返回修改后重新提交。"
        return HttpResponse(said(sentence, page_language(request)), "text/plain; charset=utf-8", 422)


def _is_foreign(request: HttpRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and _host_of(origin) != request.get_host()


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # "http://[": no address, so not ours
        return None


class SlidingSession:
    """Keeps a working user signed in, and ends a session that has reached its idle or absolute end."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Touch the session when it was last touched a while ago.

        Not on pages for the public: when somebody who is signed in reports something must not be seen from a session.
        """
        if request.path.startswith(settings.PAGES_WITHOUT_SESSION):
            return self.get_response(request)
        user = request.user
        if isinstance(user, User) and not sessions.touch(request, user):
            logout(request)
        return self.get_response(request)
