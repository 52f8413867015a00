"""Trials of rule drafts: the one place where records, engine and history meet for them."""
