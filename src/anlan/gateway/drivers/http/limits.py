"""Token bucket: how fast one gateway may post."""

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """Fills with ``rate`` tokens a second up to ``burst``; a request takes one."""

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
