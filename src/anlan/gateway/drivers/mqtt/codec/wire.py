"""The primitive types of MQTT: integers, lengths, strings, topic names."""

from functools import lru_cache

from anlan.gateway.drivers.mqtt.codec.reasons import MqttError, Reason, malformed

#: Longest remaining length that four bytes can express.
MOST_LENGTH = 268_435_455

#: Topic names up to this length are remembered once decoded (4,096 of them: at most 1 MiB).
_SHORT_TOPIC = 256


def read_length(data: bytes | bytearray, at: int) -> tuple[int, int]:
    """(value, next position) of a variable byte integer.

    Raises:
        IndexError: more bytes are needed.
        MqttError: longer than four bytes, or not the shortest form.
    """
    value = data[at]
    if value < 128:
        return value, at + 1
    value &= 127
    for place in range(1, 4):
        byte = data[at + place]
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            if byte == 0:
                raise malformed("length_not_shortest")
            return value, at + place + 1
    raise malformed("length_too_long", "a length takes at most four bytes")


def write_length(value: int) -> bytes:
    """Variable byte integer, shortest form."""
    if value < 128:
        return bytes((value,))
    out = bytearray()
    while True:
        byte = value & 127
        value >>= 7
        if not value:
            out.append(byte)
            return bytes(out)
        out.append(byte | 128)


def read_u16(data: bytes, at: int) -> tuple[int, int]:
    """Two-byte integer."""
    return data[at] << 8 | data[at + 1], at + 2


def read_u32(data: bytes, at: int) -> tuple[int, int]:
    """Four-byte integer."""
    if at + 4 > len(data):
        raise malformed("truncated")
    return int.from_bytes(data[at : at + 4], "big"), at + 4


def read_binary(data: bytes, at: int) -> tuple[bytes, int]:
    """Length-prefixed bytes."""
    start = at + 2
    end = start + (data[at] << 8 | data[at + 1])
    if end > len(data):
        raise malformed("truncated")
    return data[start:end], end


def read_text(data: bytes, at: int) -> tuple[str, int]:
    """Length-prefixed UTF-8."""
    raw, end = read_binary(data, at)
    return text(raw), end


def text(raw: bytes) -> str:
    """UTF-8 without surrogates and without U+0000 (MQTT 1.5.3)."""
    try:
        decoded = raw.decode()
    except UnicodeDecodeError as error:
        raise malformed("bad_utf8") from error
    if "\0" in decoded:
        raise malformed("nul_in_text")
    return decoded


def topic_name(raw: bytes) -> str:
    """A topic as it may stand in PUBLISH: text without wildcards."""
    return _short_topic_name(raw) if len(raw) <= _SHORT_TOPIC else _topic_name(raw)


def _topic_name(raw: bytes) -> str:
    topic = text(raw)
    if "#" in topic or "+" in topic:
        raise MqttError(Reason.TOPIC_NAME_INVALID, "wildcard_in_topic", "a topic name must not contain # or +")
    return topic


_short_topic_name = lru_cache(maxsize=4096)(_topic_name)


def write_binary(raw: bytes) -> bytes:
    """Length-prefixed bytes; ValueError above 65,535."""
    if len(raw) > 0xFFFF:
        raise ValueError("MQTT strings and binary fields hold at most 65535 bytes")
    return len(raw).to_bytes(2, "big") + raw


def write_text(value: str) -> bytes:
    """Length-prefixed UTF-8."""
    return write_binary(value.encode())
