"""What push refuses is said in the language of who asks."""

import json

from starlette.requests import Request

from anlan.web.push.app import PushApp
from anlan.web.push.hub import Hub


def asked(language: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept-language", language.encode())], "query_string": b""})


def no_hub() -> Hub:
    raise AssertionError("nobody joins")


async def test_without_a_session() -> None:
    async def nobody(_: str) -> None:
        return None

    app = PushApp(no_hub, nobody)
    english, chinese = await app.events(asked("en")), await app.events(asked("zh-CN"))
    assert json.loads(bytes(english.body))["message"] == "Sign in first."
    assert english.headers["content-language"] == "en"
    assert english.headers["vary"] == "Accept-Language"
    assert json.loads(bytes(chinese.body))["message"] == "请先登录。"
