"""The time limits of committees' work: local rules and defaults, kept as data to change."""

from pathlib import Path

from anlan.records.registry.clocks import clocks_read

CLOCKS = clocks_read(Path(__file__).parent / "data" / "clocks.csv")
