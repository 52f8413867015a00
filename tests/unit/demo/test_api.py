"""A person signing in to a platform that is slow at first, or that says no."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from anlan.demo.api import SIGN_IN_TRIES, ApiError, Session


class Slow(ThreadingHTTPServer):
    """Leaves the first ``silent`` questions unanswered, then answers with ``status``."""

    silent, status, asked = 0, 200, 0
    is_over = threading.Event()


class Answer(BaseHTTPRequestHandler):
    server: Slow

    def do_POST(self) -> None:
        self.server.asked += 1
        if self.server.asked <= self.server.silent:
            self.server.is_over.wait(30)
            return
        body = json.dumps({"csrf_token": "t", "code": "bad_login", "message": "no"}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def platform() -> Iterator[Slow]:
    server = Slow(("127.0.0.1", 0), Answer)
    server.is_over = threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.is_over.set()
    server.shutdown()
    server.server_close()


def person(platform: Slow, timeout_s: float) -> Session:
    return Session(f"http://127.0.0.1:{platform.server_address[1]}", timeout_s=timeout_s)


async def test_a_platform_that_is_only_slow_is_asked_again(platform: Slow) -> None:
    platform.silent = SIGN_IN_TRIES - 1
    assert (await person(platform, 0.2).sign_in("demo", "x"))["csrf_token"] == "t"


async def test_one_that_never_answers_is_given_up(platform: Slow) -> None:
    platform.silent = 100
    with pytest.raises(ApiError) as found:
        await person(platform, 0.05).sign_in("demo", "x")
    assert (found.value.status, platform.asked) == (0, SIGN_IN_TRIES)


async def test_a_no_is_a_no_at_once(platform: Slow) -> None:
    platform.status = 401
    with pytest.raises(ApiError) as found:
        await person(platform, 20).sign_in("demo", "x")
    assert (found.value.status, platform.asked) == (401, 1)
