"""A value that does not change at all for too long."""
