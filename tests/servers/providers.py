"""Providers of notices, beside a test: an HTTP server that can be well, down, silent, or lose its answer."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Request:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Provider:
    """``mood``: ``well``, ``broken`` (500 after taking), ``busy`` (503), ``silent`` (takes, never answers)."""

    port: int = 0
    mood: str = "well"
    status: int = 200
    answer: Any = field(default_factory=lambda: {"code": "0", "errcode": 0, "msg": "ok", "data": {"id": "m-1"}})
    taken: list[Request] = field(default_factory=list)
    asked: int = 0
    held_s: float = 2.0
    elsewhere: str = "http://127.0.0.1:1/elsewhere"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def texts(self) -> list[str]:
        """What people would read, of an SMS gateway."""
        return [request.json()["content"] for request in self.taken]


@contextlib.contextmanager
def provider(port: int = 0) -> Iterator[Provider]:
    """A provider on a free port, or on the one where it was before."""
    state = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state.asked += 1
            if state.mood == "busy":
                self.send_error(503)
                return
            state.taken.append(Request(self.command, self.path, dict(self.headers), body))
            if state.mood == "silent":
                time.sleep(state.held_s)
                return
            if state.mood == "broken":
                self.send_error(500)
                return
            said = state.answer if isinstance(state.answer, bytes) else json.dumps(state.answer).encode()
            self.send_response(state.status)
            if state.status in (301, 302, 307):
                self.send_header("Location", state.elsewhere)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_PUT = do_POST

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
