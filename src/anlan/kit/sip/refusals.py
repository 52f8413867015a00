"""What was refused and why: a word per reason, counted. Nothing that arrives can stop the process."""

from collections import Counter


class Refused(Exception):
    """Something that arrived is not taken. ``reason`` is one of few words and becomes a counter."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refusals:
    """Counts by reason. Reasons come from the code, never from what arrived, so they are few."""

    def __init__(self) -> None:
        self.of: Counter[str] = Counter()

    def note(self, reason: str) -> None:
        """One more."""
        self.of[reason] += 1

    @property
    def total(self) -> int:
        """All that was refused since the process began."""
        return self.of.total()
