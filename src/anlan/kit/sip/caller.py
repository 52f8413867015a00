"""Calls an endpoint that answers by itself, plays a sound and hangs up. Blocks; made for a thread of its own.

One call is one straight line: INVITE, a login when asked for one, ACK, packets every 20 ms, BYE. Whatever arrives
meanwhile is answered between two packets. Nothing here raises for what the network or the endpoint does.
"""

import time
from collections.abc import Callable

from anlan.kit.sip.audio import PACKET_S
from anlan.kit.sip.call import Call
from anlan.kit.sip.dialogue import Dialogue
from anlan.kit.sip.ending import Ended, Ending, Target
from anlan.kit.sip.g711 import Samples
from anlan.kit.sip.line import Line, Unreachable
from anlan.kit.sip.message import Response

#: An endpoint that answers by itself does so at once; one that rings for so long has nobody.
ANSWER_WITHIN_S = 8.0


def play(
    target: Target,
    sound: Samples,
    *,
    judge: Callable[[str], str],
    is_stopped: Callable[[], bool] = lambda: False,
    answer_within_s: float = ANSWER_WITHIN_S,
    packet_s: float = PACKET_S,
) -> Ending:
    """Call, play ``sound`` once, hang up.

    Args:
        judge: the address to send sound to, for the one that the endpoint names; raises for one that must not be.
        is_stopped: asked between two packets; true ends the call.
        packet_s: shorter in tests.
    """
    began_s = time.monotonic()
    try:
        with Line(target.host, target.to.port) as line:
            return Call(line, target, judge, is_stopped, packet_s).run(sound, began_s, answer_within_s)
    except Unreachable as error:
        return Ending(Ended.UNREACHABLE, why=str(error)[:120])


def is_there(target: Target, within_s: float = 4.0) -> Ending:
    """Ask by OPTIONS, which makes no sound: PLAYED when the endpoint says it could be called."""
    began_s = time.monotonic()
    try:
        with Line(target.host, target.to.port) as line:
            answer = _options(line, target, within_s)
    except Unreachable as error:
        return Ending(Ended.UNREACHABLE, why=str(error)[:120])
    if answer is None:
        return Ending(Ended.NO_ANSWER)
    took_s, status = time.monotonic() - began_s, answer.status
    # An endpoint that asks who we are, or does not know the question, is there; an exchange's 404, 480, 503 says: not.
    if status < 400 or status in (401, 403, 405, 407, 415, 486, 488, 501):
        return Ending(Ended.PLAYED, took_s, status=status)
    return Ending(Ended.REFUSED, took_s, status=status, why=answer.phrase[:120])


def _options(line: Line, target: Target, within_s: float) -> Response | None:
    dialogue = Dialogue(target.to, line.here, target.login)
    answer, _ = line.ask(dialogue.opening("OPTIONS"), within_s, lambda other: None)
    if answer is not None and answer.status in (401, 407) and (login := dialogue.login_for(answer, "OPTIONS")):
        answer, _ = line.ask(dialogue.opening("OPTIONS", login=login), within_s, lambda other: None)
    return answer
