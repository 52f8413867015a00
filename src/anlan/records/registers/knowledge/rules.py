"""What the declaration says by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.core import clock

REVIEW_AGAIN_DAYS = 365


def reviewed(entry: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """What a second person found right holds for a year; then somebody looks whether it is still in force."""
    entry.reviewed_by = actor
    entry.review_on = clock.today() + timedelta(days=REVIEW_AGAIN_DAYS)
