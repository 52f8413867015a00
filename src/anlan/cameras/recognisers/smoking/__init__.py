"""Suspected smoking 吸烟."""
