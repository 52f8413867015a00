"""What every response and every session gets."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from anlan.records.core import clock

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
