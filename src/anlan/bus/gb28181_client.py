"""Asking the cameras process about GB/T 28181 devices."""

from anlan.bus.camera_client import QUICK_S, answer_to
from anlan.bus.client import Bus
from anlan.bus.gb28181_messages import ChannelsAnswer, ChannelsAsk, Gb28181Answer, RefreshAnswer, RefreshAsk
from anlan.bus.messages import Message

#: A device is given eight seconds to take a question.
REFRESH_S = 10.0


async def devices(bus: Bus) -> Gb28181Answer:
    """How all devices are.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "gb28181", Message(), Gb28181Answer, QUICK_S)


async def channels(bus: Bus, wanted: ChannelsAsk) -> ChannelsAnswer:
    """A page of a device's catalogue.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "gb28181_channels", wanted, ChannelsAnswer, QUICK_S)


async def refresh(bus: Bus, wanted: RefreshAsk) -> RefreshAnswer:
    """Ask a device for its catalogue again.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "gb28181_refresh", wanted, RefreshAnswer, REFRESH_S)
