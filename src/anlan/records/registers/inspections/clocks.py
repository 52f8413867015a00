"""The time limits of inspections, kept as data."""

from pathlib import Path

from anlan.records.registry.clocks import clocks_read

CLOCKS = clocks_read(Path(__file__).parent / "data" / "clocks.csv")
