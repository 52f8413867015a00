"""Rooms that look like their trade. `catalogue.ROOMS` has them all."""
