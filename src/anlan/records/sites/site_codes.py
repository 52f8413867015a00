"""The code at a plant's gate: what an officer scans to show that he stood there. One small interface.

A reader takes what the camera saw, or what was typed, and says whose code it is. Sign-in asks each of :data:`READERS`
in turn and knows none of them; an app that makes codes adds its own when it is ready.
"""

from collections.abc import Callable

#: What was scanned or typed → number of the enterprise whose valid code it is, or None.
Reader = Callable[[str], int | None]
READERS: list[Reader] = []


def enterprise_of(text: str) -> int | None:
    """Whose code this is, by the first reader that knows it."""
    return next((found for reader in READERS if (found := reader(text)) is not None), None)
