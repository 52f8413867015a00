"""What a person fills in for an action, and what a command gives back."""

from dataclasses import dataclass, field
from typing import Any

#: Kind of the timeline entry, its sentence, its data.
Done = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True)
class Form:
    """What a person filled in; each action needs some of it."""

    comment: str = ""
    reason: str = ""
    to_user_id: int | None = None
    measures_done: list[str] = field(default_factory=list)
    attachment_ids: list[int] = field(default_factory=list)
    to_user_ids: list[int] = field(default_factory=list)
    into_id: int | None = None
    alarm_ids: list[int] = field(default_factory=list)
    convert_to: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # what the register of ``convert_to`` asks
    lon: float | None = None
    lat: float | None = None
