"""What the accounts endpoints take and give."""

from ninja import Schema
from pydantic import Field

from anlan.records.core.schemas import StrictSchema


class Credentials(StrictSchema):
    """A sign-in."""

    username: str = Field(min_length=1, max_length=150)
    password: str = Field(min_length=1, max_length=1000)


class PasswordIn(StrictSchema):
    """A change of one's own password."""

    old_password: str = Field(max_length=1000)
    new_password: str = Field(max_length=1000)


class Me(Schema):
    """Who is signed in and what they may do."""

    id: int
    username: str
    name: str
    role: str
    role_name: str
    enterprise_id: int | None
    town_code: str
    field: str
    is_on_duty: bool
    permissions: list[str]
    csrf_token: str


class Person(Schema):
    """Somebody an incident can be given to."""

    id: int
    name: str
    role: str
    role_name: str
    phone_masked: str
    is_on_duty: bool
