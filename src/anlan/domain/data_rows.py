"""Tables shipped with the domain, one reader for all: ``data/*.csv``, every row with its source and its mark."""

import csv
from importlib.resources import files

#: Rows that domain packs add, by table; set once when a process starts (:func:`anlan.domain.packs.use`).
more: dict[str, list[dict[str, str]]] = {}


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of ``data/<name>.csv`` in their order, by column; those of the packs in use come after them."""
    return shipped(name) + more.get(name, [])


def shipped(name: str) -> list[dict[str, str]]:
    """The rows of ``data/<name>.csv`` alone."""
    return parse(_text(name))[1]


def columns_of(name: str) -> list[str]:
    """The head of ``data/<name>.csv``."""
    return parse(_text(name))[0]


def parse(text: str) -> tuple[list[str], list[dict[str, str]]]:
    """``(columns, rows)`` of a table."""
    reader = csv.DictReader(text.splitlines())
    return list(reader.fieldnames or ()), list(reader)


def _text(name: str) -> str:
    return files("anlan.domain").joinpath("data", f"{name}.csv").read_text("utf-8")
