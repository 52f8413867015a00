"""One picture that is lent: the dialogue it is lent in, and how many there may be."""

import threading
from dataclasses import dataclass

from anlan.bus.messages import SharedCamera
from anlan.cameras.cascade.sending import Sender
from anlan.cameras.gb28181.flow import Flow
from anlan.kit.sip.message import Request, Response, parameter

#: Calls of one platform above, of all, and of cameras whose pictures must be coded anew.
MOST_OF_ONE, MOST, MOST_CODED = 16, 32, 4


class Declined(Exception):
    """This call is not taken; answered with ``status``."""

    def __init__(self, status: int, phrase: str, reason: str = "") -> None:
        super().__init__(phrase)
        self.status, self.phrase, self.reason = status, phrase, reason


@dataclass(slots=True)
class Call:
    """One dialogue."""

    request: Request
    flow: Flow
    response: Response
    shared: SharedCamera
    stop: threading.Event
    sender: Sender
    is_coded_anew: bool
    is_acknowledged: bool = False

    @property
    def own_tag(self) -> str:
        """Of our side of it."""
        return parameter(self.response.get("to"), "tag")


class Lines:
    """How many calls there are, of all platforms above together."""

    def __init__(self) -> None:
        self.busy: list[Call] = []

    def require_free(self, of_this_one: int, *, is_coded_anew: bool) -> None:
        """May there be one more, when there are so many of this platform above?

        Raises:
            Declined: there may not.
        """
        coded = sum(call.is_coded_anew for call in self.busy)
        is_too_many = len(self.busy) >= MOST or of_this_one >= MOST_OF_ONE
        if is_too_many or (is_coded_anew and coded >= MOST_CODED):
            raise Declined(486, "Busy Here", "superior_busy")
