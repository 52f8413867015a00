"""Asking the cameras process: what it sees, how its cameras are, what a new scene would have said."""

from typing import TypeVar

import msgspec
from nats.errors import Error as NatsError

from anlan.bus import subjects
from anlan.bus.camera_messages import (
    PictureAnswer,
    PictureAsk,
    PtzAnswer,
    PtzAsk,
    StatusAnswer,
    TrialAnswer,
    TrialAsk,
    TrialFollow,
)
from anlan.bus.client import Bus, BusError
from anlan.bus.messages import Message

A = TypeVar("A", bound=Message)

#: Everything but pictures is answered at once.
QUICK_S = 2.0
#: A camera is asked over its own network meanwhile.
PTZ_S = 5.0


class NoAnswer(BusError):
    """The cameras process does not answer in time, or not sensibly."""


class NoPicture(BusError):
    """The camera shows nothing now; ``str()`` is ``unknown``, ``starting``, ``no_picture`` or ``busy``."""


async def picture(bus: Bus, ask: PictureAsk, timeout_s: float = 5.0) -> PictureAnswer:
    """The picture asked for.

    Raises:
        NoPicture: there is none. NoAnswer: nobody answers.
    """
    answer = await answer_to(bus, "picture", ask, PictureAnswer, timeout_s)
    if answer.why:
        raise NoPicture(answer.why)
    return answer


async def status(bus: Bus) -> StatusAnswer:
    """How all cameras are.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "status", Message(), StatusAnswer, QUICK_S)


async def ptz(bus: Bus, ask: PtzAsk) -> PtzAnswer:
    """Turn a camera, or hear how it is turned.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "ptz", ask, PtzAnswer, PTZ_S)


async def trial_begin(bus: Bus, ask: TrialAsk) -> TrialAnswer:
    """Begin a trial, or be told why not.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "trial_begin", ask, TrialAnswer, QUICK_S)


async def trial_follow(bus: Bus, ask: TrialFollow) -> TrialAnswer:
    """How far a trial is, and its values when it is done.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "trial_follow", ask, TrialAnswer, QUICK_S)


async def answer_to(bus: Bus, question: str, ask: Message, answer: type[A], timeout_s: float) -> A:
    """One question to the cameras process, by its name on the bus.

    Raises:
        NoAnswer: nobody answers.
    """
    try:
        reply = await bus.nc.request(subjects.camera_ask(question), msgspec.msgpack.encode(ask), timeout=timeout_s)
        return msgspec.msgpack.decode(reply.data, type=answer)
    except (NatsError, TimeoutError, msgspec.MsgspecError) as error:
        raise NoAnswer(f"the cameras process does not answer ({question})") from error
