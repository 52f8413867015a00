"""The trade's vocabulary: pure values and functions, no I/O, no framework."""
