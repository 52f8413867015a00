"""How registrations with platforms above are: asked by screens, answered by the cameras process."""

from anlan.bus.messages import Message


class SuperiorState(Message, frozen=True, kw_only=True):
    """One platform above. Times are 0 where there is none; ``problem``: why it is not registered with."""

    id: int
    is_registered: bool
    since_ms: int = 0
    until_ms: int = 0
    answered_at_ms: int = 0
    missed: int = 0
    problem: str = ""
    calls: int = 0
    subscriptions: int = 0
    alarms_told: int = 0
    turns: int = 0


class CameraTurned(Message, frozen=True, kw_only=True):
    """A platform above began to turn a camera that is lent to it, for the audit trail.

    ``id`` is the same however often it is told; receivers write each down once. Speeds are -1 to 1. ``answer``: why the
    command failed after it was sent; it may have been obeyed all the same.
    """

    id: str
    superior_id: int
    superior_name: str
    camera_id: int
    at_ms: int
    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0
    preset: str = ""
    answer: str = ""


class SuperiorsAnswer(Message, frozen=True, kw_only=True):
    """All that are switched on. ``is_on`` false: GB/T 28181 is off."""

    is_on: bool
    superiors: tuple[SuperiorState, ...] = ()
