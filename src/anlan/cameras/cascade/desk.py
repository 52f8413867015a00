"""Questions of screens about platforms above, answered on the bus."""

from nats.aio.client import Client
from nats.aio.msg import Msg

from anlan.bus import subjects
from anlan.bus.cascade_messages import SuperiorsAnswer, SuperiorState
from anlan.cameras.cascade.cascade import Cascade
from anlan.cameras.cascade.duty import CascadeDuty
from anlan.cameras.cascade.superior import Superior
from anlan.cameras.console.desk import MOST_ASKS, answering


class CascadeDesk:
    """Everything screens may know of a cascade. Processes that stand by are silent: they know nothing of it."""

    def __init__(self, cascade: Cascade, duty: CascadeDuty) -> None:
        self._cascade, self._duty = cascade, duty

    async def open(self, client: Client) -> None:
        """Answer from now on."""
        answer = answering(client, self._answer)

        async def hear(message: Msg) -> None:
            if self._duty.answers:
                await answer(message)

        await client.subscribe(subjects.camera_ask("gb28181_superiors"), cb=hear, pending_msgs_limit=MOST_ASKS)

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
