"""What every response and every session gets."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from anlan.records.core import clock
from anlan.records.core.errors import DomainError
from anlan.web.errors import answer

Handler = Callable[[HttpRequest], HttpResponse]

#: A session's end is moved on at most this often, so that reading does not write to the database.
TOUCH_EVERY_S = 600


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
                DomainError("请求来自其他网站，已拒绝，请从本平台页面操作。", code="foreign_origin", status=403)
            )
        return self.get_response(request)


def _is_foreign(request: HttpRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


class SlidingSession:
    """Keeps a working user signed in: the idle time counts from the last request, to ten minutes."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Touch the session when it was last touched a while ago."""
        if request.user.is_authenticated:
            seen_s = clock.now_ms() // 1000
            if seen_s - request.session.get("seen_s", 0) >= TOUCH_EVERY_S:
                request.session["seen_s"] = seen_s
        return self.get_response(request)
