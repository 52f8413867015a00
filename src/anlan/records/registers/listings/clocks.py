"""The time limits of a listing. Hardly any is national law: they are other cities' rules, kept as data to change."""

from pathlib import Path

from anlan.records.registry.clocks import clocks_read

CLOCKS = clocks_read(Path(__file__).parent / "data" / "clocks.csv")
