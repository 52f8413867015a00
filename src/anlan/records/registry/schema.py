"""A register described to a screen that has never heard of it."""

from typing import Any

from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.calendar.selectors import standing_of
from anlan.records.core import clock
from anlan.records.registry.columns import column, columns
from anlan.records.registry.declare import Due, Register
from anlan.records.registry.filters import filterable
from anlan.records.registry.papers import papers_of
from anlan.records.registry.selectors import pickable
from anlan.records.registry.statistics import drill_down
from anlan.records.registry.steps import form_of
from anlan.records.registry.values import shown


def schema(register: Register, reader: User) -> dict[str, Any]:
    """Everything a list, a form, a figure and a page need to draw themselves."""
    rights = {name: reader.may(register.right(name)) for name in register.rights}
    return {
        "name": register.name,
        "label": register.label,
        "en": register.en,
        "purpose": register.purpose,
        "is_talked_over": register.is_talked_over,
        "states": [
            {
                "name": s.name,
                "label": s.label,
                "en": s.en,
                "tone": s.tone,
                "next_step": s.next_step,
                "is_end": s.is_end,
                "due_note": due_note(s.due) if s.due else "",
            }
            for s in register.states
        ],
        "columns": [one.data() for one in columns(register, _known(register))],
        "list_columns": list(register.list_columns),
        "detail": list(register.detail),
        "create_fields": list(register.create_fields),
        "edit_fields": list(register.edit_fields),
        "filters": [one.data() for one in filterable(register) if one.name in _filters(register)],
        "sorts": list(register.sorts),
        "figures": [drill_down(register, figure) for figure in register.figures],
        "rates": [
            {"name": r.name, "label": r.label, "en": r.en, "part": r.part, "whole": r.whole} for r in register.rates
        ]
        + [  # shown like a rate: a percentage that belongs to two figures
            {"name": c.name, "label": c.label, "en": c.en, "part": c.figure, "whole": c.figure}
            for c in register.changes
        ],
        "dimensions": [
            {"name": name, "label": column(register, name).label, "en": column(register, name).en}
            for name in register.dimensions
        ],
        "views": [
            {"name": v.name, "label": v.label, "en": v.en, "where": list(v.where), "sort": v.sort}
            for v in register.views
        ],
        "slots": [{"name": slot.name, "label": slot.label, "en": slot.en} for slot in register.slots],
        "papers": [
            {"name": paper.name, "label": paper.label, "en": paper.en}
            for paper in papers_of(register)
            if reader.may(register.right(paper.right))
        ],
        "steps": [
            {"name": step.name, "label": step.label, "en": step.en, "in_bulk": step.in_bulk and not step.by_phone,
             "states": list(step.sources) or [s.name for s in register.states if not s.is_end],
             "form": [one.data() for one in form_of(register, step)], "is_danger": step.is_danger}
            for step in register.steps
            if reader.may(register.right(step.right))
        ],
        "children": [{"register_name": child, "column": name} for child, name in register.children],
        "rights": rights,
        "pickable": pickable(register),
        "readers": [
            {"value": role.value, "label": role.label} for role in Role if role in register.rights.get("view", ())
        ],
    }  # fmt: skip


def _known(register: Register) -> list[str]:
    return list(
        dict.fromkeys(
            ("no", "title", "state", *register.list_columns, *register.detail, *register.create_fields,
             *register.edit_fields, *register.filters)
        )
    )  # fmt: skip


def _filters(register: Register) -> set[str]:
    return {"state", "is_overdue", *register.filters}


def row(register: Register, record: Any, names: list[str]) -> dict[str, Any]:
    """One line of a list that shows the columns ``names``."""
    return _record(register, record, names)


def detail(register: Register, record: Any) -> dict[str, Any]:
    """A whole record."""
    return _record(register, record, dict.fromkeys((*register.list_columns, *register.detail, *register.edit_fields)))


def _record(register: Register, record: Any, names: Any) -> dict[str, Any]:
    state = register.state(record.state)
    return {
        "id": record.pk,
        "no": record.no,
        "title": record.title,
        "state": record.state,
        "state_label": state.label,
        "tone": state.tone,
        "is_open": record.is_open,
        "is_overdue": record.is_overdue,
        "next_step": record.next_step,
        "next_step_due_at": record.next_step_due_at.isoformat() if record.next_step_due_at else None,
        "version": record.version,
        "values": {one.name: shown(one, record) for one in columns(register, names)},
    }


def boards(register: Register, record: Any, reader: User) -> list[dict[str, Any]]:
    """The tables on a record's page."""
    found = []
    for board in register.boards:
        made = board.make(record, reader)
        rows = [{"cells": cells, "where": where} for cells, where in made.rows]
        words = {"name": board.name, "label": board.label, "en": board.en, "note": made.note}
        found.append({**words, "head": made.head, "rows": rows, "register_name": made.register})
    return found


def due_note(due: Due) -> str:
    """Where a time limit comes from and what its working days stand on, for the person who asks why this date."""
    law = f"时限依据：{due.law}。" if due.law else ""
    if not due.is_working:
        return law
    return f"{law}按工作日计，非工作日依据{standing_of(clock.today().year)}。"
