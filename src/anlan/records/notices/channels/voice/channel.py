"""A telephone call that reads the text out, through any provider that takes HTTP."""

from anlan.records.notices.channels.http_template import HttpTemplate


class Voice(HttpTemplate):
    """Reads ``message.short`` out."""
