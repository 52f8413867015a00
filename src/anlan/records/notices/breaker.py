"""A channel that fails again and again is left alone for a while; then one message is let through to try it."""

from datetime import datetime, timedelta

from anlan.kit.pauses import doubled_s
from anlan.records.notices.channels.channel import Outcome, Result
from anlan.records.notices.models import Channel

#: Failures in a row that open the breaker.
MOST_FAILURES = 5
FIRST_PAUSE_S, LAST_PAUSE_S = 30.0, 120.0


def is_open(channel: Channel, now: datetime) -> bool:
    """True while nothing is sent on this channel."""
    return channel.down_until is not None and now < channel.down_until


def let_through(channel: Channel) -> int:
    """How many may go now: one while the channel is on trial."""
    return 1 if is_on_trial(channel) else 1_000


def is_on_trial(channel: Channel) -> bool:
    """True from the failure that opened the breaker until a message goes out."""
    return channel.failures >= MOST_FAILURES


def note(channel: Channel, outcome: Outcome, now: datetime) -> None:
    """Count one attempt. A refusal is about one message, not about the channel."""
    if outcome.result == Result.SENT:
        channel.failures, channel.down_since, channel.down_until, channel.last_sent_at = 0, None, None, now
    elif outcome.result == Result.REFUSED:
        channel.last_error = outcome.why[:200]
    else:
        channel.failures += 1
        channel.last_error = outcome.why[:200]
        if channel.failures >= MOST_FAILURES:
            channel.down_since = channel.down_since or now
            pause_s = doubled_s(FIRST_PAUSE_S, LAST_PAUSE_S, channel.failures - MOST_FAILURES)
            channel.down_until = now + timedelta(seconds=pause_s)
    channel.save(update_fields=["failures", "down_since", "down_until", "last_error", "last_sent_at"])
