"""Reason codes of MQTT 5.0 (table 2-6), and the error that carries one."""

from enum import IntEnum


class Reason(IntEnum):
    """Why a packet was answered as it was; 0x80 and above are refusals."""

    SUCCESS = 0x00
    GRANTED_QOS_1 = 0x01
    GRANTED_QOS_2 = 0x02
    DISCONNECT_WITH_WILL = 0x04
    NO_MATCHING_SUBSCRIBERS = 0x10
    NO_SUBSCRIPTION_EXISTED = 0x11
    UNSPECIFIED_ERROR = 0x80
    MALFORMED_PACKET = 0x81
    PROTOCOL_ERROR = 0x82
    IMPLEMENTATION_ERROR = 0x83
    UNSUPPORTED_VERSION = 0x84
    CLIENT_ID_INVALID = 0x85
    BAD_CREDENTIALS = 0x86
    NOT_AUTHORIZED = 0x87
    SERVER_UNAVAILABLE = 0x88
    SERVER_BUSY = 0x89
    SERVER_SHUTTING_DOWN = 0x8B
    BAD_AUTHENTICATION_METHOD = 0x8C
    KEEP_ALIVE_TIMEOUT = 0x8D
    SESSION_TAKEN_OVER = 0x8E
    TOPIC_FILTER_INVALID = 0x8F
    TOPIC_NAME_INVALID = 0x90
    PACKET_ID_IN_USE = 0x91
    PACKET_ID_NOT_FOUND = 0x92
    RECEIVE_MAXIMUM_EXCEEDED = 0x93
    TOPIC_ALIAS_INVALID = 0x94
    PACKET_TOO_LARGE = 0x95
    QUOTA_EXCEEDED = 0x97
    ADMINISTRATIVE_ACTION = 0x98
    PAYLOAD_FORMAT_INVALID = 0x99
    SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9E
    SUBSCRIPTION_IDS_NOT_SUPPORTED = 0xA1


class MqttError(Exception):
    """A peer broke the protocol or asked for what it may not have.

    reason: the MQTT 5 code. word: short and fixed, becomes a counter. detail: a sentence for people.
    """

    def __init__(self, reason: Reason, word: str, detail: str = "") -> None:
        super().__init__(detail or word)
        self.reason = reason
        self.word = word
        self.detail = detail or word.replace("_", " ")


def malformed(word: str, detail: str = "") -> MqttError:
    """The bytes are not a packet (0x81)."""
    return MqttError(Reason.MALFORMED_PACKET, word, detail)


def protocol_error(word: str, detail: str = "") -> MqttError:
    """A packet in the wrong place or with a forbidden value (0x82)."""
    return MqttError(Reason.PROTOCOL_ERROR, word, detail)
