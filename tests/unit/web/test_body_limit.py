"""Bodies over the limit are refused before anything keeps them."""

from typing import Any

from anlan.web.body_limit import BodyLimit


class Reader:
    """An application that reads its whole body, as Django does."""

    def __init__(self) -> None:
        self.read = 0
        self.was_cut_off = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.was_cut_off = True
                return
            self.read += len(message["body"])
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def ask(parts: list[bytes], headers: dict[bytes, bytes], most: int = 100) -> tuple[list[Any], Reader]:
    sent: list[Any] = []
    queue = [{"type": "http.request", "body": part, "more_body": n + 1 < len(parts)} for n, part in enumerate(parts)]

    async def receive() -> Any:
        return queue.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    app = Reader()
    await BodyLimit(app, most)({"type": "http", "headers": list(headers.items())}, receive, send)
    return sent, app


async def test_a_declared_length_over_the_limit_is_refused_unread() -> None:
    sent, app = await ask([b"x" * 101], {b"content-length": b"101"})
    assert (sent[0]["status"], app.read) == (413, 0)


async def test_a_chunked_body_is_counted_and_cut_off() -> None:
    sent, app = await ask([b"x" * 60, b"x" * 60, b"x" * 60], {})
    assert [message.get("status") for message in sent] == [413, None]
    assert (app.read, app.was_cut_off) == (60, True)


async def test_a_body_within_the_limit_passes() -> None:
    sent, app = await ask([b"x" * 60, b"x" * 40], {b"content-length": b"100"})
    assert (sent[0]["status"], app.read) == (200, 100)


async def test_a_senseless_length_is_refused() -> None:
    sent, _ = await ask([b""], {b"content-length": b"-5"})
    assert sent[0]["status"] == 413


async def test_the_refusal_is_in_the_language_that_is_wanted() -> None:
    sent, _ = await ask([b"x" * 200], {b"content-length": b"200", b"accept-language": b"en"})
    assert dict(sent[0]["headers"])[b"content-language"] == b"en"
    assert "compress or split it" in sent[1]["body"].decode()
