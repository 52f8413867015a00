"""Asking the cameras process about platforms above."""

from anlan.bus.camera_client import QUICK_S, answer_to
from anlan.bus.cascade_messages import SuperiorsAnswer
from anlan.bus.client import Bus
from anlan.bus.messages import Message


async def superiors(bus: Bus) -> SuperiorsAnswer:
    """How all registrations are.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "gb28181_superiors", Message(), SuperiorsAnswer, QUICK_S)
