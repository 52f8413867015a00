"""Token bucket: how much somebody may send a second, and at once."""

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """Fills with ``rate`` tokens a second up to ``burst``; what is sent takes one. Begin with ``tokens`` of ``burst``.

    ``rate`` and ``burst`` may be changed between two takes, when more becomes known of who sends.
    """

    rate: float
    burst: float
    tokens: float
    at_ms: int

    def take(self, now_ms: int) -> float:
        """0 when a token was taken, else the seconds until there is one."""
        self.tokens = min(self.burst, self.tokens + max(0, now_ms - self.at_ms) / 1000 * self.rate)
        self.at_ms = now_ms
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.rate
