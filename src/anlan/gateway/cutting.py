"""Cutting a connection without waiting for its peer."""

import asyncio
import contextlib


def cut(transport: asyncio.BaseTransport) -> None:
    """Abort ``transport``; one that is closed already stays closed.

    The TLS transport of asyncio in Python 3.11.2, Debian's own, lets go of its protocol when it is closed; ``abort``
    then fails with AttributeError instead of doing nothing.
    """
    with contextlib.suppress(AttributeError):
        transport.abort()  # type: ignore[attr-defined]
