"""A register's columns as forms, lists and files see them: derived from the model, never written twice.

Kinds: ``text long_text integer number date datetime choice flag person enterprise town record``.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from django.db import models

from anlan.records.registry.choice_words import english_of
from anlan.records.registry.declare import Ask, Register

#: English names of the columns that every record has; a register adds its own in ``english``.
ENGLISH = {
    "id": "ID", "no": "No.", "title": "Title", "state": "State", "is_open": "Open", "enterprise": "Enterprise",
    "town": "Town", "field": "Committee", "grid": "Grid", "assignee": "Assignee", "next_step": "Next step",
    "next_step_due_at": "Due", "is_overdue": "Overdue", "escalation_level": "Escalations", "opened_at": "Registered",
    "opened_by": "Registered by", "closed_at": "Closed", "updated_at": "Updated",
}  # fmt: skip
LONG_TEXT = 200


@dataclass(frozen=True)
class Column:
    """One column or question: what it is called, what goes in, and how it is shown."""

    name: str
    label: str
    en: str
    kind: str
    is_required: bool = False
    help: str = ""
    unit: str = ""
    max_length: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    register_name: str = ""  # of a ``record``: where it lives
    choices_en: tuple[str, ...] = ()  # English of ``choices``, in their order; empty where only the Chinese is right
    default: Any = None  # what stands where nothing was filled in and the model takes no null

    def data(self) -> dict[str, Any]:
        """As the schema gives it to the console."""
        said = asdict(self)
        words = zip(self.choices, said.pop("choices_en"), strict=True)
        return {**said, "choices": [{"value": value, "label": label, "en": en} for (value, label), en in words]}


@cache
def column(register: Register, name: str, *, is_required: bool | None = None) -> Column:
    """The column ``name``; ``is_required`` overrides what ``register.required`` says."""
    field = register.model._meta.get_field(name)
    choices = _choices(register, field)
    return Column(
        name=name,
        label=str(field.verbose_name),
        en=register.english.get(name) or ENGLISH.get(name) or name.replace("_", " ").capitalize(),
        kind=_kind(register, field),
        is_required=name in register.required if is_required is None else is_required,
        help=str(field.help_text),
        unit=register.units.get(name, ""),
        max_length=getattr(field, "max_length", None),
        choices=choices,
        choices_en=tuple(_english(register, name, value) for value, _ in choices),
        register_name=_register_of(field),
        default=None if field.null or callable(field.default) or not field.has_default() else field.default,
    )


def columns(register: Register, names: Iterable[str]) -> list[Column]:
    """Several columns in their order."""
    return [column(register, name) for name in names]


def asked(register: Register, question: str | Ask, *, is_required: bool) -> Column:
    """What a step's form asks: a column of the record, or something of its own."""
    if isinstance(question, str):
        return column(register, question, is_required=is_required)
    return Column(
        question.name, question.label, question.en, question.kind, is_required, question.help,
        max_length=question.max_length,
    )  # fmt: skip


def _kind(register: Register, field: Any) -> str:
    if isinstance(field, models.ForeignKey):
        by_model = {"user": "person", "enterprise": "enterprise", "town": "town"}
        return by_model.get(str(field.related_model._meta.model_name), "record")
    if field.name == "state" or field.choices:
        return "choice"
    kinds = (
        (models.BooleanField, "flag"), (models.DateTimeField, "datetime"), (models.DateField, "date"),
        (models.IntegerField, "integer"), (models.FloatField, "number"), (models.DecimalField, "number"),
        (models.TextField, "long_text"),
    )  # fmt: skip
    found = next((kind for cls, kind in kinds if isinstance(field, cls)), "text")
    return "long_text" if found == "text" and (field.max_length or 0) > LONG_TEXT else found


def _choices(register: Register, field: Any) -> tuple[tuple[str, str], ...]:
    if field.name == "state":
        return tuple((state.name, state.label) for state in register.states)
    return tuple((str(value), str(label)) for value, label in field.choices or ())


def _english(register: Register, name: str, value: str) -> str:
    return register.state(value).en if name == "state" else english_of(register, name, value)


def _register_of(field: Any) -> str:
    """For a reference to a record of another register: that register's name, as its model says."""
    if not isinstance(field, models.ForeignKey):
        return ""
    return str(getattr(field.related_model, "REGISTER", ""))
