"""What every channel is handed and what it answers. A plug-in is one class with one method, :meth:`Channel.send`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from anlan.records.notices.channels.outgoing import Outgoing


class Result(StrEnum):
    """How one attempt ended."""

    SENT = "sent"  # the provider took it
    REFUSED = "refused"  # it will never take this one: another attempt is useless
    DOWN = "down"  # certainly not taken; worth another attempt
    UNCERTAIN = "uncertain"  # perhaps taken: the next attempt may be a double and says so


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt. ``ref`` is what the provider's receipt will name; ``why`` is free of secrets and of numbers."""

    result: Result
    ref: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said. ``key`` is the same at every attempt, for providers that drop doubles themselves.

    ``short`` fits one SMS; ``body`` is for channels with room. Both are marked already when they may be doubles.
    """

    key: str
    title: str
    short: str
    body: str
    link: str = ""
    grade: str = ""
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """Where one person is reached: a phone number, a mail address, or a browser's push subscription as JSON."""

    kind: str
    value: str = ""


class Channel(Protocol):
    """A plug-in. Made once per attempt from its settings, secrets opened; thread-safe because it is not shared."""

    def __init__(self, config: Mapping[str, Any], http: Outgoing) -> None: ...

    def send(self, message: Message, to: Address) -> Outcome:
        """Try once, within the channel's time limit. Never raises for what the network or the provider does."""
        ...
