"""What a server says of a node → value and quality. Pure."""

import math

from asyncua.ua.status_codes import StatusCodes
from asyncua.ua.ua_binary import nodeid_to_binary
from asyncua.ua.uatypes import DataValue, ExpandedNodeId, NodeId

from anlan.domain.quality import Quality

#: Severity stands in the two highest bits of a status code: 00 good, 01 uncertain, 1x bad.
_UNCERTAIN, _BAD = 0x4000_0000, 0x8000_0000
#: The lower half of a status code holds flags (limits, overflow), not its meaning.
_MEANING = 0xFFFF_0000
#: What deserves a quality of its own.
_TOLD = {
    StatusCodes.GoodLocalOverride: Quality.MANUAL,  # somebody typed it in; the instrument may be unplugged
    StatusCodes.UncertainEngineeringUnitsExceeded: Quality.OVER_RANGE,
    StatusCodes.BadSensorFailure: Quality.FAULT,
    StatusCodes.BadDeviceFailure: Quality.FAULT,
    StatusCodes.BadOutOfService: Quality.STOPPED,
    StatusCodes.BadNoCommunication: Quality.LINK_FAULT,
    StatusCodes.BadNotConnected: Quality.LINK_FAULT,
    StatusCodes.BadWaitingForInitialData: Quality.LINK_FAULT,
}
#: The node is not there, or is not ours to read: nothing is known of its instrument.
NOT_OURS = frozenset(
    {
        StatusCodes.BadNodeIdUnknown,
        StatusCodes.BadNodeIdInvalid,
        StatusCodes.BadAttributeIdInvalid,
        StatusCodes.BadNotReadable,
        StatusCodes.BadUserAccessDenied,
    }
)


def node_of(address: str) -> NodeId:
    """A node id.

    Raises:
        ValueError: it is none; the text says how one looks.
    """
    try:
        node = NodeId.from_string(address)
        nodeid_to_binary(node)  # one that cannot be sent would cost every other point of its server
    except Exception as error:  # the library raises several kinds
        raise ValueError(f"{address!r} is no node id: write ns=2;s=Room1.NH3 or ns=3;i=1001") from error
    if isinstance(node, ExpandedNodeId):
        raise ValueError(f"{address!r}: name the namespace by its number, ns=2; nsu= and srv= are not asked for")
    return node


def number_of(answer: DataValue) -> float | None:
    """What can be a reading: a number, and true or false as 1 and 0; None for everything else."""
    value = answer.Value.Value if answer.Value is not None else None
    return float(value) if isinstance(value, bool | int | float) else None


def value_of(answer: DataValue) -> tuple[float, Quality] | None:
    """Value and quality; None when the server says that there is no such node for us."""
    status = (answer.StatusCode.value if answer.StatusCode else 0) & _MEANING
    if status in NOT_OURS:
        return None
    value = number_of(answer)
    if value is None or not math.isfinite(value):
        return math.nan, _TOLD.get(status, Quality.BAD if status & _BAD else Quality.NOT_A_NUMBER)
    return value, _quality(status)


def _quality(status: int) -> Quality:
    if status in _TOLD:
        return _TOLD[status]
    if status & _BAD:
        return Quality.BAD
    return Quality.UNCERTAIN if status & _UNCERTAIN else Quality.GOOD
