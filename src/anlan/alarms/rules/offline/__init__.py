"""Silence of a point, or of a whole gateway."""
