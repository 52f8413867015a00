"""What a server can say without doing harm: three things that the library believes, and this driver does not.

A server is a machine in a plant, and one that was taken over must not be able to stop the reading of all others. The
library takes messages of up to 4 GB; it lets a text of negative length move its reading place back, so that a list of
such texts is read for ever; and it makes a list of 2³¹ nothings from five bytes, or a matrix from its edges alone.
:func:`apply` puts bounded ways in the places of these three. Answers that are right come out as before.
"""

import functools
from collections.abc import Callable
from typing import Any

from asyncua import ua
from asyncua.client import ua_client
from asyncua.common.utils import Buffer, NotEnoughData
from asyncua.ua import ua_binary
from asyncua.ua.uaerrors import UaError

#: Bytes between one question and the next; 200 values are some 10 kB, a folder of 5,000 names some 750.
ANSWER_MAX = 1_048_576
_IS_ARRAY, _HAS_EDGES, _TYPE = 0x80, 0x40, 0x3F


class CarefulProtocol(ua_client.UASocketProtocol):
    """A connection that is given up when an answer has no end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._received = 0

    def data_received(self, data: bytes) -> None:
        """Some bytes of an answer."""
        self._received += len(data)
        if self._received > ANSWER_MAX:
            self.receive_buffer = None
            self.disconnect_socket()
        else:
            super().data_received(data)

    async def send_request(self, *args: Any, **kwargs: Any) -> Buffer:
        """A question; the answer to the one before is complete."""
        self._received = 0
        return await super().send_request(*args, **kwargs)


def variant_from_binary(data: Buffer) -> ua.Variant:
    """A value; of a matrix its numbers in a row, since nothing here is made of its shape.

    Raises:
        UaError: a list that is longer than what is left of the answer, or of a type without a length.
    """
    encoding = data.read(1)[0]
    kind: Any = ua.datatype_to_varianttype(encoding & _TYPE)
    if encoding & _IS_ARRAY:
        _refuse_long(data, kind)
        value = ua_binary.unpack_uatype_array(kind, data)
    else:
        value = ua_binary.unpack_uatype(kind, data)
    if encoding & _HAS_EDGES:
        ua_binary.unpack_uatype_array(ua.VariantType.Int32, data)
    return ua.Variant(value, kind, is_array=bool(encoding & _IS_ARRAY))


def _refuse_long(data: Buffer, kind: Any) -> None:
    count = int.from_bytes(data.copy().read(4), "little", signed=True)
    if count > len(data) or (kind == ua.VariantType.Null and count > 0):
        raise UaError(f"a list of {count} in {len(data)} bytes")


def _never_back(read: Callable[[Buffer, int], bytes]) -> Callable[[Buffer, int], bytes]:
    @functools.wraps(read)
    def only_forward(self: Buffer, size: int) -> bytes:
        if size < 0:
            raise NotEnoughData(f"a length of {size}")
        return read(self, size)

    return only_forward


@functools.cache
def apply() -> None:
    """Put them in place, once. There is no setting of the library for any of them."""
    Buffer.read = _never_back(Buffer.read)  # type: ignore[method-assign,assignment]
    ua_binary.variant_from_binary = variant_from_binary  # type: ignore[assignment]
    ua_client.UASocketProtocol = CarefulProtocol  # type: ignore[misc]
