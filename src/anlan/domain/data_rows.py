"""Tables shipped with the domain, one reader for all: ``data/*.csv``, every row with its source and its mark."""

import csv
from importlib.resources import files


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of ``data/<name>.csv`` in their order, by column."""
    text = files("anlan.domain").joinpath("data", f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
