"""Seeded fuzzing of the field protocols; see ``python -m tests.fuzz --help``."""
