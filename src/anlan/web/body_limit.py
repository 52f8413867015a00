"""No request body larger than the largest upload: Django would store it whole before anybody asks who sends it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from anlan.records.core.language import language_wanted, said

BODY_BYTES_MAX = 25 * 2**20

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_REFUSAL = "上传内容过大，请压缩或拆分后重试。"


class BodyLimit:
    """Wraps an ASGI application; answers 413 as soon as the length, declared or counted, is over the limit."""

    def __init__(self, app: App, most: int = BODY_BYTES_MAX) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within the limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > self.most:
            await _refuse(scope, send)
            return
        await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A chunked body declares nothing, so it is counted; what is over ends the request as a broken one."""
        taken, is_refused = 0, False

        async def receive_counted() -> dict[str, Any]:
            nonlocal taken, is_refused
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most and not is_refused:
                is_refused = True
                await _refuse(scope, send)
            return {"type": "http.disconnect"} if is_refused else message

        async def send_unless_refused(message: dict[str, Any]) -> None:
            if not is_refused:
                await send(message)

        await self.app(scope, receive_counted, send_unless_refused)


async def _refuse(scope: Scope, send: Send) -> None:
    language = language_wanted(dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1"))
    body = {"code": "too_large", "message": said(_REFUSAL, language), "fields": {}}
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-language", language.encode()),
        (b"vary", b"Accept-Language"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body, ensure_ascii=False).encode()})
