"""Answers of one connection: one request handled at a time, answers out in the order of their requests."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from anlan.kit.logs import get_logger

from . import language
from .messages import Answer, Application, Request, problem, written

log = get_logger(__name__)

UNREAD_S = 30.0  # a client that does not take its answers


@dataclass(slots=True)
class Turn:
    """One request's place in the queue; ``answer`` is there already when it was refused."""

    request: Request | None
    answer: Answer | None
    keep_alive: bool
    is_head: bool = False  # the answer to HEAD has no body
    in_english: bool = False


class Answering:
    """The queue, and the task that works it off while there is one. Bounded by who adds: see ``pending``.

    Args:
        finish: the last answer is out, or the connection must not be used any more.
        idle: all are out; more may be read.
        cut: the client does not take its answers.
    """

    def __init__(
        self,
        application: Application,
        finish: Callable[[], None],
        idle: Callable[[], None],
        cut: Callable[[], None],
    ) -> None:
        self._application, self._finish, self._idle, self._cut = application, finish, idle, cut
        self._turns: deque[Turn] = deque()
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self.writable = asyncio.Event()
        self.writable.set()

    @property
    def is_busy(self) -> bool:
        """Is something being answered, or about to be?"""
        return self._task is not None

    @property
    def pending(self) -> int:
        """Turns that wait."""
        return len(self._turns)

    def open(self, transport: asyncio.Transport) -> None:
        """Where answers go."""
        self._transport = transport

    def add(self, turn: Turn) -> None:
        """One more; nothing more is read until all are answered."""
        self._turns.append(turn)
        if self._task is None and self._transport:
            self._transport.pause_reading()
            self._task = asyncio.get_running_loop().create_task(self._work())

    def close(self) -> None:
        """Nobody waits for answers any more; what waiting bodies held is given back."""
        if self._task:
            self._task.cancel()
        for turn in self._turns:
            self._give_back(turn)
        self._turns.clear()

    async def _work(self) -> None:
        while self._turns:
            turn = self._turns.popleft()
            self._write(turn.answer or await self._handled(turn), turn)
            if not turn.keep_alive:
                self._end()
                return
            if not await self._is_taken():
                return
        self._task = None
        self._idle()

    async def _handled(self, turn: Turn) -> Answer:
        assert turn.request is not None
        try:
            return await self._application.handle(turn.request)
        except Exception:
            log.exception("request failed", path=turn.request.path, peer=turn.request.peer)
            return failed()
        finally:
            self._give_back(turn)

    def _write(self, answer: Answer, turn: Turn) -> None:
        assert self._transport is not None
        spoken = language.spoken(answer, turn.in_english, self._application.note_untranslated)
        self._transport.write(written(spoken, keep_alive=turn.keep_alive, is_head=turn.is_head))

    def _end(self) -> None:
        self._task = None
        self._finish()

    async def _is_taken(self) -> bool:
        """Wait until the client took most of what was written; a client that does not is cut off."""
        try:
            async with asyncio.timeout(UNREAD_S):
                await self.writable.wait()
        except TimeoutError:
            self._cut()
            return False
        return True

    def _give_back(self, turn: Turn) -> None:
        if turn.request and turn.request.body:
            self._application.reserve(-len(turn.request.body))


def failed() -> Answer:
    """Something nobody thought of; the log has it."""
    return problem(500, "internal", "平台处理出错，已记录。数据未确认，请稍后重发同一批。")
