"""Outbox, attachments, numbering, clock, errors: what every records app stands on."""
