"""Uploads over HTTP: what is refused, and what is left of what is taken."""
