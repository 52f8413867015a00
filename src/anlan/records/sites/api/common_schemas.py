"""What several sites endpoints take and give: names, people to call, reasons."""

from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.records.core.schemas import StrictSchema

Reason = Field("", max_length=500)


class ContactOut(Schema):
    """Whom to call; numbers are shown whole, that is what they are there for."""

    name: str
    title: str
    phone: str
    is_duty_phone: bool


class NamedOut(Schema):
    """An id and a name."""

    id: int
    name: str


class ReasonIn(StrictSchema):
    """Why."""

    reason: str = Field(min_length=2, max_length=500)


Facts = dict[str, Any]
