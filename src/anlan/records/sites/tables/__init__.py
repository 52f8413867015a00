"""Enterprises and points as spreadsheets: templates out, checked rows in, exports out."""
