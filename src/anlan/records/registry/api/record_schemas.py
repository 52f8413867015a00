"""One record of a register: what it shows, and what is asked of it."""

from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.records.core.schemas import StrictSchema
from anlan.records.registry.api.register_schemas import ColumnOut, WordedOut


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
