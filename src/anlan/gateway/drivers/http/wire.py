"""HTTP/1.1 on one connection: requests in (bounded in size, number and time), answers out in order.

The grammar is httptools' (llhttp, strict); this module adds the limits and the order.
"""

import asyncio
from collections.abc import Callable
from typing import cast

import httptools

from anlan.gateway.cutting import cut
from anlan.gateway.listener import watch_peer
from anlan.kit.logs import get_logger

from .answering import Answering, Turn, failed
from .language import wants_english
from .messages import Answer, Application, Request, problem

log = get_logger(__name__)

MAX_HEAD = 16_384
MAX_PIPELINED = 16
HEAD_S, BODY_S, IDLE_S = 15.0, 60.0, 75.0
LINGER_S = 2.0


def _bad_request() -> Answer:
    return problem(400, "bad_request", "请求不符合 HTTP/1.1，请检查客户端或代理。")


class HttpConnection(asyncio.Protocol):
    """Parses, limits, queues; one request is handled at a time."""

    def __init__(self, application: Application, on_closed: Callable[["HttpConnection"], None]) -> None:
        self._application = application
        self._on_closed = on_closed
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._peer = ""
        self._answering = Answering(application, self._finish, self._answered, self.close)
        self._timer: asyncio.TimerHandle | None = None
        self._is_ending = False  # nothing more is read; closed when the last answer is out
        self._head_bytes = self._body_bytes = 0
        self._in_message = self._in_body = self._is_discarding = False
        self._url = b""
        self._headers: dict[str, str] = {}
        self._request: Request | None = None
        self._chunks: list[bytes] = []
        self._held = 0

    # --- transport ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        # uvloop transports do what asyncio.Transport does without being one.
        self._transport = cast(asyncio.Transport, transport)
        self._answering.open(self._transport)
        self._peer = str((transport.get_extra_info("peername") or ("",))[0])
        watch_peer(transport)
        self._arm(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give everything back."""
        self._is_ending = True
        if self._timer:
            self._timer.cancel()
        self._answering.close()
        self._give_back(self._held)
        self._held = 0
        self._on_closed(self)

    def eof_received(self) -> bool:
        """The client sends no more; it still gets the answers it waits for."""
        self._is_ending = True
        return self._answering.is_busy

    def pause_writing(self) -> None:
        """The client is slow to take its answers."""
        self._answering.writable.clear()

    def resume_writing(self) -> None:
        """The client took them."""
        self._answering.writable.set()

    @property
    def is_idle(self) -> bool:
        """True between requests."""
        return not (self._in_message or self._answering.is_busy)

    def close(self) -> None:
        """End the connection now."""
        if self._transport:
            cut(self._transport)

    def data_received(self, data: bytes) -> None:
        """Feed the parser."""
        if self._is_ending:
            return
        if not self._in_body:
            self._head_bytes += len(data)
        else:
            self._body_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserCallbackError:
            log.exception("request not judged", peer=self._peer)
            self._end(failed())
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._end(_bad_request())
        else:
            self._check_bounds()

    def _check_bounds(self) -> None:
        if self._body_bytes > 4 * self._application.max_body:  # endless chunks, trailers, or a body long refused
            self.close()
        elif not self._in_body and self._head_bytes > MAX_HEAD:
            self._end(problem(431, "head_too_large", f"请求行和请求头合计不得超过 {MAX_HEAD} 字节。"))
        elif self._answering.pending > MAX_PIPELINED:
            self._end(problem(429, "too_many_requests", "同一连接上未答复的请求过多，请等答复后再发。"))

    # --- parser call-backs -------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request line begins."""
        self._url, self._headers, self._request = b"", {}, None
        self._in_message, self._in_body, self._is_discarding = True, False, False
        self._arm(HEAD_S)

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header field; trailers behind a body are ignored."""
        if not self._in_body:
            self._headers[name.decode("latin-1").lower()] = value.decode("latin-1").strip()

    def on_headers_complete(self) -> None:
        """Judge the head; a refused request is answered at once and its body thrown away."""
        try:
            path = httptools.parse_url(self._url).path or b"/"
        except httptools.HttpParserInvalidURLError:
            self._end(_bad_request())
            return
        method = self._parser.get_method().decode("latin-1")
        self._request = Request(method, path.decode("latin-1"), self._headers, self._peer)
        self._in_body, self._head_bytes, self._body_bytes = True, 0, 0
        self._arm(BODY_S)
        refusal = self._oversize() or self._application.admit(self._request)
        expects = self._headers.get("expect", "").lower() == "100-continue"
        if refusal is not None:
            self._refuse(refusal, is_last=expects)
        elif expects and self._transport and not self._answering.pending:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        if self._is_discarding or self._is_ending:
            return
        if self._held + len(body) > self._application.max_body:
            self._refuse(self._too_large(), is_last=True)
        elif not self._application.reserve(len(body)):
            self._refuse(problem(503, "busy", "平台正忙，请稍后重发同一批数据。", Retry_After="5"), is_last=True)
        else:
            self._held += len(body)
            self._chunks.append(body)

    def on_message_complete(self) -> None:
        """The whole request is here."""
        self._in_message = self._in_body = False
        self._arm(IDLE_S)
        if self._is_discarding or self._is_ending or self._request is None:
            return
        self._request.body = b"".join(self._chunks)
        self._chunks, self._held = [], 0
        self._queue(Turn(self._request, None, bool(self._parser.should_keep_alive())))

    # --- order and limits --------------------------------------------------------------------------

    def _oversize(self) -> Answer | None:
        declared = self._headers.get("content-length", "0")
        return self._too_large() if declared.isdigit() and int(declared) > self._application.max_body else None

    def _too_large(self) -> Answer:
        limit = self._application.max_body // 2**20
        return problem(413, "too_large", f"请求体不得超过 {limit} MB，请分成几批发送。")

    def _refuse(self, answer: Answer, *, is_last: bool) -> None:
        self._application.note_refusal(answer.body["code"])
        self._is_discarding = True
        self._give_back(self._held)
        self._chunks, self._held = [], 0
        keep_alive = not is_last and bool(self._parser.should_keep_alive())
        self._queue(Turn(None, answer, keep_alive))

    def _end(self, answer: Answer) -> None:
        self._application.note_refusal(answer.body["code"])
        self._is_ending = True
        self._queue(Turn(None, answer, keep_alive=False))

    def _queue(self, turn: Turn) -> None:
        turn.is_head = self._parser.get_method() == b"HEAD"
        turn.in_english = wants_english(self._headers.get("accept-language", ""))
        self._answering.add(turn)

    def _answered(self) -> None:
        """All answers are out: go on reading, unless nothing more shall be read."""
        if self._is_ending:
            self._finish()
            return
        assert self._transport is not None
        self._arm(BODY_S if self._in_message else IDLE_S)
        self._transport.resume_reading()

    def _finish(self) -> None:
        """Close after the last answer; what the client still sends is read and thrown away for two seconds.

        Closing at once would make the system reset the connection, and the client would lose the answer.
        """
        self._is_ending = True
        assert self._transport is not None
        if not self._transport.can_write_eof():  # TLS says goodbye by itself, after what is written
            self._transport.close()
            return
        self._transport.write_eof()
        self._transport.resume_reading()
        self._arm(LINGER_S)

    def _give_back(self, size: int) -> None:
        if size:
            self._application.reserve(-size)

    def _arm(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._expired)

    def _expired(self) -> None:
        self._timer = None
        if self._answering.is_busy or self._answering.pending:
            return
        if self._in_message and not self._is_ending and not self._is_discarding:
            self._end(problem(408, "too_slow", "请求没有按时发完，请检查网络后重发。"))
        else:
            self.close()
