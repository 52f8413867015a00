"""The HTTP side of push: ``/events`` (server-sent events) and ``/healthz``."""

import asyncio
import hmac
import random
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from anlan.records.core.language import language_wanted, said
from anlan.web.push.hub import Hub, Listener
from anlan.web.push.viewer import Viewer, Watcher

#: A connection is closed after this time and the browser comes back by itself: rights are looked up anew.
LIFE_S = 600.0
#: Rights are looked up again at least this often while a connection lives.
RECHECK_S = 30.0
#: A stream with nothing to tell says so this often; clients take a longer silence for a dead connection.
QUIET_S = 10.0
#: Points one screen may follow.
MOST_POINTS = 2_000

Authenticate = Callable[[str], Awaitable[Viewer | None]]


class PushApp:
    """Endpoints over one hub. ``authenticate`` turns a session cookie into a viewer, or None.

    ``watch_secret``, as a bearer token, lets the watcher hear of the canary; empty = nobody does.
    """

    def __init__(
        self, hub: Callable[[], Hub], authenticate: Authenticate, cookie: str = "sessionid", watch_secret: str = ""
    ) -> None:
        self._watch_secret = watch_secret
        self._hub = hub
        self._authenticate = authenticate
        self._cookie = cookie

    async def events(self, request: Request) -> Response:
        """GET /events?points=1,2&enterprise=5."""
        viewer = await self._viewer(request)
        if viewer is None:
            return _problem(request, 401, "session.required", "请先登录。")
        try:
            points = [int(p) for p in request.query_params.get("points", "").split(",") if p]
            enterprise = int(request.query_params["enterprise"]) if request.query_params.get("enterprise") else None
            last = request.headers.get("last-event-id") or request.query_params.get("last_id")
            last_id = int(last) if last else None
        except ValueError:
            return _problem(request, 422, "events.parameters", "points 与 enterprise 应为数字编号。")
        if len(points) > MOST_POINTS:
            return _problem(request, 422, "events.too_many_points", f"一次最多订阅 {MOST_POINTS} 个测点。")
        listener = self._hub().join(viewer, points, enterprise, last_id)
        return StreamingResponse(
            self._stream(listener),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _viewer(self, request: Request) -> Viewer | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._watch_secret:
            is_watcher = hmac.compare_digest(token.strip().encode(), self._watch_secret.encode())
            return Watcher(0, "", frozenset()) if is_watcher else None
        session = request.cookies.get(self._cookie, "")
        return await self._authenticate(session) if session else None

    async def _stream(self, listener: Listener) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + LIFE_S * random.uniform(0.9, 1.1)
        recheck_at = loop.time() + RECHECK_S
        yield b"retry: 1000\n\n"
        try:
            while loop.time() < ends_at:
                try:
                    async with asyncio.timeout(QUIET_S):
                        told = await listener.queue.get()
                except TimeoutError:
                    told = b": still here\n\n"
                yield told
                if loop.time() > recheck_at and not isinstance(listener.viewer, Watcher):
                    recheck_at = loop.time() + RECHECK_S
                    if await self._authenticate(listener.viewer.session_key) != listener.viewer:
                        return
        finally:
            self._hub().leave(listener)

    async def healthz(self, _: Request) -> Response:
        """GET /healthz: 200 when every process of the alarm path is well, else 503 with reasons."""
        hub = self._hub()
        report = hub.health.report(hub.clock.now_ms())
        return JSONResponse(report, status_code=200 if report["is_well"] else 503)


def _problem(request: Request, status: int, code: str, message: str) -> JSONResponse:
    language = language_wanted(request.headers.get("accept-language", ""))
    return JSONResponse(
        {"code": code, "message": said(message, language), "fields": {}},
        status_code=status,
        headers={"Content-Language": language, "Vary": "Accept-Language"},
    )
