"""Shapes that every records app shares on the wire."""

from typing import Any, Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict

T = TypeVar("T")


class StrictSchema(Schema):
    """Input that refuses fields nobody declared: no mass assignment."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """Every error of the API."""

    code: str
    message: str
    fields: dict[str, str] = {}


class Page(Schema, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int
    page: int
    page_size: int


#: Every signed-in route may answer with these; spread into ``response=``.
PROBLEMS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
