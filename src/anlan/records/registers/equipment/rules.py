"""What the declaration says by name."""

from collections.abc import Mapping
from typing import Any

from anlan.records.core import clock
from anlan.records.core.errors import Invalid


def dates_fit(record: Any, actor: Any) -> None:
    """A test lies in the past and holds for a time after it."""
    if record.checked_on > clock.today():
        raise Invalid(fields={"checked_on": "检验日期不能晚于今天。"})
    if record.ends_on <= record.checked_on:
        raise Invalid(fields={"ends_on": "应晚于检验日期。"})


def tested_again(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """A new report takes the place of the old one, which stays in the timeline."""
    dates_fit(record, actor)
    record.check_count += 1
