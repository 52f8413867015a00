"""What an import from a table found, on the wire."""

from ninja import Schema


class RowErrorOut(Schema):
    """What is wrong with one cell; rows count as the spreadsheet does, the heading is row 1."""

    row: int
    column: str
    message: str


class ImportOut(Schema):
    """Outcome of an import; with ``dry_run`` nothing was written."""

    rows: int
    ok: int
    created: int
    updated: int
    is_applied: bool
    errors: list[RowErrorOut]
    warnings: list[RowErrorOut]
    error_count: int
    warning_count: int
