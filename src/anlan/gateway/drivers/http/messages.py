"""Requests and answers of HTTP, and what a connection asks of the application that it serves."""

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol


@dataclass(slots=True)
class Answer:
    """What is sent back: a JSON object and its status."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def problem(status: int, code: str, message: str, **headers: str) -> Answer:
    """An error: ``code`` for programs, ``message`` (Chinese; ``language`` puts it into English) says what to do."""
    return Answer(status, {"code": code, "message": message}, {k.replace("_", "-"): v for k, v in headers.items()})


@dataclass(slots=True)
class Request:
    """One request; header names are lower-case. ``context`` is what the application's admission gave."""

    method: str
    path: str
    headers: dict[str, str]
    peer: str
    body: bytes = b""
    context: Any = None


class Application(Protocol):
    """What a connection serves."""

    max_body: int

    def admit(self, request: Request) -> Answer | None:
        """Judge a request by its head, before its body is read; an answer refuses it."""
        ...

    async def handle(self, request: Request) -> Answer:
        """Answer an admitted request."""
        ...

    def note_refusal(self, code: str) -> None:
        """A request is refused with this code."""
        ...

    def note_untranslated(self) -> None:
        """A sentence has no English."""
        ...

    def reserve(self, size: int) -> bool:
        """May ``size`` more bytes of bodies be held? Negative gives back."""
        ...


def written(answer: Answer, *, keep_alive: bool, is_head: bool) -> bytes:
    """An answer as it goes out; one to HEAD has no body."""
    body = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode()
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(body)}",
        f"Connection: {'keep-alive' if keep_alive else 'close'}",
        *(f"{name}: {value}" for name, value in answer.headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (b"" if is_head else body)
