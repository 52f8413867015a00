"""What the register endpoints take and give. Values are keyed by column; their kinds are in the register's schema."""

from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import Field

from anlan.records.core.schemas import StrictSchema

#: A repeated parameter: ``f=state:open&f=town:330381001``.
Filters = Annotated[list[str], Query()]
#: Columns to show: ``c=title&c=deadline``.
Columns = Annotated[list[str], Query()]


class RegisterBrief(Schema):
    """A register in the navigation, with how much of it waits within the reader's scope.

    ``link_kind``: what the page of a work order calls it when it turns itself into a record of it; "" = it cannot.
    """

    name: str
    label: str
    en: str
    open: int
    overdue: int
    may_create: bool
    link_kind: str


class ChoiceOut(Schema):
    """One choice of a column; ``en`` is empty where only the Chinese words are right."""

    value: str
    label: str
    en: str = ""


class ColumnOut(Schema):
    """A column or question: what it is called and what goes in."""

    name: str
    label: str
    en: str
    kind: str
    is_required: bool
    help: str
    unit: str
    max_length: int | None
    choices: list[ChoiceOut]
    register_name: str


class WordedOut(Schema):
    """Something with a name in two languages."""

    name: str
    label: str
    en: str


class StateOut(WordedOut):
    """A state; ``tone`` is neutral, busy, good or bad. ``due_note`` says what its time limit stands on."""

    tone: str
    next_step: str
    is_end: bool
    due_note: str


class FigureOut(WordedOut):
    """A figure and the filter that lists its rows."""

    unit: str
    where: list[str]


class RateOut(WordedOut):
    """One figure as a share of another, in percent."""

    part: str
    whole: str


class ReadyViewOut(WordedOut):
    """A list that everybody finds ready."""

    where: list[str]
    sort: str


class BulkStepOut(WordedOut):
    """A step the reader's role may take: whether on many records at once, in which states, and what it asks."""

    in_bulk: bool
    states: list[str]
    form: list[ColumnOut]
    is_danger: bool


class ChildOut(Schema):
    """A register whose records belong to this one's, and the column that says to which."""

    register_name: str
    column: str


class RegisterSchema(Schema):
    """A register, described well enough to draw its pages.

    ``is_talked_over``: what people say on a record is shown as a conversation.
    ``pickable``: columns that a list can be asked to show; ``readers``: roles that a saved view can be shared with.
    """

    name: str
    label: str
    en: str
    purpose: str
    is_talked_over: bool
    states: list[StateOut]
    columns: list[ColumnOut]
    list_columns: list[str]
    detail: list[str]
    create_fields: list[str]
    edit_fields: list[str]
    filters: list[ColumnOut]
    sorts: list[str]
    figures: list[FigureOut]
    rates: list[RateOut]
    dimensions: list[WordedOut]
    views: list[ReadyViewOut]
    slots: list[WordedOut]
    papers: list[WordedOut]
    steps: list[BulkStepOut]
    children: list[ChildOut]
    rights: dict[str, bool]
    pickable: list[str]
    readers: list[ChoiceOut]


class RecordRow(Schema):
    """One line of a list; ``values`` by column."""

    id: int
    no: str
    title: str
    state: str
    state_label: str
    tone: str
    is_open: bool
    is_overdue: bool
    next_step: str
    next_step_due_at: str | None
    version: int
    values: dict[str, Any]


class RecordPage(Schema):
    """A page; ``is_more`` when there are more than ``total``, which counting stopped at."""

    items: list[RecordRow]
    total: int
    is_more: bool
    page: int
    page_size: int


class StepOut(WordedOut):
    """A step that can be taken now, with its form; ``why_not`` says what stands against it."""

    why_not: str | None
    form: list[ColumnOut]
    photo: str
    photo_waiver: str
    is_danger: bool
    by_phone: bool


class EntryOut(Schema):
    """One line of the timeline."""

    at: str
    kind: str
    text: str
    by: str
    role_name: str
    data: dict[str, Any]


class PhotoOut(Schema):
    """A photo or a voice note, and the slot it lies in."""

    id: int
    url: str
    thumb_url: str
    sha256: str
    width_px: int
    height_px: int
    taken_at: str | None
    created_at: str
    by: str
    caption: str
    slot: str
    media_type: str


class LinkOut(Schema):
    """Another record that belongs to this one."""

    register_name: str
    label: str
    id: int
    no: str
    title: str
    state_label: str
    direction: str
    kind: str


class DocumentOut(Schema):
    """A document made from a record."""

    id: int
    paper: str
    title: str
    no: str
    format: str
    made_at: str
    made_by: str
    size_bytes: int
    sha256: str
    url: str


class SpawnOut(Schema):
    """A register this record can be turned into."""

    register_name: str
    label: str
    en: str


class BoardRowOut(Schema):
    """A row of a board and the filter that lists what it counts."""

    cells: list[str]
    where: list[str]


class BoardOut(WordedOut):
    """A table worked out from rows, such as a ranking."""

    head: list[str]
    rows: list[BoardRowOut]
    register_name: str
    note: str


class RecordDetail(RecordRow):
    """A whole record with everything that happened."""

    steps: list[StepOut]
    may_edit: bool
    timeline: list[EntryOut]
    photos: list[PhotoOut]
    links: list[LinkOut]
    documents: list[DocumentOut]
    spawn: list[SpawnOut]
    boards: list[BoardOut]


class DraftOut(Schema):
    """A form that another record has begun to fill in."""

    columns: list[ColumnOut]
    values: dict[str, Any]


class RecordIn(StrictSchema):
    """A new record: values by column, uploaded photos by slot."""

    values: dict[str, Any]
    photo_ids: dict[str, list[int]] = {}


class EditIn(StrictSchema):
    """A change; ``version`` is the one that was read."""

    version: int
    values: dict[str, Any]


class StepIn(StrictSchema):
    """A filled-in form."""

    values: dict[str, Any] = {}
    photo_ids: list[int] = []


class BulkStepIn(StrictSchema):
    """One form for many records."""

    record_ids: list[int] = Field(min_length=1, max_length=2000)
    values: dict[str, Any] = {}


class BulkOut(Schema):
    """How many records took the step, and why the others did not."""

    done: int
    refused: dict[str, str]


class RemarkIn(StrictSchema):
    """A comment; ``photo_ids`` are photos uploaded before, ``@姓名`` in the text calls on people."""

    text: str = Field(max_length=4000)
    photo_ids: list[int] = Field(default=[], max_length=20)


class LinkIn(StrictSchema):
    """A record to tie."""

    register_name: str
    record_id: int


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
