"""Questions of screens about platforms above, answered on the bus."""

from nats.aio.client import Client

from anlan.bus import subjects
from anlan.bus.cascade_messages import SuperiorsAnswer, SuperiorState
from anlan.cameras.cascade.cascade import Cascade
from anlan.cameras.cascade.superior import Superior
from anlan.cameras.console.desk import MOST_ASKS, answering


class CascadeDesk:
    """Everything screens may know of a cascade."""

    def __init__(self, cascade: Cascade) -> None:
        self._cascade = cascade

    async def open(self, client: Client) -> None:
        """Answer from now on."""
        await client.subscribe(
            subjects.camera_ask("gb28181_superiors"), cb=answering(client, self._answer), pending_msgs_limit=MOST_ASKS
        )

    async def _answer(self, data: bytes) -> SuperiorsAnswer:
        return SuperiorsAnswer(
            is_on=self._cascade.is_on, superiors=tuple(state_of(superior) for superior in self._cascade.superiors)
        )


def state_of(superior: Superior) -> SuperiorState:
    """How one is."""
    registration = superior.registration
    return SuperiorState(
        id=superior.config.id,
        is_registered=superior.is_registered,
        since_ms=registration.since_ms if superior.is_registered else 0,
        until_ms=registration.until_ms,
        answered_at_ms=registration.answered_ms,
        missed=registration.missed,
        problem=registration.problem,
        calls=len(superior.calls.open),
        subscriptions=superior.subscriptions.count,
        alarms_told=superior.notices.told,
        turns=superior.hand.turns,
    )
