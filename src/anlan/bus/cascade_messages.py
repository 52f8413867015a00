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


class SuperiorsAnswer(Message, frozen=True, kw_only=True):
    """All that are switched on. ``is_on`` false: GB/T 28181 is off."""

    is_on: bool
    superiors: tuple[SuperiorState, ...] = ()
