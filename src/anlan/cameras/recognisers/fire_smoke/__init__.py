"""Suspected fire or smoke 烟火."""
