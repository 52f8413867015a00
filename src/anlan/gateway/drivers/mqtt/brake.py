"""Back-pressure of one connection: its socket is read while no reason stands against it."""

import asyncio
from collections.abc import Callable
from enum import IntFlag


class Pause(IntFlag):
    """Why the socket is not read."""

    HOST_FULL = 1
    PENDING = 2  # too much of this connection is not yet durable
    SLOW_READER = 4  # the peer does not take its answers
    CLOSING = 8


class Brake:
    """Reasons come and go one by one. ``released``: told just before the socket is read again."""

    def __init__(self, released: Callable[[], None]) -> None:
        self._released = released
        self._transport: asyncio.Transport | None = None
        self._why = Pause(0)

    def attach(self, transport: asyncio.Transport | None) -> None:
        """The socket that is read or not; None when it is gone."""
        self._transport = transport

    @property
    def is_on(self) -> bool:
        """Is the socket not read?"""
        return bool(self._why)

    def is_on_for(self, why: Pause) -> bool:
        """Is it one of the reasons?"""
        return bool(self._why & why)

    def put_on(self, why: Pause) -> None:
        """Stop reading the socket."""
        if not self._why and self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
        self._why |= why

    def take_off(self, why: Pause) -> None:
        """Read again when no other reason stands against it."""
        was_on = self._why
        self._why &= ~why
        if was_on and not self._why and self._transport is not None and not self._transport.is_closing():
            self._released()
            self._transport.resume_reading()
