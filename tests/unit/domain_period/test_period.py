"""What people write for a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from anlan.domain.clock import to_ms
from anlan.domain.period import BadPeriod, moment, window

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("now", NOW),
        ("36h", NOW - timedelta(hours=36)),
        ("1.5d", NOW - timedelta(hours=36)),
        ("2w", NOW - timedelta(days=14)),
        ("90m", NOW - timedelta(minutes=90)),
        ("2026-11-24", datetime(2026, 11, 23, 16, tzinfo=UTC)),
        ("2026-11-24T08:30", datetime(2026, 11, 24, 0, 30, tzinfo=UTC)),
        ("2026-11-24T08:30Z", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("2026-11-24T08:30+02:00", datetime(2026, 11, 24, 6, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_chinese_time_unless_they_say_otherwise(text: str, means: datetime) -> None:
    assert moment(text, NOW) == means


@pytest.mark.parametrize("text", ["", "yesterday", "36", "h", "-3h", "2026-13-01", "3y"])
def test_what_is_no_moment_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(BadPeriod, match="2026-11-24T08:30"):
        moment(text, NOW)


def test_a_window_has_a_beginning_before_its_end() -> None:
    assert window("1h", "now", NOW) == (to_ms(NOW) - 3_600_000, to_ms(NOW))
    with pytest.raises(BadPeriod, match="nothing lies between"):
        window("now", "1h", NOW)
