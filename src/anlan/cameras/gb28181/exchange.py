"""Asking devices and waiting for their answers; answering a question once, however often it is repeated.

UDP loses: what we ask is repeated after 0.5, 1, 2 … s until somebody answers (RFC 3261 timers E, A), and a question of
a device that comes twice gets the same answer twice without being acted upon twice.
"""

import asyncio
import re
import secrets
from collections import OrderedDict
from dataclasses import replace

from anlan.cameras.gb28181.flow import Flow
from anlan.domain.clock import Clock
from anlan.kit.sip import message
from anlan.kit.sip.message import Headers, Request, Response

REPEAT_FIRST_S, REPEAT_MAX_S = 0.5, 4.0
#: How long an answer is waited for.
ANSWER_WITHIN_S = 8.0
#: Answers kept for repeated questions; the oldest goes. A device repeats for 32 s at most.
MOST_KEPT, KEPT_MS = 4_096, 32_000

_BARE_RPORT = re.compile(r";rport(?=;|$|\s)")

Key = tuple[str, str, str, str]


class NoAnswer(Exception):
    """The device did not answer in time, or its way is gone."""


class Exchange:
    """All transactions of this process."""

    def __init__(self, own_id: str, realm: str, clock: Clock) -> None:
        self.own_id, self.realm, self._clock = own_id, realm, clock
        self._waiting: dict[tuple[str, str], asyncio.Queue[Response]] = {}
        self._answered: OrderedDict[Key, tuple[int, bytes | None]] = OrderedDict()
        self._number = secrets.randbelow(1_000)

    # --- asking ------------------------------------------------------------------------------------

    def request(
        self,
        flow: Flow,
        method: str,
        device_id: str,
        here: str,
        *,
        headers: Headers = (),
        body: bytes = b"",
        call_id: str = "",
        cseq: int = 0,
        own_tag: str = "",
        to: str = "",
        uri: str = "",
    ) -> Request:
        """A question to a device. ``here``: our host:port as seen from it; the rest is given inside a dialogue."""
        self._number = self._number % 2**30 + 1
        tag = own_tag or secrets.token_hex(6)
        via = f"SIP/2.0/{flow.protocol} {here};rport;branch=z9hG4bK{secrets.token_hex(10)}"
        lines = (
            ("via", via),
            ("from", f"<sip:{self.own_id}@{self.realm}>;tag={tag}"),
            ("to", to or f"<sip:{device_id}@{self.realm}>"),
            ("call-id", call_id or f"{secrets.token_hex(12)}@{here.rpartition(':')[0]}"),
            ("cseq", f"{cseq or self._number} {method}"),
            ("max-forwards", "70"),
            ("user-agent", "Anlan"),
            *headers,
        )
        return Request(lines, body=body, method=method, uri=uri or f"sip:{device_id}@{flow.host}:{flow.port}")

    async def ask(self, flow: Flow, request: Request, within_s: float = ANSWER_WITHIN_S) -> Response:
        """The final answer.

        Raises:
            NoAnswer: there was none.
        """
        key = (request.branch, request.method)
        answers: asyncio.Queue[Response] = asyncio.Queue(32)
        self._waiting[key] = answers
        try:
            async with asyncio.timeout(within_s):
                return await self._answer(flow, message.written(request), answers)
        except TimeoutError:
            raise NoAnswer(f"no answer to {request.method} within {within_s:.0f} s") from None
        finally:
            del self._waiting[key]

    async def _answer(self, flow: Flow, raw: bytes, answers: asyncio.Queue[Response]) -> Response:
        pause_s, was_heard = REPEAT_FIRST_S, False
        while True:
            if not flow.is_open:
                raise NoAnswer("the connection of this device has ended")
            if not was_heard:
                flow.send(raw)
            try:
                repeats = flow.protocol == "UDP" and not was_heard
                async with asyncio.timeout(pause_s if repeats else 1.0):
                    found = await answers.get()
            except TimeoutError:
                was_heard = was_heard or flow.protocol == "TCP"
                pause_s = min(pause_s * 2, REPEAT_MAX_S)
                continue
            if found.is_final:
                return found
            was_heard = True

    def hear(self, response: Response) -> bool:
        """An answer arrived; False when nobody waits for it."""
        answers = self._waiting.get((response.branch, response.cseq[1]))
        if answers is None or answers.full():
            return answers is not None
        answers.put_nowait(response)
        return True

    # --- being asked -------------------------------------------------------------------------------

    def is_repeat(self, request: Request, flow: Flow) -> bool:
        """True for a question that was asked before; what was answered is then answered again."""
        key, now_ms = self._key(request, flow), self._clock.now_ms()
        known = self._answered.get(key)
        if known is None or now_ms - known[0] > KEPT_MS:
            self._keep(key, None)
            return False
        if known[1] is not None:
            flow.send(known[1])
        return True

    def reply(self, request: Request, flow: Flow, response: Response) -> None:
        """Answer a question, and remember the answer."""
        via = request.get("via")
        if "received=" not in via:
            via = _BARE_RPORT.sub(f";rport={flow.port}", via) + f";received={flow.host}"
        headers = list(response.headers)
        headers[0] = ("via", via)
        raw = message.written(replace(response, headers=tuple(headers)))
        self._keep(self._key(request, flow), raw)
        flow.send(raw)

    def _keep(self, key: Key, raw: bytes | None) -> None:
        self._answered[key] = (self._clock.now_ms(), raw)
        self._answered.move_to_end(key)
        while len(self._answered) > MOST_KEPT:
            self._answered.popitem(last=False)

    @staticmethod
    def _key(request: Request, flow: Flow) -> Key:
        return f"{flow.host} {flow.port}", request.branch or request.call_id, request.get("cseq"), request.sender
