"""A person's browser without a screen: signs in over the real API, carries the session and the CSRF token."""

import asyncio
import contextlib
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from http.cookiejar import CookieJar
from typing import Any

#: A machine that starts a whole platform may leave a first question unanswered for longer than a person would wait.
SIGN_IN_TRIES = 4


class ApiError(Exception):
    """The API said no: ``status``, and its own ``code`` and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code


class _Unreachable(ApiError):
    """Nobody answered in time."""

    def __init__(self, why: str) -> None:
        super().__init__(0, "unreachable", why)


class Session:
    """One signed-in person. Calls run in a thread, one at a time.

    Example::

        session = Session("http://127.0.0.1:8000")
        me = await session.sign_in("demo-duty1", password)
        alarms = await session.get("/api/alarms", state="open")
    """

    def __init__(self, base_url: str, timeout_s: float = 15.0) -> None:
        self.base_url = base_url.rstrip("/")
        self.timeout_s = timeout_s
        self.me: dict[str, Any] = {}
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self._csrf = ""
        self._lock = asyncio.Lock()

    async def sign_in(self, username: str, password: str) -> dict[str, Any]:
        """Sign in; returns who one is. A platform that is only slow, as on a busy machine, is asked again.

        Raises:
            ApiError: wrong password, locked, or the API did not answer in all that time (status 0).
        """
        asked = {"username": username, "password": password}
        for _ in range(SIGN_IN_TRIES - 1):
            with contextlib.suppress(_Unreachable):
                return self._signed_in(await self._call("POST", "/api/session", asked))
        return self._signed_in(await self._call("POST", "/api/session", asked))

    def _signed_in(self, me: dict[str, Any]) -> dict[str, Any]:
        self.me = me
        self._csrf = str(me["csrf_token"])
        return me

    @property
    def cookie(self) -> str:
        """The Cookie header of this session, for the event stream."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    async def get(self, path: str, **query: object) -> Any:
        """GET; returns the decoded answer."""
        text = urllib.parse.urlencode({name: value for name, value in query.items() if value is not None})
        return await self._call("GET", f"{path}?{text}" if text else path, None)

    async def get_all(self, path: str, page_size: int = 200, **query: object) -> list[dict[str, Any]]:
        """All items of a list, page by page."""
        items: list[dict[str, Any]] = []
        page = 1
        while True:
            answer = await self.get(path, page=page, page_size=page_size, **query)
            items += answer["items"]
            if not answer["items"] or len(items) >= answer["total"]:
                return items
            page += 1

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """POST JSON; returns the decoded answer."""
        return await self._call("POST", path, body)

    async def upload(self, path: str, name: str, content: bytes, content_type: str, **fields: object) -> Any:
        """POST one file as multipart form data."""
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in fields.items()
        ]
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {content_type}\r\n\r\n"
        )
        body = b"".join(parts) + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return await self._call("POST", path, body, f"multipart/form-data; boundary={boundary}")

    async def _call(
        self, method: str, path: str, body: dict[str, Any] | bytes | None, content_type: str = "application/json"
    ) -> Any:
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        request = urllib.request.Request(self.base_url + path, data=data, method=method)  # noqa: S310 - our own URL
        request.add_header("Accept", "application/json")
        if data is not None:
            request.add_header("Content-Type", content_type)
        if self._csrf:
            request.add_header("X-CSRFToken", self._csrf)
        async with self._lock:
            return await asyncio.to_thread(self._exchange, request)

    def _exchange(self, request: urllib.request.Request) -> Any:
        try:
            with self._opener.open(request, timeout=self.timeout_s) as answer:
                content = answer.read()
        except urllib.error.HTTPError as error:
            raise _api_error(error) from error
        except (OSError, http.client.HTTPException) as error:
            raise _Unreachable(repr(error)) from error
        return json.loads(content) if content else None


def _api_error(error: urllib.error.HTTPError) -> ApiError:
    text = error.read().decode(errors="replace")
    try:
        body = json.loads(text)
        return ApiError(error.code, str(body.get("code", "")), str(body.get("message", text))[:300])
    except (ValueError, AttributeError):
        return ApiError(error.code, "", text[:300])
