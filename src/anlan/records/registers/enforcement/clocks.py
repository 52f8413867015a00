"""The time limits of cases. "Five days" and "seven days" of the penalty law are working days (its article 85)."""

from pathlib import Path

from anlan.records.registry.clocks import clocks_read

CLOCKS = clocks_read(Path(__file__).parent / "data" / "clocks.csv")
