"""A datagram socket to one SIP endpoint: requests go out again until somebody answers (RFC 3261, 17.1)."""

import socket
import time
from collections.abc import Callable
from types import TracebackType

from anlan.kit.sip import message
from anlan.kit.sip.local_address import towards
from anlan.kit.sip.message import Request, Response
from anlan.kit.sip.refusals import Refused

#: Timer A and E begin here; E is no longer than this.
REPEAT_FIRST_S, REPEAT_MAX_S = 0.5, 4.0
#: How often a stop is looked for while nothing arrives.
LOOK_S = 0.2

Message = Request | Response


class Unreachable(Exception):
    """The machine says that nobody listens there, or there is no way to it."""


class Line:
    """Connected, so that the system hands over what this endpoint sends and nobody else's datagrams."""

    def __init__(self, host: str, port: int) -> None:
        """Raises:
        Unreachable: there is no way to that address.
        """
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind((towards(host), 0))
            self._socket.connect((host, port))
        except OSError as error:
            self._socket.close()
            raise Unreachable(str(error)) from error
        self.host, self.port = self._socket.getsockname()

    @property
    def here(self) -> str:
        """Our own host:port as the endpoint sees it where no NAT is between."""
        return f"{self.host}:{self.port}"

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def send(self, what: Message) -> None:
        """One datagram.

        Raises:
            Unreachable: an earlier one came back, or the way is gone.
        """
        try:
            self._socket.send(message.written(what))
        except OSError as error:
            raise Unreachable(str(error)) from error

    def receive(self, until_s: float) -> Message | None:
        """The next message that is one; None at ``until_s`` (monotonic). What is no SIP is left out.

        Raises:
            Unreachable: nobody listens there.
        """
        while True:
            wait_s = until_s - time.monotonic()
            self._socket.settimeout(max(wait_s, 0.0001))
            try:
                return message.parse(self._socket.recv(65_535))
            except (TimeoutError, BlockingIOError):
                return None
            except OSError as error:
                raise Unreachable(str(error)) from error
            except Refused:
                if wait_s <= 0:
                    return None

    def ask(
        self,
        request: Request,
        within_s: float,
        other: Callable[[Message], None],
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> tuple[Response | None, bool]:
        """``(final answer or None, was there a provisional one)``. ``other`` is handed what belongs elsewhere.

        Raises:
            Unreachable: nobody listens there.
        """
        end_s = time.monotonic() + within_s
        pause_s, again_s, was_heard = REPEAT_FIRST_S, 0.0, False
        while (now_s := time.monotonic()) < end_s and not is_stopped():
            if not was_heard and now_s >= again_s:
                self.send(request)
                again_s = now_s + pause_s
                pause_s = pause_s * 2 if request.method == "INVITE" else min(pause_s * 2, REPEAT_MAX_S)
            found = self.receive(min(end_s, now_s + LOOK_S, end_s if was_heard else again_s))
            if found is None:
                continue
            if not isinstance(found, Response) or (found.branch, found.cseq[1]) != (request.branch, request.method):
                other(found)
            elif found.is_final:
                return found, was_heard
            else:
                was_heard = True
        return None, was_heard
