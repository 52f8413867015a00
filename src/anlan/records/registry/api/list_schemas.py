"""Pages of records, saved views, statistics and imports."""

from typing import Annotated, Any

from ninja import Query, Schema

from anlan.records.core.schemas import StrictSchema
from anlan.records.registry.api.record_schemas import RecordRow

#: A repeated parameter: ``f=state:open&f=town:330381001``.
Filters = Annotated[list[str], Query()]
#: Columns to show: ``c=title&c=deadline``.
Columns = Annotated[list[str], Query()]


class RecordPage(Schema):
    """A page; ``is_more`` when there are more than ``total``, which counting stopped at."""

    items: list[RecordRow]
    total: int
    is_more: bool
    page: int
    page_size: int


class SavedViewIn(StrictSchema):
    """A list to be found again."""

    name: str
    where: list[str] = []
    sort: str = ""
    columns: list[str] = []
    shared_with: str = ""


class SavedViewOut(Schema):
    """A saved list."""

    id: int
    name: str
    where: list[str]
    sort: str
    columns: list[str]
    shared_with: str
    is_own: bool
    owner: str


class GroupOut(Schema):
    """The figures of one value of a dimension, and the filter that lists its rows."""

    value: str
    label: str
    where: list[str]
    figures: dict[str, float | None]


class StatisticsOut(Schema):
    """Figures over everything asked for, and broken down by one dimension."""

    by: str
    figures: dict[str, float | None]
    groups: list[GroupOut]


class SheetReport(Schema):
    """What an import did or, on a dry run, would do; ``errors`` name row, column and what to change."""

    total: int
    good: int
    created: int
    is_applied: bool
    errors: list[dict[str, Any]]
