"""Whom to call, and how a call ended."""

from dataclasses import dataclass
from enum import StrEnum

from anlan.kit.sip.address import SipAddress
from anlan.kit.sip.dialogue import Login


class Ended(StrEnum):
    """How a call ended."""

    PLAYED = "played"
    STOPPED = "stopped"
    HUNG_UP = "hung_up"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REFUSED = "refused"
    LOGIN = "login"
    UNFIT = "unfit"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Ending:
    """One call. ``answered_after_s`` is None when nobody answered; ``status`` is the endpoint's, 0 without one."""

    how: Ended
    answered_after_s: float | None = None
    played_s: float = 0.0
    status: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to call. ``host`` is the address that was judged, which may be what ``to.host`` is a name of."""

    to: SipAddress
    host: str
    login: Login | None = None
