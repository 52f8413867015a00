"""A value that changes faster than it should."""
