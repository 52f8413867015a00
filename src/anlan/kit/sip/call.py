"""One call under way: from INVITE to BYE, on one line. See ``caller``."""

import socket
import time
from collections.abc import Callable

from anlan.kit.sip import message
from anlan.kit.sip.audio import PACKET_S, Answered, answered, offered, packets
from anlan.kit.sip.dialogue import Dialogue
from anlan.kit.sip.ending import Ended, Ending, Target
from anlan.kit.sip.g711 import Samples, encoded
from anlan.kit.sip.line import Line, Message, Unreachable
from anlan.kit.sip.message import Headers, Request, Response
from anlan.kit.sip.refusals import Refused

#: For what ends a call: the endpoint hangs up by itself if this is lost.
BYE_WITHIN_S, CANCEL_WITHIN_S = 2.0, 2.0
#: What the endpoint's buffer still holds when the last packet has gone.
TAIL_S = 0.3
#: A pause of the whole process longer than this is not made up for by sending faster.
CATCH_UP_MAX_S = 0.5


class _Over(Exception):
    """The call ends here."""

    def __init__(self, how: Ended, status: int = 0, why: str = "") -> None:
        super().__init__(how)
        self.how, self.status, self.why = how, status, why[:120]


class Call:
    """One call under way."""

    def __init__(
        self,
        line: Line,
        target: Target,
        judge: Callable[[str], str],
        is_stopped: Callable[[], bool],
        packet_s: float,
    ) -> None:
        self._line, self._judge, self._is_stopped, self._packet_s = line, judge, is_stopped, packet_s
        self._dialogue = Dialogue(target.to, line.here, target.login)
        self._ack: Request | None = None
        self._is_over = False
        self._sent = 0

    def run(self, sound: Samples, began_s: float, within_s: float) -> Ending:
        """From INVITE to BYE."""
        after_s: float | None = None
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
            media.bind((self._line.host, 0))
            media.setblocking(False)
            try:
                answer = self._invited(offered(self._line.host, media.getsockname()[1]), within_s)
                after_s = time.monotonic() - began_s
                how = self._played(answer, media, sound)
                return Ending(how, after_s, self._played_s, answer.status)
            except _Over as over:
                return Ending(over.how, after_s, self._played_s, over.status, over.why)
            except Unreachable as error:
                return Ending(Ended.UNREACHABLE, after_s, self._played_s, why=str(error)[:120])

    @property
    def _played_s(self) -> float:
        return round(self._sent * PACKET_S, 2)

    # --- beginning ---------------------------------------------------------------------------------

    def _invited(self, body: bytes, within_s: float) -> Response:
        """The answer that takes the call, acknowledged."""
        login: Headers = ()
        while True:
            invite = self._dialogue.opening("INVITE", body, login)
            answer, did_ring = self._line.ask(invite, within_s, self._answer_other, self._is_stopped)
            if answer is None:
                self._take_back(invite, did_ring)
                raise _Over(Ended.STOPPED if self._is_stopped() else Ended.NO_ANSWER)
            if answer.status < 300:
                self._ack = self._dialogue.within("ACK", answer)
                self._line.send(self._ack)
                return answer
            self._line.send(self._dialogue.ack_of_refusal(invite, answer))
            login = self._login_or_over(answer, login)

    def _login_or_over(self, answer: Response, tried: Headers) -> Headers:
        if answer.status in (401, 407):
            if not tried and (login := self._dialogue.login_for(answer, "INVITE")):
                return login
            raise _Over(Ended.LOGIN, answer.status, answer.phrase)
        how = Ended.BUSY if answer.status in (486, 600) else Ended.REFUSED
        raise _Over(how, answer.status, answer.phrase)

    def _take_back(self, invite: Request, did_ring: bool) -> None:
        """What rings is told to stop; what was answered in the same moment is hung up."""
        if not did_ring:
            return
        is_done = False

        def crossing(found: Message) -> None:
            nonlocal is_done
            if isinstance(found, Response) and found.cseq[1] == "INVITE" and found.is_final:
                is_done = True
                self._end_crossing(invite, found)

        self._line.ask(self._dialogue.cancel(invite), CANCEL_WITHIN_S, crossing)
        end_s = time.monotonic() + CANCEL_WITHIN_S
        while not is_done and (found := self._line.receive(end_s)) is not None:
            crossing(found)

    def _end_crossing(self, invite: Request, found: Response) -> None:
        if found.status >= 300:
            self._line.send(self._dialogue.ack_of_refusal(invite, found))
        else:
            self._line.send(self._dialogue.within("ACK", found))
            self._line.ask(self._dialogue.within("BYE", found), BYE_WITHIN_S, self._answer_other)

    # --- playing -----------------------------------------------------------------------------------

    def _played(self, answer: Response, media: socket.socket, sound: Samples) -> Ended:
        try:
            wanted = answered(answer.body)
            where = (self._judged(wanted), wanted.port)
            self._send_all(media, where, encoded(sound, wanted.payload_type), wanted.payload_type)
            self._listen_until(time.monotonic() + TAIL_S)
        except Refused as refused:
            raise _Over(Ended.UNFIT, answer.status, refused.reason) from refused
        finally:
            self._hang_up(answer)
        if self._is_over:
            return Ended.HUNG_UP
        return Ended.STOPPED if self._is_stopped() else Ended.PLAYED

    def _judged(self, wanted: Answered) -> str:
        try:
            return self._judge(wanted.host)
        except Exception as error:
            raise _Over(Ended.FORBIDDEN, why=str(error)) from error

    def _send_all(self, media: socket.socket, where: tuple[str, int], sound: bytes, payload_type: int) -> None:
        due_s = time.monotonic()
        for packet in packets(sound, payload_type):
            self._listen_until(due_s)
            if self._is_over or self._is_stopped():
                return
            try:
                media.sendto(packet, where)
            except BlockingIOError:
                pass  # a full socket loses a packet, as the network may
            except OSError as error:
                raise Unreachable(str(error)) from error
            self._sent += 1
            due_s = max(due_s + self._packet_s, time.monotonic() - CATCH_UP_MAX_S)

    def _listen_until(self, until_s: float) -> None:
        while (found := self._line.receive(until_s)) is not None:
            self._answer_other(found)

    def _answer_other(self, found: Message) -> None:
        """What arrives besides the answer we wait for."""
        if isinstance(found, Response):
            if self._ack is not None and found.call_id == self._dialogue.call_id and found.cseq[1] == "INVITE":
                if 200 <= found.status < 300:
                    self._line.send(self._ack)  # ours was lost
            return
        if found.method == "ACK":
            return
        status, phrase = _reply_to(found, self._dialogue.call_id)
        self._line.send(message.answer(found, status, phrase))
        if found.method == "BYE" and status == 200:
            self._is_over = True

    def _hang_up(self, answer: Response) -> None:
        if self._is_over:
            return
        try:
            self._line.ask(self._dialogue.within("BYE", answer), BYE_WITHIN_S, self._answer_other)
        except Unreachable:
            return  # then there is nobody to tell


def _reply_to(request: Request, call_id: str) -> tuple[int, str]:
    if request.call_id != call_id and request.method != "OPTIONS":
        return 481, "Call/Transaction Does Not Exist"
    if request.method == "INVITE":
        return 488, "Not Acceptable Here"  # the call goes on as it is
    return (200, "OK") if request.method in ("BYE", "OPTIONS", "INFO") else (501, "Not Implemented")
