"""Set fields of a row and say what changed; save it with errors that people understand."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

from anlan.records.core.errors import Invalid

Request = HttpRequest | None


def row_apply(row: Model, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Set what differs, validate, save; returns ``{field: [old, new]}`` in plain values."""
    changed = {name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value}
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    if changed:
        row_save(row)
    return {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}


def as_new(fields: dict[str, Any]) -> dict[str, list[Any]]:
    """The same form for a row that is new; what was left empty is left out."""
    return {name: [None, _plain(value)] for name, value in fields.items() if value not in (None, "", {})}


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def row_save(row: Model) -> None:
    """Validate and save; what the model refuses is told field by field."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    row.save()
